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
    let deadline = Deadline(after: change.wait)
    let shared = try await managedScan().1.sharedFiles
    let mover: @Sendable ([AgentPlan], Double) async throws -> [AgentOutcome] = { round, wait in
      try await self.withControl(.deleting, wait: deadline.left) { root, lock in
        try await self.mover(root).run(
          round, AgentChange(force: change.force, wait: wait, purge: change.purge), shared: shared, under: lock)
      }
    }
    if plans.count <= AgentMover.mostTogether {
      return await inRounds(plans, agent: \.agent, report) { try await mover($0, deadline.left) }
    }
    // Those that are free go first: nobody waits for the few that are in use, but at the end.
    let reportFree: (AgentOutcome) -> Void = { if $0.error?.code != .busy { report($0) } }
    let first = await inRounds(plans, agent: \.agent, reportFree) { round in
      try await mover(round, min(Self.shortWait, deadline.left))
    }
    let again = zip(plans, first).filter { $1.error?.code == .busy }.map(\.0)
    let second = await inRounds(again, agent: \.agent, report) { try await mover($0, deadline.left) }
    var late = second.makeIterator()
    return first.map { outcome in outcome.error?.code == .busy ? late.next() ?? outcome : outcome }
  }

  public func rename(_ plan: AgentPlan, _ change: AgentChange) async throws -> Operation {
    guard plan.kind == .agentRename else {
      throw WarrenError(.inputInvalid, "A plan for something else than a rename was given.", remedy: "Make one with planRename.")
    }
    return try await carryOut(plan, change, .renaming)
  }

  /// One plan.
  func carryOut(_ plan: AgentPlan, _ change: AgentChange, _ owner: LockOwner, undoing: OperationID? = nil) async throws -> Operation {
    let deadline = Deadline(after: change.wait)
    let shared = try await managedScan().1.sharedFiles
    let outcomes = try await withControl(owner, wait: change.wait) { root, lock in
      let own = AgentChange(force: change.force, wait: deadline.left, purge: change.purge)
      return try await self.mover(root).run([plan], own, shared: shared, undoing: undoing, under: lock)
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
    let deadline = Deadline(after: wait)
    while true {
      do {
        return try await withControl(.restoring, wait: deadline.left) { root, lock in
          let mover = try await self.mover(root)
          return try await controlLane.run { () throws(WarrenError) in
            try mover.restore(words, as: name, undoing: undoing, under: lock)
          }
        }
      } catch let error as WarrenError where error.code == .busy && deadline.left > 0 && !Task.isCancelled {
        // Somebody looks at it in the trash, or has the lock.
        try? await Task.sleep(nanoseconds: Self.lockPause)
      }
    }
  }

  // MARK: - Purging

  public func planPurge(of choice: PurgeChoice) async throws -> [DeletedAgent] {
    _ = try await managedRoot()
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
    _ = try await managedRoot()
    let deadline = Deadline(after: wait)
    return await inRounds(agents, agent: \.name, report) { round in
      try await self.withControl(.purging, wait: deadline.left) { root, lock in
        try await self.mover(root).purge(round, wait: deadline.left, under: lock)
      }
    }
  }

  /// In rounds, between which others may have the lock. Where one cannot begin, its agents have that as their outcome, and the rest goes on.
  private func inRounds<Item: Sendable>(
    _ items: [Item], agent: (Item) -> AgentName, _ report: (AgentOutcome) -> Void, _ body: ([Item]) async throws -> [AgentOutcome]
  ) async -> [AgentOutcome] {
    var outcomes: [AgentOutcome] = []
    var left = items[...]
    while !left.isEmpty {
      let round = Array(left.prefix(AgentMover.mostTogether))
      left = left.dropFirst(round.count)
      var done: [AgentOutcome]
      do {
        if Task.isCancelled { throw CancellationError() }
        done = try await body(round)
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
  /// Seconds that the first try with each of many agents takes: enough for idle holders to let go.
  private static let shortWait: Double = 1

  func managedRoot() async throws -> StateRoot {
    let root = try await root().root
    guard root.isManaged else { throw RegistryErrors.foreignRoot(root.path) }
    return root
  }
}

extension DeletedAgent {
  fileprivate func isMeant(by words: [UInt8]) -> Bool { name.bytes == words || Array(operation.text.utf8) == words }
}
