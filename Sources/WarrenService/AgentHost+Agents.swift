internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func agents() async throws -> RootStatus {
    let (root, scan) = try await scan()
    return RootStatus(
      root: RawPath(bytes: root.path.bytes), managed: scan.isManaged, layout: scan.layout, totals: nil,
      agents: scan.agents.map { scan.summary(of: $0, in: root) }, findings: scan.findings + (await journalFindings(of: root, scan)))
  }

  /// What a crash has left unfinished, for those who only look.
  private func journalFindings(of root: StateRoot, _ scan: RootScan) async -> [Finding] {
    let gated = scan.agents.filter(\.isGated).map(\.name)
    return root.isManaged ? await lanes.run { ControlHistory(root).findings(gated: gated) } : []
  }

  public func agent(_ selector: AgentSelector) async throws -> AgentSummary {
    let status = try await status(.one(selector))
    guard let agent = status.agents.first else { throw WarrenError(.agentUnknown, "There is no such agent.", subject: selector.bytes) }
    return agent
  }

  public func status(_ scope: AgentScope) async throws -> RootStatus {
    let (root, scan) = try await scan()
    var chosen = scan.agents
    if case .one(let selector) = scope {
      let agent = try await resolve(selector)
      chosen = chosen.filter { $0.name == agent.name }
    }
    let agents = await Gathering.map(chosen) { agent in await self.summary(of: agent, in: scan, root) }
    let shared = scope == .all ? await sharedCounts(of: root, in: scan) : nil
    return RootStatus(
      root: RawPath(bytes: root.path.bytes), managed: scan.isManaged, layout: scan.layout,
      totals: scan.totals(
        over: agents, isWhole: scope == .all, elsewhere: await countedElsewhere(chosen, in: scan), unowned: shared?.counts),
      agents: agents,
      findings: scope == .all ? scan.findings + (await journalFindings(of: root, scan)) + (shared?.findings ?? []) : [])
  }

  /// What the store counts that belongs to no agent, or why that cannot be read.
  private func sharedCounts(of root: StateRoot, in scan: RootScan) async -> (counts: StoreSummary?, findings: [Finding])? {
    guard let shared = SharedInstall(of: root, in: scan) else { return nil }
    do {
      let counts = try await reading(shared) { try $0.summary() }.below(root.path.bytes)
      return (counts, counts.findings)
    } catch {
      let error = (error as? WarrenError) ?? WarrenError(.failed, "\(error)")
      let finding = Finding(
        code: error.code.rawValue, severity: .error, subject: error.subject ?? Array("data/sessions".utf8), evidence: error.message,
        remedy: error.remedy)
      return (nil, [finding])
    }
  }

  func reading<T: Sendable>(_ shared: SharedInstall, _ body: @escaping @Sendable (any SessionBackend) throws -> T) async throws -> T {
    let clock = configuration.clock
    return try await lanes.run { try shared.read(clock: clock, body) }
  }

  /// One row with its counts, or with the error that keeps them away.
  private func summary(of agent: FoundAgent, in scan: RootScan, _ root: StateRoot) async -> AgentSummary {
    guard !agent.stores.isEmpty, !agent.isGated, let location = scan.location(of: agent), agent.error == nil || location.foreign != nil
    else {
      return scan.summary(of: agent, in: root)
    }
    do {
      let counts = try await reading(location) { try $0.summary() }.below(root.path.bytes)
      return scan.summary(of: agent, in: root, counts: counts, error: counts.failure)
    } catch { return scan.summary(of: agent, in: root, error: .of(error, agent.name)) }
  }

  /// What the rows of these agents count that others count as well.
  private func countedElsewhere(_ agents: [FoundAgent], in scan: RootScan) async -> [StoreSummary] {
    var counts: [StoreSummary] = []
    for agent in agents where agents.count > 1 {
      let files = scan.filesCountedElsewhere(of: agent)
      guard !files.isEmpty, let location = scan.location(of: agent) else { continue }
      // A store that cannot be read has no counts in its row either.
      if let found = try? await reading(location, { try ($0 as? JSONLStore)?.summary(of: files) }) { counts.append(found) }
    }
    return counts
  }

  func scan() async throws -> (StateRoot, RootScan) {
    let root = try await root().root
    return (root, try await root.scan(lanes: lanes))
  }

  func resolve(_ selector: AgentSelector) async throws -> FoundAgent {
    let root = try await root().root
    return try await AgentResolver(root: root, lanes: lanes).resolve(selector)
  }
}

extension WarrenError {
  /// Any error as one of the model, about an agent.
  static func of(_ error: any Error, _ agent: AgentName) -> WarrenError {
    (error as? WarrenError) ?? WarrenError(.failed, "\(error)", subject: agent.bytes)
  }
}

extension StoreSummary {
  /// A store of which part cannot be read is not ok, though the rest is counted.
  var failure: WarrenError? {
    guard let finding = findings.first(where: { $0.severity == .error }) else { return nil }
    return WarrenError(
      .ioError, "Part of its sessions cannot be read: \(finding.evidence)\(finding.evidence.hasSuffix(".") ? "" : ".")",
      remedy: finding.remedy, subject: finding.subject)
  }

  /// The same with findings about paths below the root, as all findings are.
  fileprivate func below(_ root: [UInt8]) -> StoreSummary {
    let prefix = root + [0x2F]
    let findings = findings.map { finding in
      guard finding.subject.starts(with: prefix) else { return finding }
      return Finding(
        code: finding.code, severity: finding.severity, subject: Array(finding.subject.dropFirst(prefix.count)), evidence: finding.evidence,
        remedy: finding.remedy, fixable: finding.fixable)
    }
    return StoreSummary(
      sessions: sessions, messages: messages, running: running, lastActivity: lastActivity, bytes: bytes, findings: findings)
  }
}
