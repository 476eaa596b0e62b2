package import Platform
package import WarrenModel

/// What the `*.jsonl` files of a directory are.
package enum JSONLRecognition: Hashable, Sendable {
  /// There are none (or no directory).
  case none
  /// A JSONL store: ZeroClaw's files or ours.
  case sessions
  /// OpenClaw's: `sessions.json` lies there, or all files are its transcripts.
  case openClaw
}

extension JSONLStore {
  /// What lies in a directory, without reading whole files: names, and the first line of files until one is no transcript of OpenClaw.
  /// - Throws: `denied`, `io_error`.
  package static func recognize(_ directory: FilePath, calls: SystemCalls = .direct) throws(WarrenError) -> JSONLRecognition {
    do {
      let opened: SharedDescriptor
      do throws(SystemError) {
        opened = SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(directory))
      } catch {
        if error.isNotFound { return .none }
        throw error
      }
      return try recognize(opened)
    } catch { throw StoreErrors.translate(error, path: directory.bytes) }
  }

  private static func recognize(_ directory: SharedDescriptor) throws -> JSONLRecognition {
    if try directory.exists(FilePath(bytes: SessionFileName.openClawIndexName)) { return .openClaw }
    var found = JSONLRecognition.none
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      guard case .session = SessionFileName(Array(entry.name)), entry.kind == nil || entry.kind == .regular else { continue }
      do throws(SystemError) {
        let file = SharedDescriptor(try directory.openRegular(FilePath(bytes: Array(entry.name))))
        if try !OpenClawFile.isOne(file) { return .sessions }
        found = .openClaw
      } catch {
        if !error.isNotFound, !error.isNotRegularFile, !error.isSymbolicLink { throw error }
      }
    }
    return found
  }

  /// Whether a directory holds sessions that this backend reads.
  package static func isZeroClawStyle(_ directory: FilePath) throws(WarrenError) -> Bool { try recognize(directory) == .sessions }
}
