internal import SQLite
package import WarrenModel

extension SQLiteStore {
  /// An operation to be written down.
  struct Entry {
    let kind: OperationKind
    /// The row of the session, where it is about one.
    var session: Int64?
    var state = Operation.State.done
    var step: String?
    /// Whether an undo can reverse it.
    var isUndoable = true
    var receipt: [UInt8]?
  }

  /// Writes down what is done, in the transaction that does it.
  @discardableResult
  func record(_ entry: Entry, as id: OperationID? = nil) throws -> OperationID {
    let id = try id ?? .random()
    let now = clock.now
    try connection.withStatement(
      """
      INSERT INTO operation(id, kind, state, step, session, started_at, finished_at, undo_until, receipt)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8)
      """
    ) {
      try $0.bind(id.text, at: 1)
      try $0.bind(entry.kind.rawValue, at: 2)
      try $0.bind(entry.state.rawValue, at: 3)
      try $0.bind(entry.step, at: 4)
      $0.bind(entry.session, at: 5)
      $0.bind(now.milliseconds, at: 6)
      $0.bind(entry.isUndoable ? now.advanced(byMilliseconds: Operation.retention).milliseconds : nil, at: 7)
      try $0.bind(utf8: entry.receipt, at: 8)
      try $0.run()
    }
    return id
  }

  package func operations(_ query: OperationQuery) throws -> OperationPage {
    try translating {
      var found: [Operation] = []
      let wanted = query.limit.map { $0 + 1 } ?? .max
      try connection.withStatement(
        """
        SELECT o.id, o.kind, o.state, o.step, s.key, o.started_at, o.finished_at, o.undo_until, o.receipt
        FROM operation o LEFT JOIN session s ON s.id = o.session ORDER BY o.started_at DESC, o.finished_at DESC, o.id DESC
        """
      ) {
        while found.count < wanted, try $0.step() {
          guard let operation = try operation($0), query.takes(operation) else { continue }
          found.append(operation)
        }
      }
      let page = query.limit.map { Array(found.prefix($0)) } ?? found
      return OperationPage(operations: page, hasMore: page.count < found.count)
    }
  }

  package func operation(_ id: OperationID) throws -> Operation? { try translating { try find(id)?.operation } }

  /// An operation with the row of its session.
  func find(_ id: OperationID) throws -> (operation: Operation, session: Int64?)? {
    try connection.withStatement(
      """
      SELECT o.id, o.kind, o.state, o.step, s.key, o.started_at, o.finished_at, o.undo_until, o.receipt, o.session
      FROM operation o LEFT JOIN session s ON s.id = o.session WHERE o.id = ?1 OR o.id = 'jsonl-' || ?1
      """
    ) {
      try $0.bind(id.text, at: 1)
      guard try $0.step(), let operation = try operation($0) else { return nil }
      return (operation, $0.optionalInt64(9))
    }
  }

  /// The same of one that must be there.
  func known(_ id: OperationID) throws -> Operation {
    guard let found = try find(id) else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
    return found.operation
  }

  func set(_ state: Operation.State, of id: OperationID) throws {
    try connection.withStatement("UPDATE operation SET state = ?2 WHERE id = ?1") {
      try $0.bind(id.text, at: 1)
      try $0.bind(state.rawValue, at: 2)
      try $0.run()
    }
  }

  /// nil for a row that another program wrote.
  private func operation(_ row: borrowing Statement) throws -> Operation? {
    // Receipts of the import of files have a prefix, so that they are found by the file's name.
    let name = row.string(0)
    let isImport = name.hasPrefix("jsonl-")
    guard let id = OperationID(exactly: Array((isImport ? name.dropFirst(6) : name[...]).utf8)) else { return nil }
    let kind = isImport ? OperationKind.import : OperationKind(rawValue: row.string(1))
    let state = Operation.State(rawValue: row.string(2)) ?? .done
    let started = Timestamp(milliseconds: row.int64(5))
    let receipt = row.bytes(8)
    var until = row.optionalInt64(7).map { Timestamp(milliseconds: $0) }
    // Rows of the time before the column was used.
    if until == nil, receipt == nil, Self.wereAlwaysUndoable.contains(kind) {
      until = started.advanced(byMilliseconds: Operation.retention)
    }
    return Operation(
      id: id, kind: kind, session: try row.bytes(4).map { try SessionKey(bytes: $0) }, state: state, step: row.text(3), startedAt: started,
      finishedAt: row.optionalInt64(6).map { Timestamp(milliseconds: $0) }, undoUntil: state == .done ? until : nil, receipt: receipt)
  }

  private static let wereAlwaysUndoable: Set<OperationKind> = [.sessionDelete, .sessionReset, .expire]
}

extension OperationQuery {
  func takes(_ operation: Operation) -> Bool {
    (kinds.isEmpty || kinds.contains(operation.kind)) && (!unfinished || operation.state == .pending)
  }
}
