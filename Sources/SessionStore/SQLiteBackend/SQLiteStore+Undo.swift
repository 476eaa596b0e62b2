internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func undo(_ id: OperationID) throws -> Operation {
    try writing {
      guard let (operation, session) = try find(id) else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
      guard operation.state == .done, operation.undoUntil != nil else { throw WarrenError.notUndoable(operation) }
      switch operation.kind {
      case .sessionDelete, .expire: return try bringBack(operation)
      case .sessionReset, .agentReset: return try undoReset(operation)
      case .sessionRestore: return try undoRestoration(operation, session)
      default: throw WarrenError.notUndoable(operation)
      }
    }
  }

  /// All sessions of the operation, or none.
  private func undoReset(_ operation: Operation) throws -> Operation {
    let resets = try generations(closedBy: operation.id)
    let wanted = operation.kind == .agentReset ? ChangeReceipt(json: operation.receipt ?? []).sessions ?? 0 : 1
    guard resets.count == wanted else { throw WarrenError.changedSince(operation.session) }
    for reset in resets {
      let session = try current(reset.session)
      guard !session.isDeleted, session.generation == reset.number + 1 else { throw WarrenError.changedSince(session.key) }
      if session.count > 0 { throw WarrenError.writtenSince(session.key) }
      if session.isRunning { throw WarrenError.runningSince(session.key) }
    }
    for reset in resets {
      try connection.withStatement("DELETE FROM generation WHERE session = ? AND number = ?") {
        $0.bind(reset.session, at: 1)
        $0.bind(reset.number + 1, at: 2)
        try $0.run()
      }
      try reopen(reset.number, of: reset.session)
    }
    try set(.undone, of: operation.id)
    var receipt = ChangeReceipt()
    receipt.undoes = operation.id
    receipt.sessions = resets.count
    let only = operation.kind == .sessionReset ? resets.first?.session : nil
    return try known(record(Entry(kind: .sessionRestore, session: only, isUndoable: false, receipt: receipt.json)))
  }

  private func undoRestoration(_ operation: Operation, _ row: Int64?) throws -> Operation {
    guard let row, operation.session != nil else { throw WarrenError.notUndoable(operation) }
    let done = ChangeReceipt(json: operation.receipt ?? [])
    let session = try current(row)
    guard !session.isDeleted, session.generation == done.generation else { throw WarrenError.changedSince(session.key) }
    if session.isRunning { throw WarrenError.runningSince(session.key) }
    if try hasMessages(after: done.lastMessage ?? 0, session: row) { throw WarrenError.writtenSince(session.key) }
    if let deletion = done.deletion {
      if try isChanged(row, after: operation) { throw WarrenError.changedSince(session.key) }
      try setDeleted(row, by: deletion, at: done.deletedAt ?? clock.now)
      if try find(deletion) != nil { try set(.done, of: deletion) }
    } else {
      guard let from = done.from, let closed = done.closed else { throw WarrenError.notUndoable(operation) }
      try connection.withStatement("UPDATE generation SET message_count = ?3 WHERE session = ?1 AND number = ?2") {
        $0.bind(row, at: 1)
        $0.bind(session.generation, at: 2)
        $0.bind(session.count, at: 3)
        try $0.run()
      }
      try move(session.generation, to: from, closedAt: done.closedAt, by: done.closedBy, reason: done.reason, of: row)
      try reopen(closed, of: row)
    }
    try set(.undone, of: operation.id)
    var receipt = ChangeReceipt()
    receipt.undoes = operation.id
    return try known(record(Entry(kind: .sessionRestore, session: row, isUndoable: false, receipt: receipt.json)))
  }

  /// Whether a session has been deleted and has come back once more since: the newer restoration is to be undone.
  private func isChanged(_ session: Int64, after operation: Operation) throws -> Bool {
    try connection.withStatement(
      """
      SELECT 1 FROM operation
      WHERE session = ?1 AND kind = 'session_restore' AND state = 'done' AND undo_until IS NOT NULL AND started_at > ?2 LIMIT 1
      """
    ) {
      $0.bind(session, at: 1)
      $0.bind(operation.startedAt.milliseconds, at: 2)
      return try $0.step()
    }
  }

  private func generations(closedBy operation: OperationID) throws -> [(session: Int64, number: Int)] {
    try connection.withStatement("SELECT session, number FROM generation WHERE operation = ? AND closed_at IS NOT NULL ORDER BY session") {
      try $0.bind(operation.text, at: 1)
      var found: [(Int64, Int)] = []
      while try $0.step() { found.append(($0.int64(0), $0.int(1))) }
      return found
    }
  }

  /// A session as it is now, deleted or not.
  private struct Current {
    let key: SessionKey
    let generation: Int
    let count: Int
    let isRunning: Bool
    let isDeleted: Bool
  }

  private func current(_ session: Int64) throws -> Current {
    try connection.withStatement("SELECT key, generation, message_count, state, deleted_by FROM session WHERE id = ?") {
      $0.bind(session, at: 1)
      guard try $0.step() else { throw WarrenError.changedSince(nil) }
      return Current(
        key: try SessionKey(bytes: $0.bytes(0) ?? []), generation: $0.int(1), count: $0.int(2), isRunning: $0.int(3) == 1,
        isDeleted: !$0.isNull(4))
    }
  }

  private func hasMessages(after id: Int64, session: Int64) throws -> Bool {
    try connection.withStatement("SELECT 1 FROM message WHERE session = ? AND id > ? LIMIT 1") {
      $0.bind(session, at: 1)
      $0.bind(id, at: 2)
      return try $0.step()
    }
  }
}
