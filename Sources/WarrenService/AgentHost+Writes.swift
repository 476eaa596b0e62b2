internal import HandlePool
internal import SessionStore
public import WarrenModel

extension AgentHost {
  public func append(_ request: AppendRequest, to agent: AgentSelector) async throws -> [Int64] {
    try await writing(agent) { pool, location in try await pool.append(request, to: location) }.value
  }

  public func append(group: [AppendRequest], to agent: AgentSelector) async throws -> [Result<[Int64], WarrenError>] {
    try await writing(agent) { pool, location in try await pool.lease(location) { try $0.append(group: group) } }.value
  }

  public func setName(_ name: String?, ofSession key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary {
    let (owner, session) = try await writing(agent) { pool, location in
      try await pool.lease(location) { try $0.setName(name, of: key) }
    }
    return session.owned(by: owner)
  }

  public func setState(_ state: SessionState, ofSession key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary {
    let (owner, session) = try await writing(agent) { pool, location in
      try await pool.lease(location) { try $0.setState(state, of: key) }
    }
    return session.owned(by: owner)
  }

  public func rebuildSearchIndex(of agent: AgentSelector) async throws {
    _ = try await writing(agent) { pool, location in
      try await pool.lease(location) { store in
        // Only SQLite keeps an index; a JSONL store searches its files.
        if let store = store as? SQLiteStore { try store.rebuildIndex() }
      }
    }
  }
}
