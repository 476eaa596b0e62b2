internal import Platform
package import WarrenModel

extension JSONLStore {
  package func operations(_ query: OperationQuery) throws -> OperationPage {
    try translating {
      guard let directory = try directory() else { return OperationPage(operations: [], hasMore: false) }
      let found = try records(in: directory).map(\.operation).filter { query.takes($0) }
      let page = query.limit.map { Array(found.prefix($0)) } ?? found
      return OperationPage(operations: page, hasMore: page.count < found.count)
    }
  }

  package func operation(_ id: OperationID) throws -> Operation? {
    try translating {
      guard let directory = try directory() else { return nil }
      return try record(id, in: directory, orPending: true)?.operation
    }
  }

  private func record(_ id: OperationID, in directory: SharedDescriptor, orPending: Bool) throws -> OperationRecord? {
    guard let trash = try openTrash(in: directory) else { return nil }
    if orPending, let pending = try pendingRecord(in: trash), pending.id == id { return pending }
    guard let place = try openTrash(id, in: directory) else { return nil }
    return try record(in: place)
  }

  package func undo(_ id: OperationID) throws -> Operation {
    try writing(else: try refuse(.unknownOperation(Array(id.text.utf8)))) { directory in
      guard let done = try record(id, in: directory, orPending: false) else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
      guard done.operation.undoUntil != nil else { throw WarrenError.notUndoable(done.operation) }
      switch done.action {
      case .delete: return try undoDeletion(done, in: directory)
      case .reset: return try undoReset(done, in: directory)
      case .restore: return try undoRestoration(done, in: directory)
      case .bringBack: return try undoReturn(done, in: directory)
      case .reopen, .unrestore, .purge: throw WarrenError.notUndoable(done.operation)
      }
    }
  }

  /// All sessions of the deletion, or none.
  private func undoDeletion(_ done: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    guard let place = try openTrash(done.id, in: directory) else { throw WarrenError.changedSince(nil) }
    let stems = try DirectoryScan(place, path: path.bytes).sessions.map(\.stem)
    if stems.isEmpty { throw WarrenError.changedSince(done.operation.session) }
    return try bringBack(stems, from: done, place, isUndoable: done.kind == .sessionDelete, in: directory)
  }

  private func undoReset(_ done: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    var record = try begin(.sessionRestore, .reopen)
    for subject in done.subjects {
      let session = try unchanged(subject, since: done.id, in: directory)
      if session.status.size > 0 { throw WarrenError.writtenSince(session.key) }
    }
    record.subjects = done.subjects
    return try reverse(done, record, in: directory)
  }

  private func undoRestoration(_ done: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    for subject in done.subjects {
      let session = try unchanged(subject, since: done.id, in: directory)
      let mark = try metadata(of: session.stem, in: directory).mark
      if try lastID(of: session.file, mark) > subject.lastID { throw WarrenError.writtenSince(session.key) }
    }
    var record = try begin(.sessionRestore, .unrestore)
    record.subjects = done.subjects
    return try reverse(done, record, in: directory)
  }

  /// Deletes again what was brought back, by the same deletion.
  private func undoReturn(_ done: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    guard let deletion = done.deletion else { throw WarrenError.notUndoable(done.operation) }
    let newer = try records(in: directory).filter {
      $0.kind == .sessionRestore && $0.state == .done && $0.isUndoable && $0.startedAt > done.startedAt
    }
    for subject in done.subjects {
      let key = try key(of: subject)
      guard let session = try open(key, subject.stem, in: directory) else { throw WarrenError.changedSince(key) }
      let metadata = try metadata(of: subject.stem, in: directory)
      let isChanged = newer.contains { $0.subjects.contains { $0.stem == subject.stem && $0.createdAt == subject.createdAt } }
      let isSame = metadata.createdAt.map { $0 == subject.createdAt } ?? (session.status.identity.inode == subject.inode)
      guard isSame, !isChanged, metadata.generation == subject.generation else { throw WarrenError.changedSince(key) }
      if case .running = metadata.state { throw WarrenError.runningSince(key) }
      if try lastID(of: session.file, metadata.mark) > subject.lastID { throw WarrenError.writtenSince(key) }
    }
    var record = try begin(.sessionRestore, .delete)
    record.subjects = done.subjects
    record.deletion = deletion
    record.marks = [OperationRecord.Mark(id: deletion, state: .done)]
    return try reverse(done, record, in: directory)
  }

  private func reverse(_ done: OperationRecord, _ record: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    var record = record
    record.isUndoable = false
    record.marks.append(OperationRecord.Mark(id: done.id, state: .undone))
    var receipt = ChangeReceipt()
    receipt.undoes = done.id
    if done.kind == .agentReset { receipt.sessions = done.subjects.count }
    record.receipt = receipt.json
    return try perform(record, in: directory)
  }

  /// A session that nothing has changed since an operation closed one of its generations.
  private func unchanged(_ subject: OperationRecord.Subject, since id: OperationID, in directory: SharedDescriptor) throws -> SessionFile {
    let key = try key(of: subject)
    guard let session = try open(key, subject.stem, in: directory) else { throw WarrenError.changedSince(key) }
    let metadata = try metadata(of: subject.stem, in: directory)
    guard metadata.operation == id, metadata.generation == subject.generation + 1,
      try isClosed(subject.generation, of: subject.stem, in: directory)
    else { throw WarrenError.changedSince(key) }
    if case .running = metadata.state { throw WarrenError.runningSince(key) }
    return session
  }

  func key(of subject: OperationRecord.Subject) throws -> SessionKey { try SessionKey(bytes: SessionStem.key(of: subject.stem)) }

  /// The largest id in a file.
  func lastID(of file: SharedDescriptor, _ mark: IDMark) throws -> Int64 {
    var scan = try FileTail.scan(file, size: file.status().size, mark: mark) ?? FileScan(ids: IDCounter(mark: mark))
    if scan.end == 0 { try scan.run(file) }
    return scan.ids.last
  }
}
