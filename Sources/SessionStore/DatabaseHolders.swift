internal import Platform

/// Who keeps a database locked, as far as the system tells.
enum DatabaseHolders {
  /// Such as "sqlite3 (pid 4711)", or "another process (holder unknown)".
  ///
  /// In WAL mode the locks lie on the shared-memory file, else on the database; this process is left out.
  static func describe(database: [UInt8]) -> String {
    let table = ProcessTable()
    var found: [String] = []
    for suffix in ["-shm", ""] {
      guard let path = try? FilePath(bytes: database + Array(suffix.utf8)), let status = try? WorkingDirectory().statusIfExists(of: path),
        let holders = table.lockHolders(of: status.identity, excludingOwn: true)
      else { continue }
      for holder in holders where holder.lock.isExclusive {
        guard let text = holder.process?.description else { continue }
        if !found.contains(text) { found.append(text) }
      }
    }
    return found.isEmpty ? "another process (holder unknown)" : found.joined(separator: " and ")
  }
}
