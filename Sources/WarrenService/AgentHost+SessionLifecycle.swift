internal import AgentRegistry
internal import HandlePool
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func planReset(of session: SessionKey?, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan {
    let (owner, sessions) = try await reading(exactly(agent)) { store in
      if let session { return [try store.known(session)] }
      return try store.list(SessionQuery(limit: nil)).sessions
    }
    return SessionPlan(kind: session == nil ? .agentReset : .sessionReset, owner, sessions, purge: purge)
  }

  public func planDeletion(ofSession key: SessionKey, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan {
    let (owner, session) = try await reading(exactly(agent)) { try $0.known(key) }
    return SessionPlan(kind: .sessionDelete, owner, [session], purge: purge)
  }

  public func planPurge(ofSessionsDeletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> SessionPlan {
    let (owner, sessions) = try await reading(exactly(agent)) { try $0.deletedSessions(before: moment) }
    return SessionPlan(kind: .sessionPurge, owner, sessions, purge: true)
  }

  public func resetAgent(_ agent: AgentSelector, _ change: SessionChange) async throws -> Operation {
    try await changing(agent) { try $0.resetAll(change) }
  }

  public func resetSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation {
    try await changing(agent) { try $0.reset(key, change) }
  }

  public func deleteSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation {
    try await changing(agent) { try $0.delete(key, change) }
  }

  public func restoreSession(_ key: SessionKey, generation: Int?, of agent: AgentSelector) async throws -> Operation {
    try await changing(agent) { try $0.restore(key, generation: generation) }
  }

  public func purgeSessions(deletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> Operation {
    try await changing(agent) { try $0.purge(deletedBefore: moment) }
  }

  /// Runs an operation of a store in a lease.
  private func changing(
    _ agent: AgentSelector, _ body: @escaping @Sendable (any SessionBackend) throws -> Operation
  ) async throws -> Operation {
    let (owner, operation) = try await writing(exactly(agent)) { pool, location in try await pool.lease(location, body) }
    return operation.owned(by: owner)
  }

  /// The agent's exact name: what destroys takes no label.
  private func exactly(_ agent: AgentSelector) async throws -> AgentSelector {
    let root = try await root().root
    return AgentSelector(try await AgentResolver(root: root, lanes: lanes).resolve(agent, purpose: .destroy).name)
  }
}

extension SessionBackend {
  fileprivate func known(_ key: SessionKey) throws -> SessionSummary {
    guard let found = try session(key) else { throw WarrenError.unknownSession(key) }
    return found
  }
}

extension SessionPlan {
  fileprivate init(kind: OperationKind, _ agent: AgentName, _ sessions: [SessionSummary], purge: Bool) {
    let running = sessions.filter { if case .running = $0.state { true } else { false } }
    self.init(
      kind: kind, agent: agent, sessions: sessions.map { $0.owned(by: agent) }, messages: sessions.reduce(0) { $0 + $1.messageCount },
      running: running.map(\.key), purge: purge)
  }
}
