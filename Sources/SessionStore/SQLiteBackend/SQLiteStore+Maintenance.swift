internal import Glibc
internal import Platform
internal import SQLite
package import WarrenModel

extension SQLiteStore {
  /// Gives the space of removed content back: the index is merged, free pages leave the file, the log is emptied. Nothing of what was removed
  /// is left in the files then.
  /// - Throws: `busy` where another connection kept the log from being emptied.
  package func compact() throws -> Int64 { try compact(patience: SQLiteConfiguration.purgePatience) }

  /// - Parameter patience: how long to wait for other connections, in milliseconds.
  func compact(patience: Int) throws -> Int64 {
    guard isWritable else { throw refusal }
    let before = try bytesOnDisk()
    try mergeIndex()
    try translating {
      while try connection.integer("PRAGMA freelist_count") ?? 0 > 0 {
        let free = try connection.integer("PRAGMA freelist_count") ?? 0
        // Slices, so that writers get between.
        try connection.withStatement("PRAGMA incremental_vacuum(512)") { try $0.run() }
        if try connection.integer("PRAGMA freelist_count") ?? 0 >= free { break }
      }
      try emptyLog(patience: patience)
    }
    let after = try bytesOnDisk()
    try settlePurges(bytes: after)
    return max(0, before - after)
  }

  private func emptyLog(patience: Int) throws {
    let deadline = ContinuousClock.now.advanced(by: .milliseconds(patience))
    while try !connection.checkpoint(.truncate) {
      guard ContinuousClock.now < deadline else {
        throw WarrenError(
          .busy, "What was removed is still in the write-ahead log: another connection reads or writes the database.",
          remedy: "Once the other program is done, the next write to the agent removes it.", subject: connection.path)
      }
      usleep(SQLiteConfiguration.purgePause)
    }
  }

  package func summary() throws -> StoreSummary {
    try translating {
      let bytes = try bytesOnDisk()
      return try connection.withStatement(
        """
        SELECT count(*), ifnull(sum(message_count), 0), ifnull(sum(state = 1), 0), max(last_activity) FROM session WHERE deleted_by IS NULL
        """
      ) {
        _ = try $0.step()
        return StoreSummary(
          sessions: $0.int(0), messages: $0.int(1), running: $0.int(2),
          lastActivity: $0.optionalInt64(3).map { Timestamp(milliseconds: $0) }, bytes: bytes, findings: openingFindings)
      }
    }
  }

  /// Compares the counts that are kept with the messages that are there; for a deep check.
  package func verifyCounts() throws -> [Finding] {
    try translating {
      try connection.withStatement(
        """
        SELECT s.key, s.message_count, (SELECT count(*) FROM message m WHERE m.session = s.id AND m.generation = s.generation)
        FROM session s WHERE s.message_count <> (SELECT count(*) FROM message m WHERE m.session = s.id AND m.generation = s.generation)
        """
      ) {
        var findings: [Finding] = []
        while try $0.step() {
          findings.append(
            Finding(
              code: "count_wrong", severity: .warning, subject: $0.bytes(0) ?? [],
              evidence: "\($0.int(1)) messages are recorded, \($0.int(2)) are there", fixable: true))
        }
        return findings
      }
    }
  }

  func bytesOnDisk() throws -> Int64 {
    var bytes: Int64 = 0
    for suffix in ["", "-wal"] {
      let path = try FilePath(bytes: connection.path + Array(suffix.utf8))
      bytes += try WorkingDirectory().statusIfExists(of: path)?.size ?? 0
    }
    return bytes
  }
}
