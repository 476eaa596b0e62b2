package import HandlePool
package import Platform
package import WarrenModel

/// Carries agents through the steps of deleting and renaming, several at a time: what takes a sync is done once for all of them.
///
/// Each agent is deleted or renamed whole or not at all, and for itself: one that fails, or is in use, does not stop the others.
package struct AgentMover: Sendable {
  /// Agents that one round carries: enough to share its syncs, few enough to let others at the lock between rounds.
  package static let mostTogether = 32

  let root: StateRoot
  /// The pool of this process, whose handles are drained; nil where it has none.
  let pool: HandlePool?
  let lanes: LaneSet
  let clock: WallClock
  let proof = HolderProof()

  package init(root: StateRoot, pool: HandlePool?, lanes: LaneSet, clock: WallClock) {
    self.root = root
    self.pool = pool
    self.lanes = lanes
    self.clock = clock
  }

  /// Carries out plans, which must be of one kind.
  ///
  /// - Parameters:
  ///   - shared: what several agents lead to now: the plans may be older.
  ///   - undone: the operation that this one reverses.
  ///   - lock: held by the caller throughout.
  /// - Returns: one outcome a plan, in their order.
  package func run(
    _ plans: [AgentPlan], _ change: AgentChange, shared: SharedFiles, undoing undone: OperationID? = nil, under lock: ControlLock
  ) async -> [AgentOutcome] {
    let deadline = Clocks.monotonicNanoseconds + Int64(Clocks.bounded(change.wait) * 1e9)
    var outcomes = [AgentOutcome?](repeating: nil, count: plans.count)
    let admitted = await admit(plans, change, shared, undone, lock, &outcomes)
    let gated = await closeGates(admitted, lock, &outcomes)
    await drain(gated, change, until: deadline, lock, &outcomes)
    return zip(plans, outcomes).map { $1 ?? AgentOutcome(agent: $0.agent, operation: nil, error: RegistryErrors.gone($0.agent)) }
  }

  // MARK: - Admission and gate

  /// Looks at each agent again, and writes those that pass into the journal.
  private func admit(
    _ plans: [AgentPlan], _ change: AgentChange, _ shared: SharedFiles, _ undone: OperationID?, _ lock: ControlLock,
    _ outcomes: inout [AgentOutcome?]
  ) async -> [MoveWork] {
    let now = clock.now
    let looked = await Gathering.map(Array(plans.enumerated())) { index, plan in
      await lanes.run {
        Result { () throws(WarrenError) in try self.admit(plan, index, now, change, shared, undone, lock) }
      }
    }
    var admitted: [MoveWork] = []
    for (index, result) in looked.enumerated() {
      switch result {
      case .success(let work): admitted.append(work)
      case .failure(let error): outcomes[index] = AgentOutcome(agent: plans[index].agent, operation: nil, error: error)
      }
    }
    if admitted.isEmpty { return [] }
    let entries = admitted.map(\.entry)
    do throws(WarrenError) {
      try await lanes.run { () throws(WarrenError) in
        try lock.withJournal { journal throws(WarrenError) in try journal.write { try journal.insert(entries) } }
        CutPoint.journalled.reached()
      }
      return admitted
    } catch {
      for work in admitted { outcomes[work.index] = AgentOutcome(agent: work.plan.agent, operation: nil, error: error) }
      return []
    }
  }

  private func admit(
    _ plan: AgentPlan, _ index: Int, _ now: Timestamp, _ change: AgentChange, _ shared: SharedFiles, _ undone: OperationID?,
    _ lock: ControlLock
  ) throws(WarrenError) -> MoveWork {
    if let refusal = plan.refusal(force: change.force) { throw refusal }
    try lock.refuseUnsettled(plan.agent)
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(plan.agent) }
    let identity = FileIdentity(device: plan.device, inode: plan.inode)
    let found = try AgentInspector(root).inspect(plan.agent, expecting: identity)
    if let uuid = plan.uuid, found.uuid != uuid { throw RegistryErrors.replaced(plan.agent) }
    if let newName = plan.newName { try checkFree(newName, for: found.nativeBackend, in: agents, lock) }
    let directory = try RegistryErrors.translating(plan.agent.bytes) { () throws(SystemError) in
      SharedDescriptor(try agents.openDirectory(FilePath(bytes: plan.agent.bytes)))
    }
    let (path, trash, bootID) = try RegistryErrors.translating(plan.agent.bytes) { () throws(SystemError) in
      (try root.agentsPath.appending(plan.agent.bytes), try lock.directory.openTrash(), try ProcessTable().bootID())
    }
    let isRight = try RegistryErrors.translating(plan.agent.bytes) { () throws(SystemError) in
      try directory.status().identity == identity
    }
    guard isRight else { throw RegistryErrors.replaced(plan.agent) }
    if let error = try PlanSurvey(of: found, directory, in: root, shared: shared).blocks.first { throw error }
    let id: OperationID
    do { id = try .make() } catch { throw WarrenError(.failed, "\(error)", subject: plan.agent.bytes) }
    let entry = JournalEntry(
      id: id, kind: plan.kind, state: .pending, agent: plan.agent, newName: plan.newName, uuid: found.uuid, identity: identity,
      bootID: bootID, undoes: undone, purges: plan.kind == .agentDelete && change.purge, startedAt: now)
    return MoveWork(
      index: index, plan: plan, found: found, directory: directory, path: path,
      move: AgentMove(entry, agents: agents, trash: trash))
  }

  /// Refuses a name that an agent cannot get now.
  func checkFree(
    _ name: AgentName, for backend: Backend?, in agents: SharedDescriptor, _ lock: ControlLock
  ) throws(WarrenError) {
    try AgentCreator.check(name, for: backend, in: root)
    try lock.refuseUnsettled(name)
    let isTaken = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      try agents.statusIfExists(of: FilePath(bytes: name.bytes)) != nil
    }
    if isTaken { throw RegistryErrors.exists(name) }
  }

  private func closeGates(_ works: [MoveWork], _ lock: ControlLock, _ outcomes: inout [AgentOutcome?]) async -> [MoveWork] {
    let closed = await Gathering.map(works) { work in
      await lanes.run { () -> (MoveWork, WarrenError?) in
        do throws(WarrenError) {
          try RegistryErrors.translating(work.plan.agent.bytes) { () throws(SystemError) in try work.move.closeGate(of: work.directory) }
          return (work, nil)
        } catch { return (work, error) }
      }
    }
    await abandon(closed.compactMap { work, error in error.map { (work, $0) } }, lock, &outcomes)
    return closed.filter { $0.1 == nil }.map(\.0)
  }

  // MARK: - Ending without success

  /// Takes back what has been done of each; what cannot be taken back is left to the next holder of the lock.
  func abandon(_ works: [(MoveWork, WarrenError)], _ lock: ControlLock, _ outcomes: inout [AgentOutcome?]) async {
    if works.isEmpty { return }
    let now = clock.now
    let areBack = await Gathering.map(works.map(\.0)) { work in await lanes.run { self.takeBack(work) } }
    let entries = zip(works, areBack).filter(\.1).map(\.0.0.entry)
    let isWritten = await lanes.run {
      let ended = try? lock.withJournal { journal throws(WarrenError) in
        try journal.write { try entries.map { try journal.rollBack($0, .rolledBack, at: now) }.count }
      }
      return ended != nil
    }
    for ((work, error), isBack) in zip(works, areBack) {
      try? work.directory.close()
      // What is not settled is shown: the next holder of the lock settles it.
      let isPending = !isBack || !isWritten
      outcomes[work.index] = AgentOutcome(
        agent: work.plan.agent, operation: isPending ? work.entry.operation(step: nil) : nil, error: error)
    }
  }

  /// Whether the agent is as it was.
  private func takeBack(_ work: MoveWork) -> Bool {
    do throws(SystemError) {
      switch try work.move.position(bootID: work.entry.bootID) {
      case .source(let directory):
        try work.move.rollBack(directory)
        return true
      case .destination: return false
      case .nowhere:
        try work.move.letGo(work.directory)
        return false
      }
    } catch { return false }
  }
}
