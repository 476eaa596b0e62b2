internal import Glibc
package import Platform
internal import SQLite
package import WarrenModel

/// Whether anybody uses what is in an agent directory that we hold locked: by SQLite's locks, and by `/proc`.
package struct HolderProof: Sendable {
  private let processes: ProcessTable

  package init(processes: ProcessTable = ProcessTable()) { self.processes = processes }

  /// Has SQLite prove that no other connection is there: it takes the exclusive lock, empties the write-ahead log, closes, and looks
  /// whether the log went with that close, as it does with the last connection alone.
  ///
  /// What a killed process has left is recovered on the way. Blocks for some 50 ms where a reader is there.
  /// - Parameter path: absolute, without symbolic links.
  package func closed(database path: FilePath) -> DatabaseProof {
    do {
      let connection = try Connection(path: path.bytes, mode: .readWrite(create: false), busyTimeout: 0)
      if connection.isReadOnly {
        return .unprovable(SQLiteError(extended: SQLiteResult.readOnly, message: "the database cannot be written", path: path.bytes))
      }
      // Reads the header and joins the log, without the schema, which may be of any kind.
      try connection.execute("BEGIN EXCLUSIVE")
      try connection.execute("ROLLBACK")
      guard try connection.checkpoint(.truncate) else { return .busy("another connection reads or writes") }
      let mode = try? connection.text("PRAGMA journal_mode")
      try connection.close()
      if try Self.exists(path, "-wal") || (mode == "wal" && Self.exists(path, "-shm")) {
        return .busy("another connection is open")
      }
      return .proved
    } catch let error as SQLiteError {
      return error.isBusy || error.primary == SQLiteResult.locking ? .busy("another connection has it locked") : .unprovable(error)
    } catch {
      return .unprovable(SQLiteError(extended: SQLiteResult.ioError, message: "\(error)", path: path.bytes))
    }
  }

  private static func exists(_ database: FilePath, _ suffix: String) throws(SystemError) -> Bool {
    try WorkingDirectory().statusIfExists(of: FilePath(bytes: database.bytes + Array(suffix.utf8))) != nil
  }

  /// Looks through `/proc` once for the files of any number of agents, and their directories.
  package func holders(of identities: Set<FileIdentity>, directories: Set<FileIdentity>) -> Holders {
    let found = processes.openers(of: identities.union(directories))
    let own = getpid()
    var files: [FileIdentity: [ProcessCommand]] = [:]
    var users: [FileIdentity: [ProcessCommand]] = [:]
    for opener in found.openers {
      if identities.contains(opener.file) { files[opener.file, default: []].append(opener.process) }
      if directories.contains(opener.file), opener.process.pid != own { users[opener.file, default: []].append(opener.process) }
    }
    users.merge(lockers(of: directories, own: own)) { _, lockers in lockers }
    return Holders(files: files, directories: users, mayBeHidden: found.unreadable.map { $0 > 0 } ?? true)
  }

  private func lockers(of directories: Set<FileIdentity>, own: Int32) -> [FileIdentity: [ProcessCommand]] {
    var found: [FileIdentity: [ProcessCommand]] = [:]
    for lock in processes.locks() ?? [] where lock.kind == .flock && !lock.isWaiting && directories.contains(lock.file) {
      guard let pid = lock.pid, !(pid == own && lock.isExclusive) else { continue }
      found[lock.file, default: []].append(processes.command(of: pid))
    }
    return found
  }

  /// `busy`: who uses the agent, by command and process id; five at most.
  package static func busy(_ agent: AgentName, _ holders: [ProcessCommand], mayBeHidden: Bool) -> WarrenError {
    let named = holders.prefix(namedHolders).map(\.description)
    let more = holders.count - named.count
    let who =
      if !holders.isEmpty {
        named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      } else if mayBeHidden {
        "another process (holder unknown: not all processes can be seen from here)"
      } else {
        "another process (holder unknown)"
      }
    return WarrenError(
      .busy, "The agent is in use by \(who).", remedy: "End what uses it, or give it longer with --wait SECONDS.",
      subject: agent.bytes)
  }

  /// Holders that an error names: a few tell what to look for.
  private static let namedHolders = 5
}

private enum SQLiteResult {
  /// SQLITE_READONLY
  static let readOnly: Int32 = 8
  /// SQLITE_IOERR
  static let ioError: Int32 = 10
  /// SQLITE_PROTOCOL: others came and went so fast that the log could not be joined.
  static let locking: Int32 = 15
}
