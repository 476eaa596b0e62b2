import Synchronization
import WarrenModel

/// Operations that keep what they are asked and answer by a script: what the commands make of it is what the tests are about.
final class Recorder: AgentOperations {
  private let script: Script
  private let recorded = Mutex<[Call]>([])

  init(_ script: Script) { self.script = script }

  var calls: [Call] { recorded.withLock { $0 } }

  private func note(_ call: Call) throws {
    recorded.withLock { $0.append(call) }
    if call.changes, let failure = script.failure { throw failure }
  }

  private func given<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw WarrenError(.unsupported, "The script has no answer.") }
    return value
  }

  // MARK: Agents

  func planDeletion(of choice: AgentChoice) throws -> AgentPlans {
    try note(.planDeletion(choice))
    return script.plans
  }

  func delete(_ plans: [AgentPlan], _ change: AgentChange, report: @escaping @Sendable (AgentOutcome) -> Void) throws -> [AgentOutcome] {
    try note(.delete(plans.map(\.agent), change))
    let outcomes = plans.map(script.outcome)
    for outcome in outcomes { report(outcome) }
    return outcomes
  }

  func planRename(of agent: AgentSelector, to name: AgentName) throws -> AgentPlan {
    try note(.planRename(agent, name))
    return try given(script.plans.plans.first)
  }

  func rename(_ plan: AgentPlan, _ change: AgentChange) throws -> Operation {
    try note(.rename(plan.agent, change))
    return try given(script.operation)
  }

  func deletedAgents() throws -> [DeletedAgent] {
    try note(.deletedAgents)
    return script.deleted
  }

  func restoreAgent(_ words: [UInt8], as name: AgentName?, wait: Double) throws -> Operation {
    try note(.restoreAgent(words, name, wait: wait))
    return try given(script.operation)
  }

  func planPurge(of choice: PurgeChoice) throws -> [DeletedAgent] {
    try note(.planPurge(choice))
    return script.deleted
  }

  func purge(_ agents: [DeletedAgent], wait: Double, report: @escaping @Sendable (AgentOutcome) -> Void) throws -> [AgentOutcome] {
    try note(.purge(agents.map(\.operation), wait: wait))
    let outcomes = agents.map(script.purged)
    for outcome in outcomes { report(outcome) }
    return outcomes
  }

  // MARK: Sessions

  func planReset(of session: SessionKey?, of agent: AgentSelector, purge: Bool) throws -> SessionPlan {
    try note(.planReset(session, agent, purge: purge))
    return try given(script.sessionPlan)
  }

  func planDeletion(ofSession key: SessionKey, of agent: AgentSelector, purge: Bool) throws -> SessionPlan {
    try note(.planSessionDeletion(key, agent, purge: purge))
    return try given(script.sessionPlan)
  }

  func resetAgent(_ agent: AgentSelector, _ change: SessionChange) throws -> Operation {
    try note(.resetAgent(agent, change))
    return try given(script.operation)
  }

  func resetSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) throws -> Operation {
    try note(.resetSession(key, agent, change))
    return try given(script.operation)
  }

  func deleteSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) throws -> Operation {
    try note(.deleteSession(key, agent, change))
    return try given(script.operation)
  }

  func restoreSession(_ key: SessionKey, generation: Int?, of agent: AgentSelector) throws -> Operation {
    try note(.restoreSession(key, generation: generation, agent))
    return try given(script.operation)
  }

  func planPurge(ofSessionsDeletedBefore moment: Timestamp, of agent: AgentSelector) throws -> SessionPlan {
    try note(.planSessionPurge(moment, agent))
    return try given(script.sessionPlan)
  }

  func purgeSessions(deletedBefore moment: Timestamp, of agent: AgentSelector) throws -> Operation {
    try note(.purgeSessions(moment, agent))
    return try given(script.operation)
  }

  // MARK: Operations

  func operations(_ query: OperationQuery, in scope: AgentScope) throws -> OperationPage {
    try note(.operations(query, scope))
    return script.page
  }

  func operation(_ id: OperationID, of agent: AgentSelector?) throws -> Operation {
    try note(.operation(id, agent))
    return try given(script.operation)
  }

  func undo(_ id: OperationID, of agent: AgentSelector?, wait: Double) throws -> Operation {
    try note(.undo(id, agent, wait: wait))
    return try given(script.operation)
  }

  func recover(wait: Double) throws -> [Operation] {
    try note(.recover(wait: wait))
    return script.settled
  }

  // MARK: What these tests do not ask

  private func notAsked() -> WarrenError { WarrenError(.unsupported, "These tests do not ask that.") }

  func initialize(adoptingForeign: Bool) throws -> RootStatus { throw notAsked() }
  func agents() throws -> RootStatus { throw notAsked() }
  func agent(_ selector: AgentSelector) throws -> AgentSummary { throw notAsked() }
  func status(_ scope: AgentScope) throws -> RootStatus { throw notAsked() }
  func createAgent(_ name: AgentName, backend: Backend?) throws -> AgentSummary { throw notAsked() }
  func sessions(_ query: SessionQuery, in scope: AgentScope) throws -> SessionPage { throw notAsked() }
  func session(_ key: SessionKey, of agent: AgentSelector) throws -> SessionSummary { throw notAsked() }
  func history(_ key: SessionKey, of agent: AgentSelector, _ query: HistoryQuery) throws -> HistoryPage { throw notAsked() }
  func append(_ request: AppendRequest, to agent: AgentSelector) throws -> [Int64] { throw notAsked() }
  func append(group: [AppendRequest], to agent: AgentSelector) throws -> [Result<[Int64], WarrenError>] { throw notAsked() }
  func setName(_ name: String?, ofSession key: SessionKey, of agent: AgentSelector) throws -> SessionSummary { throw notAsked() }
  func setState(_ state: SessionState, ofSession key: SessionKey, of agent: AgentSelector) throws -> SessionSummary { throw notAsked() }
  func rebuildSearchIndex(of agent: AgentSelector) throws { throw notAsked() }
  func search(_ query: SearchQuery, in scope: AgentScope) throws -> SearchPage { throw notAsked() }
}
