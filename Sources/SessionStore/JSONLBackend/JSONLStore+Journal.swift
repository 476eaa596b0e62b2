internal import JSON
internal import Platform
internal import WarrenModel

/// Thrown where an operation that was cut short had not begun to change anything.
struct NothingDone: Error {}

/// The journal: an operation is written to `.deleted/pending.json`, done, and written to its own directory; then the pending file goes.
/// Whoever next has the lock after a crash, for whatever write, finishes it or takes it back. There is never more than one.
extension JSONLStore {
  /// Does an operation; it is done whole or not at all, an error or not.
  func perform(_ record: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    let trash = try makeTrashRoot(in: directory)
    do {
      try AtomicFile.write(record.json, to: SessionFileName.pending, in: trash)
      // Not before: a crash in between would leave an empty directory for ever.
      _ = try makeTrash(record.id, in: directory)
      return try finish(carryOut(record, settling: false, in: directory), in: directory)
    } catch {
      let settled = try? settle(in: directory)
      if let done = settled ?? nil { return done }
      throw error
    }
  }

  /// Finishes what a crash has cut short, or takes it back; nil where nothing of it is done.
  @discardableResult
  func settle(in directory: SharedDescriptor) throws -> Operation? {
    guard let trash = try openTrash(in: directory) else { return nil }
    guard let pending = try pendingRecord(in: trash) else {
      try refuseNewerPending(in: trash)
      try unlinkIfExists(SessionFileName.pending, in: trash)
      return nil
    }
    if let place = try openTrash(pending.id, in: directory), let known = try record(in: place) {
      try unlinkIfExists(SessionFileName.pending, in: trash)
      return known.operation
    }
    do {
      return try finish(carryOut(pending, settling: true, in: directory), in: directory)
    } catch is NothingDone {
      try? trash.removeDirectory(FilePath(pending.id.text))
      try unlinkIfExists(SessionFileName.pending, in: trash)
      return nil
    }
  }

  private func carryOut(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    do {
      switch record.action {
      case .delete: return try moveAway(record, settling: settling, in: directory)
      case .bringBack: return try moveBack(record, settling: settling, in: directory)
      case .reset: return try closeAll(record, settling: settling, in: directory)
      case .reopen: return try reopenAll(record, settling: settling, in: directory)
      case .restore: return try moveForward(record, settling: settling, in: directory)
      case .unrestore: return try moveBackward(record, in: directory)
      case .purge: return try removeTargets(record, in: directory)
      }
    } catch {
      // What another program's files do not let happen must not keep the store from being written.
      guard settling, error is FileChanged || (error as? SystemError)?.alreadyExists ?? false else { throw error }
      var part = record
      part.state = .partial
      return part
    }
  }

  private func finish(_ record: OperationRecord, in directory: SharedDescriptor) throws -> Operation {
    let trash = try makeTrashRoot(in: directory)
    var record = record
    if record.state == .pending { record.state = .done }
    // What was reversed in part only is not undone.
    if record.isPurge || record.state == .done { for mark in record.marks { try apply(mark, in: directory) } }
    let now = clock.now
    record.finishedAt = now
    if record.isPurge {
      var receipt = PurgeReceipt(json: record.receipt, kind: record.kind, startedAt: record.startedAt)
      receipt.finishedAt = now
      receipt.bytesAfter = try bytesOnDisk(in: directory)
      record.receipt = receipt.json
    }
    record.marks = []
    record.targets = []
    try AtomicFile.write(record.json, to: SessionFileName.record, in: try makeTrash(record.id, in: directory))
    // Where this fails the record tells that nothing is pending.
    try? trash.unlink(SessionFileName.pending)
    return record.operation
  }

  private func apply(_ mark: OperationRecord.Mark, in directory: SharedDescriptor) throws {
    guard let place = try openTrash(mark.id, in: directory), var other = try record(in: place) else { return }
    other.state = mark.state
    if mark.state == .done, other.action == .delete {
      // What has returned to it counts again.
      let there = try DirectoryScan(place, path: path.bytes).sessions.map { OperationRecord.Subject(stem: $0.stem) }
      other.subjects += there.filter { one in !other.subjects.contains { $0.stem == one.stem } }
    }
    try AtomicFile.write(other.json, to: SessionFileName.record, in: place)
  }

  /// Whether a crash has left something to settle.
  func hasPending(in directory: SharedDescriptor) throws -> Bool {
    do throws(SystemError) {
      return try directory.exists(SessionFileName.pendingPath)
    } catch {
      if error.isNotDirectory { return false }
      throw error
    }
  }

  // MARK: - Directories

  func makeTrashRoot(in directory: SharedDescriptor) throws -> SharedDescriptor {
    try makeDirectory(SessionFileName.trash, in: directory)
  }

  /// `.deleted/<operation>/`, where the files of deleted sessions keep their names.
  func makeTrash(_ id: OperationID, in directory: SharedDescriptor) throws -> SharedDescriptor {
    try makeDirectory(FilePath(id.text), in: makeTrashRoot(in: directory))
  }

  private func makeDirectory(_ name: FilePath, in parent: SharedDescriptor) throws -> SharedDescriptor {
    if let found = try openDirectory(name, in: parent) { return found }
    do throws(SystemError) {
      try parent.makeDirectory(name)
      if durability == .full { try parent.sync() }
    } catch {
      if !error.alreadyExists { throw error }
    }
    return SharedDescriptor(try parent.openDirectory(name))
  }

  /// nil where there is none; a symbolic link is none.
  func openTrash(in directory: SharedDescriptor) throws -> SharedDescriptor? { try openDirectory(SessionFileName.trash, in: directory) }

  func openTrash(_ id: OperationID, in directory: SharedDescriptor) throws -> SharedDescriptor? {
    guard let trash = try openTrash(in: directory) else { return nil }
    return try openDirectory(FilePath(id.text), in: trash)
  }

  private func openDirectory(_ name: FilePath, in parent: SharedDescriptor) throws -> SharedDescriptor? {
    do throws(SystemError) {
      return SharedDescriptor(try parent.openDirectory(name))
    } catch {
      if error.isNotFound || error.isNotDirectory || error.isSymbolicLink { return nil }
      throw error
    }
  }

  func unlinkIfExists(_ name: FilePath, in directory: SharedDescriptor) throws {
    do throws(SystemError) {
      try directory.unlink(name)
    } catch {
      if !error.isNotFound { throw error }
    }
  }

  // MARK: - Records

  func pendingRecord(in trash: SharedDescriptor) throws -> OperationRecord? {
    guard let file = try openFile(SessionFileName.pending, in: trash) else { return nil }
    return OperationRecord(json: try file.readToEnd())
  }

  /// A journal entry that is whole and that we do not understand is not ours to drop.
  private func refuseNewerPending(in trash: SharedDescriptor) throws {
    guard let file = try openFile(SessionFileName.pending, in: trash) else { return }
    var scanner = JSONScanner(.strict)
    guard (try? scanner.scan(file.readToEnd())) != nil else { return }
    throw WarrenError(
      .newerSchema, "A newer Warren has left an operation unfinished.", remedy: "Use the Warren that wrote it, or a newer one.",
      subject: try path.appending(SessionFileName.pendingPath).bytes)
  }

  /// The record of an operation's directory; nil where files lie there that belong to none.
  func record(in place: SharedDescriptor) throws -> OperationRecord? {
    guard let file = try openFile(SessionFileName.record, in: place) else { return nil }
    return OperationRecord(json: try file.readToEnd())
  }

  /// All operations, the newest first; the one that is pending among them.
  func records(in directory: SharedDescriptor) throws -> [OperationRecord] {
    guard let trash = try openTrash(in: directory) else { return [] }
    let pending = try pendingRecord(in: trash)
    var found: [OperationRecord] = []
    for id in try operationIDs(in: trash) {
      if let place = try openTrash(id, in: directory), let known = try record(in: place) { found.append(known) }
    }
    if let pending, !found.contains(where: { $0.id == pending.id }) { found.append(pending) }
    return found.sorted {
      ($0.startedAt, $0.finishedAt ?? $0.startedAt, $0.id) > ($1.startedAt, $1.finishedAt ?? $1.startedAt, $1.id)
    }
  }

  func operationIDs(in trash: SharedDescriptor) throws -> [OperationID] {
    var found: [OperationID] = []
    var reader = try DirectoryReader(trash)
    while let entry = try reader.next() {
      if let id = OperationID(exactly: Array(entry.name)) { found.append(id) }
    }
    return found
  }

  /// A new record.
  func begin(_ kind: OperationKind, _ action: OperationRecord.Action) throws -> OperationRecord {
    OperationRecord(id: try .random(), kind: kind, action: action, startedAt: clock.now)
  }
}
