/// Which sessions to list, ordered by last activity, the newest first and unknown times last.
public struct SessionQuery: Hashable, Sendable {
  public enum StateFilter: String, Sendable, CaseIterable {
    case idle, running, error
  }

  /// At most so many; nil for all.
  public let limit: Int?
  public let cursor: ListCursor?
  public let state: StateFilter?
  /// Only sessions whose key or name holds this text; ASCII letters in either case.
  public let containing: String?
  /// Also former generations, marked `archived`.
  public let generations: Bool
  /// Only sessions of this origin, where a field is set.
  public let origin: SessionOrigin

  public init(
    limit: Int? = 50, cursor: ListCursor? = nil, state: StateFilter? = nil, containing: String? = nil, generations: Bool = false,
    origin: SessionOrigin = .unknown
  ) {
    self.limit = limit
    self.cursor = cursor
    self.state = state
    self.containing = containing
    self.generations = generations
    self.origin = origin
  }
}

/// One page of sessions.
public struct SessionPage: Hashable, Sendable {
  public let sessions: [SessionSummary]
  public let next: ListCursor?
  /// Agents whose sessions are missing here, and why.
  public let incomplete: [AgentFailure]

  public init(sessions: [SessionSummary], next: ListCursor?, incomplete: [AgentFailure] = []) {
    self.sessions = sessions
    self.next = next
    self.incomplete = incomplete
  }
}

/// An agent that could not answer, and why.
public struct AgentFailure: Hashable, Sendable {
  public let agent: AgentName
  public let error: WarrenError

  public init(agent: AgentName, error: WarrenError) {
    self.agent = agent
    self.error = error
  }
}
