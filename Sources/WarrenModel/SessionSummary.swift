/// Where a session came from, as far as its writer told.
public struct SessionOrigin: Hashable, Sendable {
  public let channel: String?
  public let room: String?
  public let sender: String?

  public init(channel: String? = nil, room: String? = nil, sender: String? = nil) {
    self.channel = channel
    self.room = room
    self.sender = sender
  }

  public static let unknown = SessionOrigin()
}

/// One session, or one former generation of it, without its messages.
public struct SessionSummary: Hashable, Sendable {
  /// nil while a store speaks of its own sessions, and for those of a shared store.
  public let agent: AgentName?
  public let key: SessionKey
  public let name: String?
  public let state: SessionState
  public let createdAt: Timestamp?
  public let lastActivity: Timestamp?
  /// Messages of this generation.
  public let messageCount: Int
  /// Counts from 1.
  public let generation: Int
  /// Whether this is a former generation.
  public let archived: Bool
  public let origin: SessionOrigin

  public init(
    agent: AgentName? = nil, key: SessionKey, name: String? = nil, state: SessionState = .idle, createdAt: Timestamp? = nil,
    lastActivity: Timestamp? = nil, messageCount: Int, generation: Int = 1, archived: Bool = false, origin: SessionOrigin = .unknown
  ) {
    self.agent = agent
    self.key = key
    self.name = name
    self.state = state
    self.createdAt = createdAt
    self.lastActivity = lastActivity
    self.messageCount = messageCount
    self.generation = generation
    self.archived = archived
    self.origin = origin
  }

  /// The same session as one of `agent`.
  public func owned(by agent: AgentName) -> SessionSummary {
    SessionSummary(
      agent: agent, key: key, name: name, state: state, createdAt: createdAt, lastActivity: lastActivity, messageCount: messageCount,
      generation: generation, archived: archived, origin: origin)
  }
}
