public import WarrenModel

// Placeholder while the operations are being built; goes before the issue is closed.
extension AgentHost {
  private func notYet() -> WarrenError { WarrenError(.unsupported, "This is being built.") }
  public func planDeletion(of choice: AgentChoice) async throws -> AgentPlans { throw notYet() }
  public func delete(_ plans: [AgentPlan], _ change: AgentChange, report: @escaping @Sendable (AgentOutcome) -> Void) async throws
    -> [AgentOutcome]
  { throw notYet() }
  public func planRename(of agent: AgentSelector, to name: AgentName) async throws -> AgentPlan { throw notYet() }
  public func rename(_ plan: AgentPlan, _ change: AgentChange) async throws -> Operation { throw notYet() }
  public func deletedAgents() async throws -> [DeletedAgent] { throw notYet() }
  public func restoreAgent(_ words: [UInt8], as name: AgentName?, wait: Double) async throws -> Operation { throw notYet() }
  public func planPurge(of choice: PurgeChoice) async throws -> [DeletedAgent] { throw notYet() }
  public func purge(_ agents: [DeletedAgent], wait: Double, report: @escaping @Sendable (AgentOutcome) -> Void) async throws
    -> [AgentOutcome]
  { throw notYet() }
  public func planReset(of session: SessionKey?, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan { throw notYet() }
  public func planDeletion(ofSession key: SessionKey, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan { throw notYet() }
  public func resetAgent(_ agent: AgentSelector, _ change: SessionChange) async throws -> Operation { throw notYet() }
  public func resetSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation { throw notYet() }
  public func deleteSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation {
    throw notYet()
  }
  public func restoreSession(_ key: SessionKey, generation: Int?, of agent: AgentSelector) async throws -> Operation { throw notYet() }
  public func planPurge(ofSessionsDeletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> SessionPlan { throw notYet() }
  public func purgeSessions(deletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> Operation { throw notYet() }
  public func operations(_ query: OperationQuery, in scope: AgentScope) async throws -> OperationPage { throw notYet() }
  public func operation(_ id: OperationID, of agent: AgentSelector?) async throws -> Operation { throw notYet() }
  public func undo(_ id: OperationID, of agent: AgentSelector?, wait: Double) async throws -> Operation { throw notYet() }
  public func recover(wait: Double) async throws -> [Operation] { throw notYet() }
}
