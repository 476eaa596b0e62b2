internal import HandlePool
internal import Platform
package import WarrenModel

extension AgentMover {
  /// Milliseconds between two tries to have the directory for itself.
  private static let restorePause: Int32 = 20

  /// Brings a deleted agent back. Blocks its thread: for a lane.
  ///
  /// - Parameters:
  ///   - words: its exact name, if only one of that name lies in the trash; or the id of its deletion.
  ///   - newName: another name than it had.
  ///   - undone: the operation that this one reverses.
  ///   - wait: seconds to wait for those who look at it in the trash.
  /// - Throws: `agent_unknown`, `agent_ambiguous`, `agent_exists`, `deleted` where it has been purged.
  package func restore(
    _ words: [UInt8], as newName: AgentName?, undoing undone: OperationID? = nil, wait: Double, under lock: ControlLock
  ) throws(WarrenError) -> Operation {
    let tombstone = try lock.withJournal { journal throws(WarrenError) in try journal.read { try $0.restorable(words) } }
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(tombstone.agent) }
    try lock.refuseUnsettled(tombstone.agent)
    let name = newName ?? tombstone.agent
    try checkFree(name, for: tombstone.backend.flatMap { Backend(rawValue: $0) }, in: agents, lock)
    let (trash, bootID) = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      (try lock.directory.openTrash(), try ProcessTable().bootID())
    }
    let entry: JournalEntry
    do {
      entry = JournalEntry(
        id: try .make(), kind: .agentRestore, state: .pending, agent: tombstone.agent, newName: name == tombstone.agent ? nil : name,
        uuid: tombstone.uuid, identity: tombstone.identity, bootID: tombstone.bootID, deletion: tombstone.operation, undoes: undone,
        startedAt: clock.now)
    } catch { throw WarrenError(.failed, "\(error)", subject: name.bytes) }
    let move = AgentMove(entry, agents: agents, trash: trash)
    let position = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try move.position(bootID: bootID) }
    guard case .source(let directory) = position else { throw RegistryErrors.notInTrash(tombstone) }
    let deadline = Clocks.monotonicNanoseconds + Int64(Clocks.bounded(wait) * 1e9)
    while !(try RegistryErrors.translating(name.bytes, { () throws(SystemError) in try directory.tryLock(.exclusive) })) {
      if Clocks.monotonicNanoseconds < deadline {
        Clocks.sleep(milliseconds: Self.restorePause)
        continue
      }
      let holders = proof.holders(of: [], directories: [tombstone.identity])
      throw HolderProof.busy(name, holders.using([], directory: tombstone.identity), mayBeHidden: holders.mayBeHidden)
    }
    defer { try? directory.close() }
    try lock.withJournal { journal throws(WarrenError) in try journal.write { try journal.insert([entry]) } }
    CutPoint.journalled.reached()
    try carry(move, directory, agents, bootID, lock)
    let ended = try lock.withJournal { journal throws(WarrenError) in
      try journal.write { try journal.finish(entry, nil, at: clock.now).0 }
    }
    CutPoint.finished.reached()
    return ended.operation(step: nil)
  }

  private func carry(
    _ move: AgentMove, _ directory: SharedDescriptor, _ agents: SharedDescriptor, _ bootID: [UInt8], _ lock: ControlLock
  ) throws(WarrenError) {
    do throws(SystemError) {
      try move.move()
      try agents.sync()
      CutPoint.moved.reached()
      try move.settle(directory)
    } catch {
      let entry = move.entry
      if case .source? = try? move.position(bootID: bootID) {
        _ = try? lock.withJournal { journal throws(WarrenError) in
          try journal.write { try journal.rollBack(entry, .rolledBack, at: clock.now) }
        }
      }
      throw error.alreadyExists
        ? RegistryErrors.exists(entry.nameAfter) : RegistryErrors.translate(error, subject: entry.nameAfter.bytes)
    }
  }
}

extension ControlJournal {
  /// The agent in the trash that is meant.
  fileprivate func restorable(_ words: [UInt8]) throws -> Tombstone {
    if let id = OperationID(exactly: words), let found = try tombstone(ofDeletion: id) { return try whole(found) }
    let name = try AgentName(bytes: words)
    let kept = try kept(named: name)
    if kept.count > 1 {
      let times = kept.prefix(5).map { "\($0.operation) (\($0.deletedAt))" }.joined(separator: ", ")
      throw WarrenError(
        .agentAmbiguous, "Several agents of this name were deleted: \(times).", remedy: "Give the id of the deletion.", subject: words)
    }
    if let found = try kept.first ?? newestDeletion(of: name, uuid: nil) { return try whole(found) }
    throw WarrenError(
      .agentUnknown, "No agent of this name lies in the trash.", remedy: "\"warren agents list --deleted\" shows those that do.",
      subject: words)
  }

  private func whole(_ tombstone: Tombstone) throws -> Tombstone {
    switch tombstone.state {
    case .trash: return tombstone
    case .purging, .purged:
      throw WarrenError(.deleted, "The agent has been purged: it cannot be brought back.", subject: tombstone.agent.bytes)
    case .restored:
      throw WarrenError(
        .undoRefused, "This deletion has been taken back already.", remedy: "\"warren operations list\" shows what followed.",
        subject: Array(tombstone.operation.text.utf8))
    }
  }
}
