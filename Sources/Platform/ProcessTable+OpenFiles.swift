internal import Glibc

extension ProcessTable {
  /// Which processes have one of the files open, by device and inode: one pass over /proc for all of them.
  ///
  /// It finds idle holders that have no lock. It cannot prove that there is none.
  package func openers(of files: Set<FileIdentity>, excludingOwn: Bool = false) -> FileOpeners {
    let own = getpid()
    var openers: [FileOpeners.Opener] = []
    var unreadable = 0
    do throws(SystemError) {
      let proc = try WorkingDirectory().openDirectory(root, following: true)
      var reader = try DirectoryReader(proc)
      while let entry = try reader.next() {
        guard let pid = Int32(String(decoding: entry.name, as: UTF8.self)), !(excludingOwn && pid == own) else { continue }
        guard let found = Self.opened(by: pid, among: files, in: proc) else {
          unreadable += 1
          continue
        }
        if !found.isEmpty {
          let process = command(of: pid)
          openers += found.map { FileOpeners.Opener(process: process, file: $0) }
        }
      }
    } catch { return FileOpeners(openers: [], unreadable: nil) }
    return FileOpeners(openers: openers, unreadable: unreadable)
  }

  /// nil where the process's descriptors may not be read; a process that has just ended has none.
  private static func opened(by pid: Int32, among files: Set<FileIdentity>, in proc: borrowing FileDescriptor) -> Set<FileIdentity>? {
    var found: Set<FileIdentity> = []
    do throws(SystemError) {
      var reader = try DirectoryReader(FilePath("\(pid)/fd"), in: proc, bufferSize: descriptorBuffer)
      while let entry = try reader.next() {
        guard let status = try? reader.status(of: entry, following: true), files.contains(status.identity) else { continue }
        found.insert(status.identity)
      }
    } catch { return error.isNotFound || error.code == ESRCH ? found : nil }
    return found
  }

  /// Bytes for the names of one process's descriptors: some hundreds in a call.
  private static let descriptorBuffer = 8 << 10
}
