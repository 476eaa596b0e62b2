internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func delete(_ key: SessionKey, _ change: SessionChange) throws -> Operation {
    if change.purge {
      let done = try purging(.sessionDelete) { receipt in
        let live = try idleRow(key, change).id
        try remove([live] + deletedRows(of: key), into: &receipt)
        return nil
      }
      return done.about(key)
    }
    return try writing {
      let row = try idleRow(key, change)
      var receipt = ChangeReceipt()
      receipt.messages = row.count
      return try known(markDeleted([row.id], Entry(kind: .sessionDelete, session: row.id, receipt: receipt.json)))
    }
  }

  /// A session in which no turn runs, unless that is overridden.
  private func idleRow(_ key: SessionKey, _ change: SessionChange) throws -> SessionRow {
    let session = try knownRow(key)
    if session.isRunning, !change.force { throw WarrenError.turnRunning(key) }
    return session
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
      if ids.isEmpty { return [] }
      var receipt = ChangeReceipt()
      receipt.sessions = ids.count
      try markDeleted(ids, Entry(kind: .expire, session: ids.count == 1 ? ids.first : nil, receipt: receipt.json))
      return keys
    }
  }

  /// Takes sessions out of every list by one operation, which can bring them back until it is purged.
  @discardableResult
  private func markDeleted(_ sessions: [Int64], _ entry: Entry) throws -> OperationID {
    let id = try record(entry)
    for session in sessions { try setDeleted(session, by: id, at: clock.now) }
    return id
  }

  /// Takes a session out of every list, or (no operation given) brings it back.
  func setDeleted(_ session: Int64, by operation: OperationID?, at moment: Timestamp?) throws {
    try connection.withStatement("UPDATE session SET deleted_by = ?2, deleted_at = ?3, state = 0 WHERE id = ?1") {
      $0.bind(session, at: 1)
      try $0.bind(operation?.text, at: 2)
      $0.bind(moment?.milliseconds, at: 3)
      try $0.run()
    }
  }

  package func reset(_ key: SessionKey, _ change: SessionChange) throws -> Operation {
    if change.purge {
      return try purging(.sessionReset) { receipt in
        let row = try idleRow(key, change)
        try empty([row], into: &receipt)
        return row.id
      }
    }
    return try writing {
      let (row, id) = (try idleRow(key, change), try OperationID.random())
      try begin(row.generation + 1, of: row, by: id, reason: "reset")
      var receipt = ChangeReceipt()
      receipt.generation = row.generation + 1
      receipt.closed = row.generation
      receipt.messages = row.count
      return try known(record(Entry(kind: .sessionReset, session: row.id, receipt: receipt.json), as: id))
    }
  }

  package func resetAll(_ change: SessionChange) throws -> Operation {
    func sessions() throws -> [SessionRow] {
      let rows = try liveRows()
      let running = rows.filter(\.isRunning).count
      if running > 0, !change.force { throw WarrenError.turnsRunning(running) }
      return rows
    }
    if change.purge {
      return try purging(.agentReset) { receipt in
        try empty(sessions(), into: &receipt)
        return nil
      }
    }
    return try writing {
      let (rows, id) = (try sessions(), try OperationID.random())
      for row in rows { try begin(row.generation + 1, of: row, by: id, reason: "reset") }
      var receipt = ChangeReceipt()
      receipt.sessions = rows.count
      receipt.messages = rows.reduce(0) { $0 + $1.count }
      return try known(record(Entry(kind: .agentReset, receipt: receipt.json), as: id))
    }
  }

  private func liveRows() throws -> [SessionRow] {
    try connection.withStatement("SELECT id, generation, message_count, state FROM session WHERE deleted_by IS NULL ORDER BY id") {
      var rows: [SessionRow] = []
      while try $0.step() {
        rows.append(SessionRow(id: $0.int64(0), generation: $0.int(1), count: $0.int(2), isRunning: $0.int(3) == 1))
      }
      return rows
    }
  }

  /// Closes the current generation; a new one, empty, is the current then.
  private func begin(_ number: Int, of session: SessionRow, by operation: OperationID, reason: String) throws {
    try close(session, by: operation, reason: reason)
    try open(number, of: session.id)
  }

  /// Makes the current generation a former one.
  func close(_ session: SessionRow, by operation: OperationID, reason: String) throws {
    try connection.withStatement(
      """
      UPDATE generation SET closed_at = ?3, reason = ?6, operation = ?4, message_count = ?5,
        last_activity = (SELECT last_activity FROM session WHERE id = ?1) WHERE session = ?1 AND number = ?2
      """
    ) {
      $0.bind(session.id, at: 1)
      $0.bind(session.generation, at: 2)
      $0.bind(clock.now.milliseconds, at: 3)
      try $0.bind(operation.text, at: 4)
      $0.bind(session.count, at: 5)
      try $0.bind(reason, at: 6)
      try $0.run()
    }
  }

  /// Begins an empty generation.
  func open(_ number: Int, of session: Int64) throws {
    let now = clock.now
    try connection.withStatement("INSERT INTO generation(session, number, created_at) VALUES(?, ?, ?)") {
      $0.bind(session, at: 1)
      $0.bind(number, at: 2)
      $0.bind(now.milliseconds, at: 3)
      try $0.run()
    }
    try setCurrent(number, count: 0, at: now, of: session)
  }

  /// Says which generation is the current one; no turn runs in it.
  /// - Parameter moment: its last activity; nil where that is not known.
  func setCurrent(_ generation: Int, count: Int, at moment: Timestamp?, of session: Int64) throws {
    try connection.withStatement(
      """
      UPDATE session SET generation = ?2, message_count = ?3, last_activity = ?4, state = 0, turn_id = NULL
      WHERE id = ?1
      """
    ) {
      $0.bind(session, at: 1)
      $0.bind(generation, at: 2)
      $0.bind(count, at: 3)
      $0.bind(moment?.milliseconds, at: 4)
      try $0.run()
    }
  }
}
