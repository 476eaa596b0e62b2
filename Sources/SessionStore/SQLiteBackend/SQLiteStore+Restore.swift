internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func restore(_ key: SessionKey, generation: Int?) throws -> Operation {
    try writing {
      if let generation { return try restore(generation, of: key) }
      if try row(key) != nil { throw WarrenError.keyTaken(key) }
      let found = try connection.withStatement(
        "SELECT id, deleted_by FROM session WHERE key = ? AND deleted_by IS NOT NULL ORDER BY deleted_at DESC, id DESC LIMIT 1"
      ) { row -> (Int64, String)? in
        try row.bind(blob: key.bytes, at: 1)
        return try row.step() ? (row.int64(0), row.string(1)) : nil
      }
      guard let (session, deletion) = found else { throw WarrenError.unknownSession(key) }
      return try bringBack(session, from: OperationID(deletion), key)
    }
  }

  // MARK: - Deletions

  /// Brings one deleted session back.
  private func bringBack(_ session: Int64, from deletion: OperationID, _ key: SessionKey) throws -> Operation {
    var receipt = ChangeReceipt()
    receipt.deletion = deletion
    receipt.deletedAt = try connection.withStatement("SELECT deleted_at FROM session WHERE id = ?") {
      $0.bind(session, at: 1)
      return try $0.step() ? $0.optionalInt64(0).map { Timestamp(milliseconds: $0) } : nil
    }
    try setDeleted(session, by: nil, at: nil)
    receipt.generation = try row(key)?.generation
    receipt.lastMessage = try lastID()
    if try deletedSessions(by: deletion).isEmpty, try find(deletion) != nil { try set(.undone, of: deletion) }
    return try known(record(Entry(kind: .sessionRestore, session: session, receipt: receipt.json)))
  }

  /// Brings back all sessions of a deletion, or none.
  func bringBack(_ deletion: Operation) throws -> Operation {
    let sessions = try deletedSessions(by: deletion.id)
    for session in sessions where try row(session.key) != nil { throw WarrenError.keyTaken(session.key) }
    guard Set(sessions.map(\.key)).count == sessions.count, let first = sessions.first else {
      throw WarrenError.changedSince(deletion.session)
    }
    if deletion.kind == .sessionDelete { return try bringBack(first.id, from: deletion.id, first.key) }
    for session in sessions { try setDeleted(session.id, by: nil, at: nil) }
    try set(.undone, of: deletion.id)
    var receipt = ChangeReceipt()
    receipt.sessions = sessions.count
    receipt.undoes = deletion.id
    let only = sessions.count == 1 ? first.id : nil
    return try known(record(Entry(kind: .sessionRestore, session: only, isUndoable: false, receipt: receipt.json)))
  }

  private func deletedSessions(by operation: OperationID) throws -> [(id: Int64, key: SessionKey)] {
    try connection.withStatement("SELECT id, key FROM session WHERE deleted_by = ? ORDER BY id") {
      try $0.bind(operation.text, at: 1)
      var found: [(Int64, SessionKey)] = []
      while try $0.step() { found.append(($0.int64(0), try SessionKey(bytes: $0.bytes(1) ?? []))) }
      return found
    }
  }

  // MARK: - Generations

  /// Closes the current generation and moves the messages of a former one into a new one: ids and index stay as they are.
  private func restore(_ number: Int, of key: SessionKey) throws -> Operation {
    let session = try knownRow(key)
    if number == session.generation { throw WarrenError.currentGeneration(number, of: key) }
    guard let former = try former(number, of: session.id) else {
      throw WarrenError.unknownGeneration(number, of: key, current: session.generation)
    }
    if session.isRunning { throw WarrenError.turnRunning(key, isForcible: false) }
    let (id, next) = (try OperationID.random(), session.generation + 1)
    var receipt = former
    receipt.generation = next
    receipt.closed = session.generation
    receipt.from = number
    receipt.lastMessage = try lastID()
    try close(session, by: id, reason: "restore")
    try move(number, to: next, closedAt: nil, by: nil, reason: nil, of: session.id)
    try setCurrent(next, count: former.messages ?? 0, at: clock.now, of: session.id)
    return try known(record(Entry(kind: .sessionRestore, session: session.id, receipt: receipt.json), as: id))
  }

  /// What is known of a former generation, as a restoration keeps it; nil where it is none.
  private func former(_ number: Int, of session: Int64) throws -> ChangeReceipt? {
    try connection.withStatement(
      "SELECT closed_at, operation, reason, message_count FROM generation WHERE session = ? AND number = ? AND closed_at IS NOT NULL"
    ) {
      $0.bind(session, at: 1)
      $0.bind(number, at: 2)
      guard try $0.step() else { return nil }
      var known = ChangeReceipt()
      known.closedAt = $0.optionalInt64(0).map { Timestamp(milliseconds: $0) }
      known.closedBy = $0.text(1)
      known.reason = $0.text(2)
      known.messages = $0.int(3)
      return known
    }
  }

  /// Gives a generation and its messages another number.
  func move(_ number: Int, to other: Int, closedAt: Timestamp?, by operation: String?, reason: String?, of session: Int64) throws {
    try connection.withStatement(
      "UPDATE generation SET number = ?3, closed_at = ?4, operation = ?5, reason = ?6 WHERE session = ?1 AND number = ?2"
    ) {
      $0.bind(session, at: 1)
      $0.bind(number, at: 2)
      $0.bind(other, at: 3)
      $0.bind(closedAt?.milliseconds, at: 4)
      try $0.bind(operation, at: 5)
      try $0.bind(reason, at: 6)
      try $0.run()
    }
    try connection.withStatement("UPDATE message SET generation = ?3 WHERE session = ?1 AND generation = ?2") {
      $0.bind(session, at: 1)
      $0.bind(number, at: 2)
      $0.bind(other, at: 3)
      try $0.run()
    }
  }

  /// Makes a former generation the current one again, under its own number.
  func reopen(_ number: Int, of session: Int64) throws {
    let (count, activity) = try connection.withStatement(
      "SELECT message_count, last_activity FROM generation WHERE session = ? AND number = ?"
    ) { row -> (Int, Timestamp?) in
      row.bind(session, at: 1)
      row.bind(number, at: 2)
      return try row.step() ? (row.int(0), row.optionalInt64(1).map { Timestamp(milliseconds: $0) }) : (0, nil)
    }
    try connection.withStatement(
      """
      UPDATE generation SET closed_at = NULL, reason = NULL, operation = NULL, message_count = NULL, last_activity = NULL
      WHERE session = ? AND number = ?
      """
    ) {
      $0.bind(session, at: 1)
      $0.bind(number, at: 2)
      try $0.run()
    }
    try setCurrent(number, count: count, at: activity, of: session)
  }

  /// The largest id that was ever given.
  func lastID() throws -> Int64 {
    try connection.integer(
      "SELECT max(ifnull((SELECT max(id) FROM message), 0), (SELECT value FROM meta WHERE key = 'message_id_mark'))") ?? 0
  }
}
