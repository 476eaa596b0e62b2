internal import Platform
internal import WarrenModel

/// How operations end: each in one transaction, with the tombstones and the operations that it concerns. Inside `write`.
extension ControlJournal {
  /// The directory is where it was to go.
  /// - Parameter content: of a deletion, what was deleted.
  /// - Returns: the operation as it is now, and the purge that has begun with it.
  func finish(_ entry: JournalEntry, _ content: DeletedContent?, at now: Timestamp) throws -> (JournalEntry, purge: JournalEntry?) {
    var entry = entry
    entry.state = .done
    entry.finishedAt = now
    entry.undoUntil = entry.purges ? nil : now.advanced(byMilliseconds: Operation.retention)
    try update(entry)
    if let undone = entry.undoes { try set(.undone, of: undone) }
    if entry.kind == .agentRestore, let deletion = entry.deletion {
      try set(.restored, ofDeletion: deletion)
      try set(.undone, of: deletion)
    }
    guard entry.kind == .agentDelete, let content else { return (entry, nil) }
    let tombstone = Tombstone(
      operation: entry.id, agent: entry.agent, uuid: entry.uuid, backend: content.backend, identity: entry.identity, bootID: entry.bootID,
      sessions: content.sessions, messages: content.messages, files: content.files, bytes: content.bytes, deletedAt: now, state: .trash)
    try insert(tombstone)
    return (entry, purge: entry.purges ? try beginPurge(of: tombstone, bootID: entry.bootID, at: now) : nil)
  }

  /// Nothing has come of it.
  func rollBack(_ entry: JournalEntry, _ state: Operation.State, at now: Timestamp) throws -> JournalEntry {
    var entry = entry
    entry.state = state
    entry.finishedAt = now
    entry.undoUntil = nil
    try update(entry)
    return entry
  }

  /// From here on the agent cannot be brought back.
  func beginPurge(of tombstone: Tombstone, bootID: [UInt8], at now: Timestamp) throws -> JournalEntry {
    let entry = JournalEntry(
      id: try .make(), kind: .agentPurge, state: .pending, agent: tombstone.agent, uuid: tombstone.uuid, identity: tombstone.identity,
      bootID: bootID, deletion: tombstone.operation, startedAt: now)
    try insert([entry])
    try set(.purging, ofDeletion: tombstone.operation)
    try set(.purged, of: tombstone.operation)
    return entry
  }

  func finishPurge(_ entry: JournalEntry, receipt: [UInt8], at now: Timestamp) throws -> JournalEntry {
    var entry = entry
    entry.state = .done
    entry.finishedAt = now
    entry.receipt = receipt
    try update(entry)
    if let deletion = entry.deletion {
      try set(.purged, ofDeletion: deletion)
      try set(.purged, of: deletion)
    }
    return entry
  }

  /// What was to be purged has been taken away by somebody else.
  func losePurge(_ entry: JournalEntry, at now: Timestamp) throws -> JournalEntry {
    if let deletion = entry.deletion { try set(.purged, ofDeletion: deletion) }
    return try rollBack(entry, .lost, at: now)
  }
}

extension OperationID {
  /// A new one.
  static func make() throws -> OperationID {
    try OperationID(String(decoding: RandomBytes.hexadecimal(length / 2), as: UTF8.self))
  }
}
