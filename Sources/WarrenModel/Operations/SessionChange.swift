/// How to reset or delete sessions.
public struct SessionChange: Hashable, Sendable {
  /// Also where a turn is running. It overrides nothing else.
  public let force: Bool
  /// Remove the content at once and give its space back, so that it cannot be brought back.
  public let purge: Bool

  public init(force: Bool = false, purge: Bool = false) {
    self.force = force
    self.purge = purge
  }
}

/// What resetting, deleting or purging sessions would do.
public struct SessionPlan: Hashable, Sendable {
  /// `agent_reset`, `session_reset`, `session_delete` or `session_purge`.
  public let kind: OperationKind
  public let agent: AgentName
  /// The sessions that it is about, ordered as in lists; deleted ones that go with them come last.
  public let sessions: [SessionSummary]
  /// Messages that leave the current generations, or are removed from all.
  public let messages: Int
  /// Sessions with a running turn: refused unless forced.
  public let running: [SessionKey]
  /// Whether the content is removed.
  public let purge: Bool
  /// What a crash or another program has left and belongs to none of the sessions; it is removed with them.
  public let leftovers: Int

  public init(
    kind: OperationKind, agent: AgentName, sessions: [SessionSummary], messages: Int, running: [SessionKey], purge: Bool, leftovers: Int = 0
  ) {
    self.kind = kind
    self.agent = agent
    self.sessions = sessions
    self.messages = messages
    self.running = running
    self.purge = purge
    self.leftovers = leftovers
  }
}
