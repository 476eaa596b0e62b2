/// All that a surface may ask, in process or over the daemon's socket. Every call throws a `WarrenError`.
public protocol AgentOperations: AgentLifecycle, SessionLifecycle, OperationHistory {
  /// Makes the root a managed root; does nothing where it is one.
  ///
  /// A root that another program wrote is refused (`foreign_root`) unless `adoptingForeign`: its agents then become Warren's to delete, restore
  /// and rename, while their stores stay the other program's.
  func initialize(adoptingForeign: Bool) async throws -> RootStatus

  /// The agents with what is known of them without opening a store.
  func agents() async throws -> RootStatus

  /// One agent, with counts.
  func agent(_ selector: AgentSelector) async throws -> AgentSummary

  /// All agents (or one) with counts and totals. A store that cannot be read is its row's error, never a failure of the whole.
  func status(_ scope: AgentScope) async throws -> RootStatus

  /// Makes a new agent, durable when this returns.
  func createAgent(_ name: AgentName, backend: Backend?) async throws -> AgentSummary

  /// Sessions of one agent or all, by last activity.
  func sessions(_ query: SessionQuery, in scope: AgentScope) async throws -> SessionPage

  /// One session.
  func session(_ key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary

  /// A page of messages.
  func history(_ key: SessionKey, of agent: AgentSelector, _ query: HistoryQuery) async throws -> HistoryPage

  /// Appends; returns the ids in the order of the messages, after the commit.
  func append(_ request: AppendRequest, to agent: AgentSelector) async throws -> [Int64]

  /// Appends several requests in one transaction; one that fails does not fail its neighbours. What is thrown is an error of all.
  func append(group: [AppendRequest], to agent: AgentSelector) async throws -> [Result<[Int64], WarrenError>]

  /// Sets or (nil) removes the name of a session.
  func setName(_ name: String?, ofSession key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary

  /// Sets what a session is doing.
  func setState(_ state: SessionState, ofSession key: SessionKey, of agent: AgentSelector) async throws -> SessionSummary

  /// Makes the search index of an agent anew: the remedy for `index_damaged`.
  func rebuildSearchIndex(of agent: AgentSelector) async throws

  /// Messages that match.
  func search(_ query: SearchQuery, in scope: AgentScope) async throws -> SearchPage
}

extension AgentOperations {
  /// Makes the root a managed root, unless another program wrote it.
  public func initialize() async throws -> RootStatus { try await initialize(adoptingForeign: false) }
}
