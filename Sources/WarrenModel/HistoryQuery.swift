/// Which messages of a session: a page from either end, or on from a position.
public struct HistoryQuery: Hashable, Sendable {
  public enum Position: Hashable, Sendable {
    /// The newest messages; going on leads to older ones.
    case newest
    /// The oldest messages; going on leads to newer ones.
    case oldest
    /// Messages with a smaller id, the nearest first chosen.
    case before(Int64)
    /// Messages with a larger id.
    case after(Int64)
  }

  public let position: Position
  /// At most so many messages; nil for all.
  public let limit: Int?
  /// nil: the current generation.
  public let generation: Int?
  /// Only messages of this role.
  public let role: String?

  public init(position: Position = .newest, limit: Int? = 50, generation: Int? = nil, role: String? = nil) {
    self.position = position
    self.limit = limit
    self.generation = generation
    self.role = role
  }
}

/// One page of a history, oldest first.
public struct HistoryPage: Hashable, Sendable {
  public let session: SessionKey
  public let generation: Int
  public let messages: [Message]
  /// Leads on in the direction of the query; nil at the end.
  public let next: HistoryCursor?

  public init(session: SessionKey, generation: Int, messages: [Message], next: HistoryCursor?) {
    self.session = session
    self.generation = generation
    self.messages = messages
    self.next = next
  }
}
