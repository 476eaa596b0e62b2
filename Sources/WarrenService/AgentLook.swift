internal import AgentRegistry
internal import Platform
internal import WarrenModel

/// What a plan says about one agent, as it was seen without leaving a trace.
struct AgentLook: Sendable {
  let survey: TreeSurvey
  var blocks: [WarrenError]
  var findings: [Finding] = []
  var counts: StoreSummary?
  var running: [SessionKey] = []

  init(_ seen: PlanSurvey) {
    survey = seen.survey
    blocks = seen.blocks
  }

  /// A store that cannot be read refuses nothing, but is to be seen.
  mutating func note(_ error: WarrenError) {
    findings.append(
      Finding(
        code: "store_unread", severity: .warning, subject: error.subject ?? [],
        evidence: "its sessions cannot be counted: \(error.message)",
        remedy: error.remedy))
  }

  func plan(
    kind: OperationKind, _ agent: FoundAgent, alsoKnownAs: [RawPath], _ newName: AgentName?, _ destination: RawPath, in root: StateRoot,
    holders: Holders, blocks more: [WarrenError]
  ) -> AgentPlan {
    let own = ProcessTable.ownPid
    let users = holders.using(survey.identities, directory: agent.identity).filter { $0.pid != own }
    return AgentPlan(
      kind: kind, agent: agent.name, uuid: agent.uuid, directory: root.absolute(agent.path), device: agent.identity.device,
      inode: agent.identity.inode, alsoKnownAs: alsoKnownAs, destination: destination, newName: newName, backend: agent.backend,
      files: survey.files, bytes: survey.allocated, sessions: counts?.sessions, messages: counts?.messages,
      lastActivity: counts?.lastActivity,
      running: running, holders: users.map { AgentPlan.Holder(pid: $0.pid, command: $0.name.map { String(decoding: $0, as: UTF8.self) }) },
      holdersMayBeHidden: holders.mayBeHidden, blocks: blocks + more, findings: findings)
  }
}
