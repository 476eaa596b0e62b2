internal import AgentRegistry
internal import HandlePool
internal import Platform
public import WarrenModel

extension AgentHost {
  public func delete(
    _ plans: [AgentPlan], _ change: AgentChange, report: @escaping @Sendable (AgentOutcome) -> Void
  ) async throws -> [AgentOutcome] {
    guard plans.allSatisfy({ $0.kind == .agentDelete }) else {
      throw WarrenError(.inputInvalid, "A plan for something else than a deletion was given.", remedy: "Make plans with planDeletion.")
    }
    return try await inRounds(plans, .deleting, wait: change.wait, agent: { $0.agent }, report) { round, root, lock in
      try await self.mover(root).run(round, change, under: lock)
    }
  }

  public func rename(_ plan: AgentPlan, _ change: AgentChange) async throws -> Operation {
    guard plan.kind == .agentRename else {
      throw WarrenError(.inputInvalid, "A plan for something else than a rename was given.", remedy: "Make one with planRename.")
    }
    return try await carryOut(plan, change, .renaming)
  }

  /// One plan.
  func carryOut(_ plan: AgentPlan, _ change: AgentChange, _ owner: LockOwner, undoing: OperationID? = nil) async throws -> Operation {
    let outcomes = try await withControl(owner, wait: change.wait) { root, lock in
      try await self.mover(root).run([plan], change, undoing: undoing, under: lock)
    }
    found.forget(AgentSelector(plan.agent))
    guard let outcome = outcomes.first, outcome.error == nil, let operation = outcome.operation else {
      throw outcomes.first?.error ?? RegistryErrors.gone(plan.agent)
    }
    return operation
  }

  public func deletedAgents() async throws -> [DeletedAgent] {
    let root = try await root().root
    return try await lanes.run { () throws(WarrenError) in try ControlHistory(root).deletedAgents() }
  }

  public func restoreAgent(_ words: [UInt8], as name: AgentName?, wait: Double) async throws -> Operation {
    try await restore(words, as: name, wait: wait, undoing: nil)
  }

  func restore(_ words: [UInt8], as name: AgentName?, wait: Double, undoing: OperationID?) async throws -> Operation {
    try await withControl(.restoring, wait: wait) { root, lock in
      let mover = try self.mover(root)
      return try await controlLane.run { () throws(WarrenError) in
        try mover.restore(words, as: name, undoing: undoing, wait: wait, under: lock)
      }
    }
  }

  // MARK: - Purging

  public func planPurge(of choice: PurgeChoice) async throws -> [DeletedAgent] {
    let kept = try await deletedAgents().filter(\.isRestorable)
    var chosen = kept
    if !choice.words.isEmpty {
      for words in choice.words where !kept.contains(where: { $0.isMeant(by: words) }) {
        throw WarrenError(
          .agentUnknown, "No agent of this name lies in the trash.", remedy: "\"warren agents list --deleted\" shows those that do.",
          subject: words)
      }
      chosen = kept.filter { agent in choice.words.contains { agent.isMeant(by: $0) } }
    }
    return chosen.filter { agent in choice.deletedBefore.map { agent.deletedAt < $0 } ?? true }
  }

  public func purge(
    _ agents: [DeletedAgent], wait: Double, report: @escaping @Sendable (AgentOutcome) -> Void
  ) async throws -> [AgentOutcome] {
    try await inRounds(agents, .purging, wait: wait, agent: { $0.name }, report) { round, root, lock in
      try await self.mover(root).purge(round, wait: wait, under: lock)
    }
  }

  /// In rounds, between which others may have the lock. Where one cannot begin, its agents have that as their outcome, and the rest goes on.
  private func inRounds<Item: Sendable>(
    _ items: [Item], _ owner: LockOwner, wait: Double, agent: @Sendable (Item) -> AgentName,
    _ report: @Sendable (AgentOutcome) -> Void, _ body: ([Item], StateRoot, ControlLock) async throws -> [AgentOutcome]
  ) async throws -> [AgentOutcome] {
    _ = try await managedRoot()
    var outcomes: [AgentOutcome] = []
    var left = items[...]
    while !left.isEmpty {
      let round = Array(left.prefix(AgentMover.mostTogether))
      left = left.dropFirst(round.count)
      var done: [AgentOutcome]
      do {
        if Task.isCancelled { throw CancellationError() }
        done = try await withControl(owner, wait: wait) { root, lock in try await body(round, root, lock) }
      } catch {
        done = round.map { item in
          let failure = error is CancellationError ? RegistryErrors.interrupted(agent(item)) : WarrenError.of(error, agent(item))
          return AgentOutcome(agent: agent(item), operation: nil, error: failure)
        }
      }
      for outcome in done {
        found.forget(AgentSelector(outcome.agent))
        report(outcome)
      }
      outcomes += done
      // Those who poll for the lock get a turn.
      if !left.isEmpty { try? await Task.sleep(nanoseconds: Self.lockPause) }
    }
    return outcomes
  }

  /// Nanoseconds between two rounds: more than the pause between two tries to get the lock.
  private static let lockPause: UInt64 = 25_000_000

  func managedRoot() async throws -> StateRoot {
    let root = try await root().root
    guard root.isManaged else { throw RegistryErrors.foreignRoot(root.path) }
    return root
  }
}

extension DeletedAgent {
  fileprivate func isMeant(by words: [UInt8]) -> Bool { name.bytes == words || Array(operation.text.utf8) == words }
}
