/// What to look for. Any text is a query: all its words must occur; `"…"` is a phrase; a word that ends in `*` is a prefix.
public struct SearchQuery: Hashable, Sendable {
  public enum Order: String, Sendable, CaseIterable {
    /// Newest first: cheap, however frequent the words.
    case newest
    /// Best first (bm25): looks at every hit, at most `rankedMost` of the newest.
    case ranked
  }

  /// The hits that a ranked search looks at, the newest ones.
  public static let rankedMost = 10_000

  public let text: String
  public let limit: Int
  public let cursor: SearchCursor?
  public let order: Order
  public let role: String?
  public let session: SessionKey?
  /// Also in former generations.
  public let history: Bool

  public init(
    text: String, limit: Int = 50, cursor: SearchCursor? = nil, order: Order = .newest, role: String? = nil, session: SessionKey? = nil,
    history: Bool = false
  ) {
    self.text = text
    self.limit = limit
    self.cursor = cursor
    self.order = order
    self.role = role
    self.session = session
    self.history = history
  }
}

/// One message that matches.
public struct SearchHit: Hashable, Sendable {
  public let agent: AgentName?
  public let session: SessionKey
  public let generation: Int
  public let message: Int64
  public let role: String
  /// The surroundings of the first match, on one line, as plain text.
  public let snippet: String
  /// Larger is better, comparable within one agent; nil where hits are not ranked.
  public let score: Double?
  public let createdAt: Timestamp?

  public init(
    agent: AgentName? = nil, session: SessionKey, generation: Int, message: Int64, role: String, snippet: String, score: Double?,
    createdAt: Timestamp?
  ) {
    self.agent = agent
    self.session = session
    self.generation = generation
    self.message = message
    self.role = role
    self.snippet = snippet
    self.score = score
    self.createdAt = createdAt
  }

  /// The same hit as one of `agent`.
  public func owned(by agent: AgentName) -> SearchHit {
    SearchHit(
      agent: agent, session: session, generation: generation, message: message, role: role, snippet: snippet, score: score,
      createdAt: createdAt)
  }
}

/// One page of hits.
public struct SearchPage: Hashable, Sendable {
  public let hits: [SearchHit]
  public let next: SearchCursor?
  /// Agents that could not be searched, and why: an outage is never "no hits".
  public let incomplete: [AgentFailure]

  public init(hits: [SearchHit], next: SearchCursor?, incomplete: [AgentFailure] = []) {
    self.hits = hits
    self.next = next
    self.incomplete = incomplete
  }
}
