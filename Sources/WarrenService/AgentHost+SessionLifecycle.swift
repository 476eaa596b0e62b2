internal import AgentRegistry
internal import HandlePool
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func planReset(of session: SessionKey?, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan {
    try await plan(session == nil ? .agentReset : .sessionReset, of: agent, purging: purge ? .reset(session) : nil) { store in
      if let session { return [try store.known(session)] }
      return try store.list(SessionQuery(limit: nil)).sessions
    }
  }

  public func planDeletion(ofSession key: SessionKey, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan {
    try await plan(.sessionDelete, of: agent, purging: purge ? .delete(key) : nil) { [try $0.known(key)] }
  }

  public func planPurge(ofSessionsDeletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> SessionPlan {
    try await plan(.sessionPurge, of: agent, purging: .deleted(before: moment)) { _ in [] }
  }

  /// - Parameters:
  ///   - scope: what is purged; nil where nothing is.
  ///   - sessions: what it is about then.
  private func plan(
    _ kind: OperationKind, of agent: AgentSelector, purging scope: PurgeSurvey.Scope?,
    _ sessions: @escaping @Sendable (any SessionBackend) throws -> [SessionSummary]
  ) async throws -> SessionPlan {
    _ = try await managedRoot()
    let (owner, survey) = try await reading(exactly(agent)) { store in
      if let scope { return try store.survey(scope) }
      let sessions = try sessions(store)
      return PurgeSurvey(sessions: sessions, messages: sessions.reduce(0) { $0 + $1.messageCount })
    }
    return SessionPlan(kind: kind, owner, survey, purge: scope != nil)
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

  /// The agent's exact name: what destroys takes no label, and no store of another program.
  private func exactly(_ agent: AgentSelector) async throws -> AgentSelector {
    let root = try await root().root
    let found = try await AgentResolver(root: root, lanes: lanes).resolve(agent, purpose: .destroy)
    if found.isForeign { throw RegistryErrors.foreignStore(found.name) }
    return AgentSelector(found.name)
  }
}

extension SessionBackend {
  fileprivate func known(_ key: SessionKey) throws -> SessionSummary {
    guard let found = try session(key) else { throw WarrenError.unknownSession(key) }
    return found
  }
}

extension SessionPlan {
  fileprivate init(kind: OperationKind, _ agent: AgentName, _ survey: PurgeSurvey, purge: Bool) {
    let running = survey.sessions.filter { if case .running = $0.state { true } else { false } }
    self.init(
      kind: kind, agent: agent, sessions: survey.sessions.map { $0.owned(by: agent) }, messages: survey.messages,
      running: kind == .sessionPurge ? [] : running.map(\.key), purge: purge, leftovers: survey.leftovers)
  }
}
