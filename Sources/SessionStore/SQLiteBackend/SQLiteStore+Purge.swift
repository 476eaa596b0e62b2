internal import SQLite
package import WarrenModel

extension SQLiteStore {
  /// The step of a purge whose space has not yet been given back.
  private static let removed = "removed"

  /// In `meta` while there is such a purge, so that opening a store need not look through its operations.
  private static let mark = "purge_unsettled"

  /// Removes content in one transaction, with its operation, then gives the space back. The removal counts as done once it is committed:
  /// where the rest cannot be done now the operation is `partial` and its receipt says why; closing and opening the store for writing
  /// finish it as soon as nothing stands in the way.
  /// - Parameter body: removes, counts, and answers the row of the session that stays.
  func purging(_ kind: OperationKind, _ body: (inout PurgeReceipt) throws -> Int64?) throws -> Operation {
    guard isWritable else { throw refusal }
    let before = try translating { try bytesOnDisk() }
    let id = try writing {
      var receipt = PurgeReceipt(kind: kind, startedAt: clock.now)
      receipt.bytesBefore = before
      receipt.left = .space
      let session = try body(&receipt)
      try connection.withStatement("INSERT OR IGNORE INTO meta(key, value) VALUES(?, 1)") {
        try $0.bind(Self.mark, at: 1)
        try $0.run()
      }
      return try record(
        Entry(kind: kind, session: session, state: .partial, step: Self.removed, isUndoable: false, receipt: receipt.json))
    }
    do {
      _ = try compact()
    } catch let error as WarrenError {
      try? writing {
        try write(id) {
          if error.code == .busy { $0.left = .log }
          $0.cause = error
        }
      }
    }
    return try translating { try known(id) }
  }

  /// Goes on with purges whose space could not be given back, where it can be now; never waits long, never fails.
  func finishPurges() {
    let isOpen = try? connection.withStatement("SELECT 1 FROM meta WHERE key = ?") {
      try $0.bind(Self.mark, at: 1)
      return try $0.step()
    }
    // Tried first: merging the index in vain would only make the log longer.
    guard isWritable, isOpen ?? false, (try? connection.checkpoint(.truncate)) ?? false else { return }
    _ = try? compact(patience: 0)
  }

  /// What was removed before is gone from the files.
  func settlePurges(bytes: Int64) throws {
    let open = try translating { try unsettled() }
    if open.isEmpty { return }
    try writing {
      for id in open {
        try write(id) {
          $0.left = nil
          $0.cause = nil
          $0.bytesAfter = bytes
          $0.finishedAt = clock.now
        }
        try connection.withStatement("UPDATE operation SET state = 'done', step = NULL, finished_at = ?2 WHERE id = ?1") {
          try $0.bind(id.text, at: 1)
          $0.bind(clock.now.milliseconds, at: 2)
          try $0.run()
        }
      }
      try connection.withStatement("DELETE FROM meta WHERE key = ?") {
        try $0.bind(Self.mark, at: 1)
        try $0.run()
      }
    }
  }

  private func unsettled() throws -> [OperationID] {
    try connection.withStatement("SELECT id FROM operation WHERE state = 'partial' AND step = ?") {
      try $0.bind(Self.removed, at: 1)
      var found: [OperationID] = []
      while try $0.step() { if let id = OperationID(exactly: Array($0.string(0).utf8)) { found.append(id) } }
      return found
    }
  }

  private func write(_ id: OperationID, _ change: (inout PurgeReceipt) -> Void) throws {
    let operation = try known(id)
    var receipt = PurgeReceipt(json: operation.receipt ?? [], kind: operation.kind, startedAt: operation.startedAt)
    change(&receipt)
    try connection.withStatement("UPDATE operation SET receipt = ?2 WHERE id = ?1") {
      try $0.bind(id.text, at: 1)
      try $0.bind(utf8: receipt.json, at: 2)
      try $0.run()
    }
  }

  // MARK: - Deleted sessions

  package func deletedSessions(before moment: Timestamp) throws -> [SessionSummary] {
    try translating {
      try connection.withStatement(
        """
        SELECT key, name, created_at, last_activity, message_count, generation, channel, room, sender,
          state, turn_id, turn_started_at, turn_pid, turn_process_start, turn_boot_id, id
        FROM session WHERE deleted_by IS NOT NULL AND deleted_at < ? ORDER BY ifnull(last_activity, -9223372036854775807) DESC, key, id
        """
      ) {
        $0.bind(moment.milliseconds, at: 1)
        var found: [SessionSummary] = []
        while try $0.step() { found.append(try summary($0)) }
        return found
      }
    }
  }

  package func purge(deletedBefore moment: Timestamp) throws -> Operation {
    try purging(.sessionPurge) { receipt in
      let sessions = try deletedRows(before: moment)
      try remove(sessions, into: &receipt)
      return nil
    }
  }

  package func survey(_ scope: PurgeSurvey.Scope) throws -> PurgeSurvey {
    try translating {
      var survey = PurgeSurvey()
      switch scope {
      case .reset(nil):
        survey.sessions = try list(SessionQuery(limit: nil)).sessions
        survey.messages = try Int(
          connection.integer(
            "SELECT count(*) FROM message WHERE session IN (SELECT id FROM session WHERE deleted_by IS NULL)") ?? 0)
      case .reset(let key?):
        let row = try knownRow(key)
        survey.sessions = try session(key).map { [$0] } ?? []
        survey.messages = try messages(of: [row.id])
      case .delete(let key):
        let row = try knownRow(key)
        let deleted = try deletedSessions(before: Timestamp(milliseconds: .max)).filter { $0.key == key }
        survey.sessions = try (session(key).map { [$0] } ?? []) + deleted
        survey.messages = try messages(of: [row.id] + deletedRows(of: key))
      case .deleted(let moment):
        survey.sessions = try deletedSessions(before: moment)
        survey.messages = try messages(of: deletedRows(before: moment))
      }
      return survey
    }
  }

  /// Messages of all generations.
  private func messages(of sessions: [Int64]) throws -> Int {
    try connection.withStatement("SELECT count(*) FROM message WHERE session = ?") {
      var count = 0
      for session in sessions {
        $0.bind(session, at: 1)
        if try $0.step() { count += $0.int(0) }
        $0.reset()
      }
      return count
    }
  }

  private func deletedRows(before moment: Timestamp) throws -> [Int64] {
    try connection.withStatement("SELECT id FROM session WHERE deleted_by IS NOT NULL AND deleted_at < ? ORDER BY id") {
      $0.bind(moment.milliseconds, at: 1)
      return try $0.integers()
    }
  }

  func deletedRows(of key: SessionKey) throws -> [Int64] {
    try connection.withStatement("SELECT id FROM session WHERE key = ? AND deleted_by IS NOT NULL ORDER BY id") {
      try $0.bind(blob: key.bytes, at: 1)
      return try $0.integers()
    }
  }

  // MARK: - Removing

  /// Removes sessions with all that is theirs.
  func remove(_ sessions: [Int64], into receipt: inout PurgeReceipt) throws {
    let reversible = try operations(on: sessions)
    try raiseIDMark()
    for session in sessions {
      try removeContent(of: session, into: &receipt)
      try connection.withStatement("DELETE FROM session WHERE id = ?") {
        $0.bind(session, at: 1)
        try $0.run()
      }
    }
    receipt.sessions += sessions.count
    try markPurged(reversible)
  }

  /// Removes the content of sessions, which stay with a new generation.
  func empty(_ sessions: [SessionRow], into receipt: inout PurgeReceipt) throws {
    let reversible = try operations(on: sessions.map(\.id))
    try raiseIDMark()
    for session in sessions {
      try removeContent(of: session.id, into: &receipt)
      try open(session.generation + 1, of: session.id)
    }
    receipt.sessions += sessions.count
    try markPurged(reversible)
  }

  /// Messages, their words in the index, idempotency keys and generations.
  private func removeContent(of session: Int64, into receipt: inout PurgeReceipt) throws {
    try connection.withStatement("SELECT id, text FROM message WHERE session = ?") {
      $0.bind(session, at: 1)
      while try $0.step() { try removeFromIndex([IndexEntry(id: $0.int64(0), text: $0.string(1))]) }
    }
    func delete(_ sql: StaticString) throws -> Int {
      try connection.withStatement(sql) {
        $0.bind(session, at: 1)
        try $0.run()
        return connection.changes
      }
    }
    receipt.messages += try delete("DELETE FROM message WHERE session = ?")
    receipt.generations += try delete("DELETE FROM generation WHERE session = ?")
    _ = try delete("DELETE FROM idempotency WHERE session = ?")
  }

  // MARK: - Operations that cannot be undone any more

  /// Operations that could be undone and that are about sessions: one is undone in all of them, or not at all. Only of a deletion come
  /// back those that are left.
  private struct Reversible {
    var operations: Set<String> = []
    var deletions: Set<String> = []
  }

  private func operations(on sessions: [Int64]) throws -> Reversible {
    let wanted = Set(sessions)
    var found = Reversible()
    try connection.withStatement(
      """
      SELECT id, session, receipt FROM operation
      WHERE state = 'done' AND session IS NOT NULL AND (undo_until IS NOT NULL OR receipt IS NULL)
      """
    ) {
      while try $0.step() {
        guard wanted.contains($0.int64(1)) else { continue }
        found.operations.insert($0.string(0))
        // What had closed a generation that a restoration has moved.
        if let closing = ChangeReceipt(json: $0.bytes(2) ?? []).closedBy { found.operations.insert(closing) }
      }
    }
    for session in sessions {
      try connection.withStatement("SELECT operation FROM generation WHERE session = ? AND operation IS NOT NULL") {
        $0.bind(session, at: 1)
        while try $0.step() { found.operations.insert($0.string(0)) }
      }
      try connection.withStatement("SELECT deleted_by FROM session WHERE id = ? AND deleted_by IS NOT NULL") {
        $0.bind(session, at: 1)
        while try $0.step() { found.deletions.insert($0.string(0)) }
      }
    }
    return found
  }

  private func markPurged(_ reversible: Reversible) throws {
    try connection.withStatement(
      "UPDATE operation SET state = 'purged' WHERE id = ? AND state = 'done' AND (undo_until IS NOT NULL OR receipt IS NULL)"
    ) {
      for id in reversible.operations.subtracting(reversible.deletions).sorted() {
        try $0.bind(id, at: 1)
        try $0.run()
        $0.reset()
      }
    }
    try connection.withStatement(
      """
      UPDATE operation SET state = 'purged' WHERE id = ?1 AND state = 'done' AND (undo_until IS NOT NULL OR receipt IS NULL)
        AND NOT EXISTS (SELECT 1 FROM session WHERE deleted_by = ?1)
      """
    ) {
      for id in reversible.deletions.sorted() {
        try $0.bind(id, at: 1)
        try $0.run()
        $0.reset()
      }
    }
  }
}

extension Statement {
  /// The first column of all rows.
  fileprivate func integers() throws -> [Int64] {
    var found: [Int64] = []
    while try step() { found.append(int64(0)) }
    return found
  }
}
