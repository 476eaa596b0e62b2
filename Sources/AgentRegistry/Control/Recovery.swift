internal import Platform
internal import WarrenModel

/// Finishes or takes back what a crash has left unfinished. For the holder of the lock of the control directory alone: no living process
/// is at work on what it finds.
///
/// A directory that has reached its new place stays there, and what is missing is done; one that has not goes on as before, and its gate is
/// removed. A purge always goes on.
struct Recovery {
  let root: StateRoot
  let control: ControlDirectory
  let clock: WallClock

  /// - Returns: what was settled, and what could not be: that stays as it is until the next time.
  func run(_ journal: ControlJournal) throws(WarrenError) -> (settled: [JournalEntry], unsettled: [UnsettledEntry]) {
    let found = try journal.read { try $0.unfinished() }
    if found.isEmpty { return ([], []) }
    // Without these nothing can be settled; what has nothing to do with it goes on.
    guard let agents = try root.agentsDirectory(), let trash = try? control.openTrash(), let bootID = try? ProcessTable().bootID() else {
      return ([], found.map { UnsettledEntry(entry: $0, step: "requested", error: RegistryErrors.noPlace(root)) })
    }
    var settled: [JournalEntry] = []
    var unsettled: [UnsettledEntry] = []
    for entry in found {
      do throws(WarrenError) {
        switch entry.kind {
        case .agentDelete, .agentRestore, .agentRename:
          settled += try settle(AgentMove(entry, agents: agents, trash: trash), bootID, agents, trash, journal)
        case .agentPurge: settled.append(try purge(entry, trash, journal))
        default: throw WarrenError(.unsupported, "This Warren does not know operations of this kind.", remedy: "Use a newer one.")
        }
      } catch {
        let step = entry.kind == .agentPurge ? "purging" : AgentMove(entry, agents: agents, trash: trash).step(bootID: bootID).rawValue
        unsettled.append(UnsettledEntry(entry: entry, step: step, error: error))
      }
    }
    return (settled, unsettled)
  }

  private func settle(
    _ move: AgentMove, _ bootID: [UInt8], _ agents: SharedDescriptor, _ trash: SharedDescriptor, _ journal: ControlJournal
  ) throws(WarrenError) -> [JournalEntry] {
    let entry = move.entry
    let position = try RegistryErrors.translating(entry.agent.bytes) { () throws(SystemError) in try move.position(bootID: bootID) }
    switch position {
    case .source(let directory):
      try RegistryErrors.translating(entry.agent.bytes) { () throws(SystemError) in try move.rollBack(directory) }
      return [try journal.write { try journal.rollBack(entry, .rolledBack, at: clock.now) }]
    case .nowhere:
      try RegistryErrors.translating(entry.agent.bytes) { () throws(SystemError) in try move.giveUp() }
      return [try journal.write { try journal.rollBack(entry, .lost, at: clock.now) }]
    case .destination(let directory):
      try RegistryErrors.translating(entry.agent.bytes) { () throws(SystemError) in
        try move.move()
        try agents.sync()
        try move.settle(directory)
      }
      let content = entry.kind == .agentDelete ? try DeletedContent(of: directory, at: try path(of: entry), clock: clock) : nil
      let (done, begun) = try journal.write { try journal.finish(entry, content, at: clock.now) }
      CutPoint.finished.reached()
      guard let begun else { return [done] }
      return [done, try purge(begun, trash, journal)]
    }
  }

  private func purge(_ entry: JournalEntry, _ trash: SharedDescriptor, _ journal: ControlJournal) throws(WarrenError) -> JournalEntry {
    guard let deletion = entry.deletion, let tombstone = try journal.read({ try $0.tombstone(ofDeletion: deletion) }) else {
      return try journal.write { try journal.rollBack(entry, .lost, at: clock.now) }
    }
    let purge = AgentPurge(entry, tombstone, trash: trash, at: control.trashPath)
    let freed: Freed
    do throws(WarrenError) { freed = try purge.run() } catch {
      guard error.code == .replaced else { throw error }
      // Something else lies there by now, which is not the agent's to remove.
      return try journal.write { try journal.losePurge(entry, at: clock.now) }
    }
    let receipt = purge.receipt(freed, at: clock.now, isResumed: true)
    return try journal.write { try journal.finishPurge(entry, receipt: receipt, at: clock.now) }
  }

  private func path(of entry: JournalEntry) throws(WarrenError) -> FilePath {
    try RegistryErrors.translating { () throws(SystemError) in
      try control.trashPath.appending(Array(entry.id.text.utf8)).appending(entry.agent.bytes)
    }
  }
}
