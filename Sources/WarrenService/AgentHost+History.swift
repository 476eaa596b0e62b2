internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func operations(_ query: OperationQuery, in scope: AgentScope) async throws -> OperationPage {
    var merge = OperationMerge(limit: query.limit)
    switch scope {
    case .one(let selector):
      let name = try AgentName(bytes: selector.bytes)
      do {
        let agent = try await resolve(selector)
        merge.add(try await controlOperations(of: agent.name, query))
        let scan = try await scan().1
        await add(agent, query, in: scan, to: &merge)
      } catch let error as WarrenError where [.deleted, .deleting, .agentUnknown].contains(error.code) {
        // Of an agent that is gone the journal still knows.
        merge.add(try await controlOperations(of: name, query))
        if merge.isEmpty { throw error }
      }
    case .all:
      merge.add(try await controlOperations(of: nil, query))
      let scan = try await scan().1
      let ask: @Sendable (FoundAgent) async -> OperationPage = { agent in
        var own = OperationMerge(limit: query.limit)
        await self.add(agent, query, in: scan, to: &own)
        return own.finish()
      }
      await Gathering.each(scan.agents, ask) { _, page in merge.add(page) }
    }
    return merge.finish()
  }

  private func controlOperations(of agent: AgentName?, _ query: OperationQuery) async throws -> [Operation] {
    let root = try await root().root
    return try await lanes.run { () throws(WarrenError) in try ControlHistory(root).operations(of: agent, query) }
  }

  private func add(_ agent: FoundAgent, _ query: OperationQuery, in scan: RootScan, to merge: inout OperationMerge) async {
    if agent.stores.isEmpty || agent.isGated { return }
    if let error = agent.error { return merge.add(error, of: agent.name) }
    guard let location = scan.location(of: agent) else { return }
    do { merge.add(try await reading(location) { try $0.operations(query) }, of: agent.name) } catch {
      merge.add(.of(error, agent.name), of: agent.name)
    }
  }

  public func operation(_ id: OperationID, of agent: AgentSelector?) async throws -> Operation {
    let root = try await root().root
    if let known = try await lanes.run({ () throws(WarrenError) in try ControlHistory(root).operation(id) }) { return known }
    return try await stored(id, of: agent)
  }

  /// An operation that an agent's own store knows.
  private func stored(_ id: OperationID, of agent: AgentSelector?) async throws -> Operation {
    if let agent {
      let answer = try await reading(agent) { try $0.operation(id) }
      guard let operation = answer.value else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
      return operation.owned(by: answer.owner)
    }
    let scan = try await scan().1
    let ask: @Sendable (FoundAgent) async -> Operation? = { agent in
      guard agent.error == nil, !agent.stores.isEmpty, !agent.isGated, let location = scan.location(of: agent) else { return nil }
      return try? await self.reading(location) { try $0.operation(id) }?.owned(by: agent.name)
    }
    var found: Operation?
    await Gathering.each(scan.agents, ask) { _, operation in found = found ?? operation }
    guard let found else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
    return found
  }

  public func undo(_ id: OperationID, of agent: AgentSelector?, wait: Double) async throws -> Operation {
    let root = try await managedRoot()
    if let known = try await lanes.run({ () throws(WarrenError) in try ControlHistory(root).reversible(id) }) {
      return try await undo(known, wait: wait)
    }
    let operation = try await stored(id, of: agent)
    guard let owner = operation.agent else { throw WarrenError.unknownOperation(Array(id.text.utf8)) }
    let done = try await writing(AgentSelector(owner)) { pool, location in try await pool.lease(location) { try $0.undo(id) } }
    return done.value.owned(by: done.owner)
  }

  /// Reverses an operation on an agent directory.
  private func undo(_ known: ControlHistory.Reversible, wait: Double) async throws -> Operation {
    let operation = known.operation
    try known.refuseUnlessDone()
    switch operation.kind {
    case .agentDelete: return try await restore(Array(operation.id.text.utf8), as: nil, wait: wait, undoing: operation.id)
    case .agentRestore:
      try await check(known)
      let plans = try await planDeletion(of: AgentChoice([AgentSelector(known.name)]))
      guard let plan = plans.plans.first else { throw plans.failures.first?.error ?? known.refusal("the agent is gone") }
      return try await carryOut(plan, AgentChange(wait: wait), .deleting, undoing: operation.id)
    case .agentRename:
      try await check(known)
      guard let former = operation.agent else { throw known.refusal("its former name is not known") }
      let plan = try await planRename(of: AgentSelector(known.name), to: former)
      return try await carryOut(plan, AgentChange(wait: wait), .renaming, undoing: operation.id)
    default: throw known.refusal("what was purged is gone for good")
    }
  }

  /// The agent must still be the very one that the operation has left.
  private func check(_ known: ControlHistory.Reversible) async throws {
    let root = try await root().root
    let agent = try? await lanes.run { () throws(WarrenError) in try AgentInspector(root).inspect(known.name) }
    guard let agent, agent.uuid == known.uuid, agent.identity.inode == known.inode else {
      throw known.refusal("\"\(known.name)\" is another agent by now, or gone")
    }
  }

  public func recover(wait: Double) async throws -> [Operation] {
    let settled = try await withControl(.recovering, wait: wait) { root, lock in
      try await controlLane.run { () throws(WarrenError) in
        _ = try GateSweep(root).run(under: lock)
        return lock.settledOperations
      }
    }
    return settled
  }
}

extension ControlHistory.Reversible {
  fileprivate func refuseUnlessDone() throws(WarrenError) {
    switch operation.state {
    case .done, .partial: return
    case .pending: throw refusal("it is not finished")
    case .rolledBack: throw refusal("it did not come to pass")
    case .undone: throw refusal("it has been undone already")
    case .purged: throw refusal("what it deleted has been purged")
    case .lost: throw refusal("the agent's directory was lost")
    }
  }

  fileprivate func refusal(_ why: String) -> WarrenError {
    WarrenError(
      .undoRefused, "The operation cannot be undone: \(why).", remedy: "\"warren operations list\" shows what followed.",
      subject: Array(operation.id.text.utf8))
  }
}
