package import Platform
internal import SessionStore
package import WarrenModel

/// What lies in and below a sessions directory of ZeroClaw beside the sessions: files of its importer, its archive, other databases.
package struct ZeroClawLeftovers: Hashable, Sendable {
  /// `<stem>.jsonl.importing`: an import that was cut short. Below the root, as the others.
  package private(set) var importing: [RawPath] = []
  /// `<stem>.jsonl.migrated`: what an import into the database was made of.
  package private(set) var migrated: [RawPath] = []
  /// Files in `archive/`, where ZeroClaw moves what was idle for a week.
  package private(set) var archived: [RawPath] = []
  /// `acp-sessions.db`: sessions of editors, which are not read.
  package private(set) var editorSessions: RawPath?

  package init() {}

  /// Looks at the names of a directory, which need not exist; follows no link.
  /// - Parameter path: of the directory below the root.
  package static func read(_ directory: FilePath, path: RawPath, calls: SystemCalls = .direct) throws -> ZeroClawLeftovers {
    var found = ZeroClawLeftovers()
    do throws(SystemError) {
      try found.add(SharedDescriptor(WorkingDirectory(calls: calls).openDirectory(directory)), path)
    } catch {
      if !error.isNotFound { throw StoreErrors.translate(error, path: directory.bytes) }
    }
    return found
  }

  private mutating func add(_ directory: SharedDescriptor, _ path: RawPath) throws(SystemError) {
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      let name = Array(entry.name)
      let place = RawPath(bytes: path.bytes.isEmpty ? name : path.bytes + [0x2F] + name)
      if Self.isNamed(name, ".jsonl.importing") {
        importing.append(place)
      } else if Self.isNamed(name, ".jsonl.migrated") {
        migrated.append(place)
      } else if name == Array("acp-sessions.db".utf8) {
        editorSessions = place
      } else if name == Array("archive".utf8) {
        try addArchive(directory, place)
      }
    }
    importing.sort()
    migrated.sort()
    archived.sort()
  }

  private mutating func addArchive(_ directory: SharedDescriptor, _ path: RawPath) throws(SystemError) {
    let archive: SharedDescriptor
    do throws(SystemError) {
      archive = SharedDescriptor(try directory.openDirectory(FilePath("archive")))
    } catch {
      if error.isNotFound || error.isNotDirectory || error.isSymbolicLink || error.isPermission { return }
      throw error
    }
    var reader = try DirectoryReader(archive)
    while let entry = try reader.next() {
      let name = Array(entry.name)
      if Self.isNamed(name, ".jsonl") || Self.isNamed(name, ".jsonl.migrated") {
        archived.append(RawPath(bytes: path.bytes + [0x2F] + name))
      }
    }
  }

  private static func isNamed(_ name: [UInt8], _ suffix: StaticString) -> Bool {
    suffix.withUTF8Buffer { name.count > $0.count && name.suffix($0.count).elementsEqual($0) }
  }

  /// As problems: one for each import that was cut short, one for each of the other kinds with a count.
  var problems: [ForeignProblem] {
    var problems = importing.map { ForeignProblem(code: "import_interrupted", severity: .warning, path: $0) }
    for (code, paths) in [("imported_source", migrated), ("archived_sessions", archived)] {
      if let first = paths.first { problems.append(ForeignProblem(code: code, severity: .info, path: first, count: paths.count)) }
    }
    if let editorSessions { problems.append(ForeignProblem(code: "acp_store", severity: .info, path: editorSessions)) }
    return problems
  }
}
