internal import Glibc
internal import Platform
internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func delete(_ key: SessionKey) throws -> Bool {
    try writing {
      guard let session = try row(key) else { return false }
      try markDeleted([session.id], kind: "session_delete")
      return true
    }
  }

  package func expire(before moment: Timestamp) throws -> [SessionKey] {
    try writing {
      let (ids, keys) = try connection.withStatement(
        "SELECT id, key FROM session WHERE deleted_by IS NULL AND state <> 1 AND ifnull(last_activity, created_at) < ? ORDER BY id"
      ) { statement -> ([Int64], [SessionKey]) in
        statement.bind(moment.milliseconds, at: 1)
        var found: ([Int64], [SessionKey]) = ([], [])
        while try statement.step() {
          found.0.append(statement.int64(0))
          found.1.append(try SessionKey(bytes: statement.bytes(1) ?? []))
        }
        return found
      }
      if !ids.isEmpty { try markDeleted(ids, kind: "expire") }
      return keys
    }
  }

  /// Takes sessions out of every list by one operation, which can bring them back until it is purged.
  private func markDeleted(_ sessions: [Int64], kind: String) throws {
    let operation = try record(operation: kind, session: sessions.count == 1 ? sessions.first : nil)
    try connection.withStatement("UPDATE session SET deleted_by = ?2, deleted_at = ?3, state = 0 WHERE id = ?1") {
      try $0.bind(operation, at: 2)
      $0.bind(clock.now.milliseconds, at: 3)
      for session in sessions {
        $0.bind(session, at: 1)
        try $0.run()
        $0.reset()
      }
    }
  }

  package func reset(_ key: SessionKey) throws -> Int {
    try writing {
      let session = try knownRow(key)
      let now = clock.now.milliseconds
      let operation = try record(operation: "session_reset", session: session.id)
      try connection.withStatement(
        """
        UPDATE generation SET closed_at = ?3, reason = 'reset', operation = ?4, message_count = ?5,
          last_activity = (SELECT last_activity FROM session WHERE id = ?1) WHERE session = ?1 AND number = ?2
        """
      ) {
        $0.bind(session.id, at: 1)
        $0.bind(session.generation, at: 2)
        $0.bind(now, at: 3)
        try $0.bind(operation, at: 4)
        $0.bind(session.count, at: 5)
        try $0.run()
      }
      try connection.withStatement("INSERT INTO generation(session, number, created_at) VALUES(?, ?, ?)") {
        $0.bind(session.id, at: 1)
        $0.bind(session.generation + 1, at: 2)
        $0.bind(now, at: 3)
        try $0.run()
      }
      try connection.withStatement(
        "UPDATE session SET generation = generation + 1, message_count = 0, last_activity = ?2, state = 0, turn_id = NULL WHERE id = ?1"
      ) {
        $0.bind(session.id, at: 1)
        $0.bind(now, at: 2)
        try $0.run()
      }
      return session.generation + 1
    }
  }

  /// Writes down what is done, in the transaction that does it; returns its id.
  func record(operation kind: String, session: Int64?, receipt: String? = nil) throws -> String {
    let id = String(decoding: try RandomBytes.hexadecimal(16), as: UTF8.self)
    try connection.withStatement(
      "INSERT INTO operation(id, kind, state, session, started_at, finished_at, receipt) VALUES(?, ?, 'done', ?, ?, ?, ?)"
    ) {
      try $0.bind(id, at: 1)
      try $0.bind(kind, at: 2)
      $0.bind(session, at: 3)
      let now = clock.now.milliseconds
      $0.bind(now, at: 4)
      $0.bind(now, at: 5)
      try $0.bind(receipt, at: 6)
      try $0.run()
    }
    return id
  }

  /// Gives the space of removed content back: the index is merged, free pages leave the file, the log is emptied. Nothing of what was removed
  /// is left in the files then.
  /// - Throws: `busy` where another connection kept the log from being emptied.
  package func compact() throws -> Int64 {
    let before = try bytesOnDisk()
    try mergeIndex()
    try translating {
      while try connection.integer("PRAGMA freelist_count") ?? 0 > 0 {
        let free = try connection.integer("PRAGMA freelist_count") ?? 0
        // Slices, so that writers get between.
        try connection.withStatement("PRAGMA incremental_vacuum(512)") { try $0.run() }
        if try connection.integer("PRAGMA freelist_count") ?? 0 >= free { break }
      }
      try emptyLog()
    }
    return max(0, before - (try bytesOnDisk()))
  }

  private func emptyLog() throws {
    let deadline = ContinuousClock.now.advanced(by: .milliseconds(SQLiteConfiguration.purgePatience))
    while try !connection.checkpoint(.truncate) {
      guard ContinuousClock.now < deadline else {
        throw WarrenError(
          .busy, "What was removed is still in the write-ahead log: another connection reads or writes the database.",
          remedy: "Compact again when the other program is done.", subject: connection.path)
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

  private func bytesOnDisk() throws -> Int64 {
    var bytes: Int64 = 0
    for suffix in ["", "-wal"] {
      let path = try FilePath(bytes: connection.path + Array(suffix.utf8))
      bytes += try WorkingDirectory().statusIfExists(of: path)?.size ?? 0
    }
    return bytes
  }
}
