internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func planDeletion(of choice: AgentChoice) async throws -> AgentPlans {
    let (root, scan) = try await managedScan()
    let (chosen, failures) = try await choose(choice, in: scan, root)
    let plans = try await plans(of: chosen, in: scan, root) { agent in
      (.agentDelete, nil, root.absolute(RawPath(bytes: Array(".warren/trash/*/".utf8) + agent.name.bytes)))
    }
    return AgentPlans(plans: plans.plans, failures: failures + plans.failures)
  }

  public func planRename(of agent: AgentSelector, to name: AgentName) async throws -> AgentPlan {
    let (root, scan) = try await managedScan()
    let found = try await AgentResolver(root: root, lanes: lanes).resolve(agent, purpose: .destroy)
    let isTaken = scan.agents.contains { $0.name == name } || scan.links.contains { $0.name == name }
    let plans = try await plans(of: [found], in: scan, root, blocks: isTaken ? [RegistryErrors.exists(name)] : []) { _ in
      (.agentRename, name, root.absolute(RawPath(bytes: Array("agents/".utf8) + name.bytes)))
    }
    guard let plan = plans.plans.first else { throw plans.failures.first?.error ?? RegistryErrors.gone(found.name) }
    return plan
  }

  /// A plan for an agent as it is, whatever kind.
  private func plans(
    of agents: [FoundAgent], in scan: RootScan, _ root: StateRoot, blocks: [WarrenError] = [],
    to destination: @escaping @Sendable (FoundAgent) -> (OperationKind, AgentName?, RawPath)
  ) async throws -> AgentPlans {
    let shared = scan.sharedFiles
    let looks = await Gathering.map(agents) { agent in await self.look(at: agent, in: scan, root, shared) }
    var files: Set<FileIdentity> = []
    for case .success(let look) in looks { files.formUnion(look.survey.identities) }
    let (wanted, directories) = (files, Set(agents.map(\.identity)))
    let holders = await lanes.run { HolderProof().holders(of: wanted, directories: directories) }
    var plans: [AgentPlan] = []
    var failures: [AgentFailure] = []
    for (agent, look) in zip(agents, looks) {
      switch look {
      case .failure(let error): failures.append(AgentFailure(agent: agent.name, error: error))
      case .success(let look):
        let (kind, newName, place) = destination(agent)
        plans.append(
          look.plan(kind: kind, agent, alsoKnownAs: scan.alsoKnownAs(agent), newName, place, in: root, holders: holders, blocks: blocks))
      }
    }
    return AgentPlans(plans: plans, failures: failures)
  }

  /// Looks at one agent without leaving a trace.
  private func look(
    at agent: FoundAgent, in scan: RootScan, _ root: StateRoot, _ shared: SharedFiles
  ) async -> Result<AgentLook, WarrenError> {
    let surveyed = await lanes.run { Result { () throws(WarrenError) in try PlanSurvey(of: agent, in: root, shared: shared) } }
    do throws(WarrenError) {
      var look = AgentLook(try surveyed.get())
      if agent.isGated, let refusal = await lanes.run({ ControlHistory(root).refusal(of: agent.name) }) { look.blocks.append(refusal) }
      look.findings = agent.findings
      if let error = agent.error { look.note(error) }
      guard !agent.stores.isEmpty, !agent.isGated, let location = scan.location(of: agent), agent.error == nil || location.foreign != nil
      else { return .success(look) }
      do {
        let read = try await openRootPool().preview(location) { store in (try store.summary(), try store.running().map(\.key)) }
        (look.counts, look.running) = (read.0, read.1)
        if !read.1.isEmpty { look.blocks.append(RegistryErrors.running(read.1, agent.name)) }
      } catch { look.note(.of(error, agent.name)) }
      return .success(look)
    } catch { return .failure(error) }
  }

  // MARK: Which

  private func choose(_ choice: AgentChoice, in scan: RootScan, _ root: StateRoot) async throws -> ([FoundAgent], [AgentFailure]) {
    var chosen: [AgentName: FoundAgent] = [:]
    var failures: [AgentFailure] = []
    let resolver = AgentResolver(root: root, lanes: lanes)
    for selector in choice.selectors {
      let name = try AgentName(bytes: selector.bytes)
      do throws(WarrenError) {
        let found = try await resolver.resolve(selector, purpose: .destroy)
        chosen[found.name] = found
      } catch { failures.append(AgentFailure(agent: name, error: error)) }
    }
    if let pattern = choice.pattern {
      guard let glob = Glob(pattern: pattern) else {
        throw WarrenError(.inputInvalid, "The pattern holds a NUL byte, which no name does.", subject: pattern)
      }
      var matching = scan.agents.filter { glob.matches($0.name.bytes) }
      if let moment = choice.idleSince { matching = await idle(matching, since: moment, in: scan) }
      for agent in matching { chosen[agent.name] = agent }
    }
    return (chosen.values.sorted { $0.name < $1.name }, failures)
  }

  /// Those without any activity since a moment. One of which that cannot be told is not among them.
  private func idle(_ agents: [FoundAgent], since moment: Timestamp, in scan: RootScan) async -> [FoundAgent] {
    let found = await Gathering.map(agents) { agent -> FoundAgent? in
      guard agent.error == nil, !agent.isGated else { return nil }
      // Both are in the one form that sorts as text.
      let created = agent.manifest?.createdAt
      if let created, created >= moment.rfc3339 { return nil }
      guard !agent.stores.isEmpty else { return created == nil ? nil : agent }
      guard let location = scan.location(of: agent),
        let counts = try? await self.openRootPool().preview(location, { try $0.summary() }), counts.running == 0
      else { return nil }
      let isIdle = counts.lastActivity.map { $0 < moment } ?? (created != nil)
      return isIdle ? agent : nil
    }
    return found.compactMap(\.self)
  }

  func managedScan() async throws -> (StateRoot, RootScan) {
    let (root, scan) = try await scan()
    guard root.isManaged else { throw RegistryErrors.foreignRoot(root.path) }
    return (root, scan)
  }
}
