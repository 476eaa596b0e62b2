internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
package import WarrenModel

/// Says what lies at a path: a state root, an agent directory, a directory of session files or a single file, whoever wrote it.
///
/// It belongs to no root and to no daemon: the path is a matter of the process that is asked. It leaves no trace and follows no link out of
/// the path. Not in a process that has databases below the path open: a preview of a file would drop its locks.
package struct PathInspector: Sendable {
  private let clock: WallClock

  package init(clock: WallClock) { self.clock = clock }

  /// - Throws: `path_missing`, `not_a_regular_file`, `input_invalid` where nothing of Warren, OpenClaw or ZeroClaw is there, and why a file
  ///   cannot be read as what it is. An agent that cannot be read is in the report.
  package func report(on path: [UInt8]) async throws -> InspectionReport {
    let (clock, lanes) = (clock, LaneSet(name: "warren.inspect", count: 2))
    let place = try await lanes.run { () throws(WarrenError) in try InspectedPlace(path) }
    switch place.kind {
    case .file: return try await lanes.run { () throws(WarrenError) in try FileInspection(place.path, clock: clock).report() }
    case .sessions: return try await lanes.run { () throws(WarrenError) in try SessionsInspection(place.path, clock: clock).report() }
    case .root: return try await root(at: place.path, lanes)
    case .agent(let name, let isInRoot): return try await agent(name, at: place.path, isInRoot: isInRoot, lanes)
    }
  }

  // MARK: - Roots

  private func host(at path: FilePath) throws -> AgentHost {
    var configuration = AgentHost.Configuration()
    configuration.readsByPreview = true
    configuration.clock = clock
    return try AgentHost(root: path.bytes, configuration: configuration)
  }

  private func root(at path: FilePath, _ lanes: LaneSet) async throws -> InspectionReport {
    let host = try host(at: path)
    do {
      let (root, scan) = try await host.scan()
      let status = try await host.status(.all)
      await host.close()
      let (formats, elsewhere) = await lanes.run {
        var census = FormatCensus()
        census.look(at: root)
        for agent in scan.agents { census.look(at: agent, in: root) }
        return (census.formats, OldPlaces.findings(of: root))
      }
      return Self.report(status, formats, elsewhere, isShared: scan.isZeroClawInstall)
    } catch {
      await host.close()
      throw error
    }
  }

  private static func report(
    _ status: RootStatus, _ formats: [InspectionReport.Format], _ elsewhere: [Finding], isShared: Bool
  ) -> InspectionReport {
    // What the agents do not have may be later than what they have.
    let lastActivity = isShared ? nil : status.agents.compactMap { $0.counts?.lastActivity }.max()
    return InspectionReport(
      path: status.root, kind: .root, layout: InspectionReport.layout(of: formats, isManaged: status.managed), formats: formats,
      agents: status.agents.count, sessions: status.totals?.sessions, messages: status.totals?.messages,
      running: status.totals?.running, bytes: status.totals?.bytes,
      lastActivity: lastActivity, findings: status.agents.flatMap(\.findings) + status.findings + elsewhere,
      incomplete: status.agents.compactMap { agent in agent.error.map { AgentFailure(agent: agent.name, error: $0) } })
  }

  // MARK: - Agents

  private func agent(_ name: AgentName, at path: FilePath, isInRoot: Bool, _ lanes: LaneSet) async throws -> InspectionReport {
    guard let parent = path.parent else { throw WarrenError(.inputInvalid, "It lies nowhere.", subject: path.bytes) }
    if isInRoot, let root = parent.parent {
      let host = try host(at: root)
      do {
        let (root, scan) = try await host.scan()
        let summary = try await host.status(.one(AgentSelector(bytes: name.bytes))).agents.first
        await host.close()
        if let found = scan.agent(named: name), let summary {
          return await lanes.run { Self.report(summary, found, in: root, path) }
        }
        throw WarrenError(.deleted, "The agent is gone.", remedy: "Look again.", subject: path.bytes)
      } catch {
        await host.close()
        throw error
      }
    }
    return try await loneAgent(name, at: path, in: parent, lanes)
  }

  /// An agent directory without a root around it.
  private func loneAgent(_ name: AgentName, at path: FilePath, in parent: FilePath, _ lanes: LaneSet) async throws -> InspectionReport {
    let clock = clock
    let (root, found) = try await lanes.run { () throws(WarrenError) in
      let root = try StateRoot(agentsIn: parent)
      return (root, try AgentInspector(root).inspect(name, depth: .everything))
    }
    var summary = found.summary(in: root)
    if let location = found.location, found.error == nil || location.foreign != nil, let place = try root.poolRoot(clock: clock) {
      let pool = HandlePool(root: place, configuration: PoolConfiguration())
      do {
        let counts = try await pool.preview(location) { try $0.summary() }
        summary = found.summary(in: root, counts: counts, error: counts.failure)
      } catch { summary = found.summary(in: root, error: .of(error, name)) }
      await pool.shutDown()
    }
    let row = summary
    return await lanes.run { Self.report(row, found, in: root, path) }
  }

  private static func report(_ agent: AgentSummary, _ found: FoundAgent, in root: StateRoot, _ path: FilePath) -> InspectionReport {
    var census = FormatCensus()
    census.look(at: found, in: root)
    return InspectionReport(
      path: RawPath(bytes: path.bytes), kind: .agent, layout: InspectionReport.layout(of: census.formats, isManaged: agent.uuid != nil),
      formats: census.formats, agents: 1,
      sessions: agent.counts?.sessions, messages: agent.counts?.messages, running: agent.counts?.running, bytes: agent.counts?.bytes,
      lastActivity: agent.counts?.lastActivity, findings: agent.findings.map { below($0, found, path) },
      incomplete: agent.error.map { [AgentFailure(agent: agent.name, error: $0)] } ?? [])
  }

  /// The finding with its subject below the agent directory.
  private static func below(_ finding: Finding, _ agent: FoundAgent, _ path: FilePath) -> Finding {
    let own = agent.path.bytes
    let prefixes = [own, path.bytes]
    guard let prefix = prefixes.first(where: { finding.subject.starts(with: $0) }) else { return finding }
    let rest = finding.subject.dropFirst(prefix.count)
    guard rest.isEmpty || rest.first == 0x2F else { return finding }
    return Finding(
      code: finding.code, severity: finding.severity, subject: rest.isEmpty ? [0x2E] : Array(rest.dropFirst()),
      evidence: finding.evidence, remedy: finding.remedy, fixable: finding.fixable)
  }
}
