/// A position in a history with the direction in which to go on. Opaque to those who carry it.
public struct HistoryCursor: Hashable, Sendable {
  public let position: HistoryQuery.Position

  /// `position` is `.before` or `.after`.
  public init(_ position: HistoryQuery.Position) { self.position = position }

  /// The text that carries it.
  public var text: String {
    switch position {
    case .newest: "hn"
    case .oldest: "ho"
    case .before(let id): "hb\(id)"
    case .after(let id): "ha\(id)"
    }
  }

  /// - Throws: `cursor_invalid`.
  public init(text: String) throws(WarrenError) {
    let position: HistoryQuery.Position? =
      switch text.prefix(2) {
      case "hn" where text.count == 2: .newest
      case "ho" where text.count == 2: .oldest
      case "hb": Int64(text.dropFirst(2)).map { .before($0) }
      case "ha": Int64(text.dropFirst(2)).map { .after($0) }
      default: nil
      }
    guard let position else { throw .badCursor(text) }
    self.position = position
  }

  /// The message id at which to go on, whatever the direction; nil at an end.
  public var id: Int64? {
    switch position {
    case .newest, .oldest: nil
    case .before(let id), .after(let id): id
    }
  }
}

/// A position in a list of sessions ordered by last activity (newest first, unknown last), agent and key.
public struct ListCursor: Hashable, Sendable {
  public let lastActivity: Timestamp?
  public let agent: AgentName?
  public let key: SessionKey
  public let generation: Int

  public init(lastActivity: Timestamp?, agent: AgentName?, key: SessionKey, generation: Int) {
    self.lastActivity = lastActivity
    self.agent = agent
    self.key = key
    self.generation = generation
  }

  /// The position behind a session.
  public init(after session: SessionSummary) {
    self.init(lastActivity: session.lastActivity, agent: session.agent, key: session.key, generation: session.generation)
  }

  /// The text that carries it.
  public var text: String {
    [
      "l" + (lastActivity.map { String($0.milliseconds) } ?? "-"), agent.map { Hex.text($0.bytes) } ?? "-", Hex.text(key.bytes),
      String(generation),
    ].joined(separator: ".")
  }

  /// - Throws: `cursor_invalid`.
  public init(text: String) throws(WarrenError) {
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard text.first == "l", parts.count == 4, let keyBytes = Hex.bytes(parts[2]), let generation = Int(parts[3]) else {
      throw .badCursor(text)
    }
    if parts[0] == "-" {
      lastActivity = nil
    } else {
      guard let milliseconds = Int64(parts[0]) else { throw .badCursor(text) }
      lastActivity = Timestamp(milliseconds: milliseconds)
    }
    if parts[1] == "-" {
      agent = nil
    } else {
      guard let bytes = Hex.bytes(parts[1]) else { throw .badCursor(text) }
      agent = try AgentName(bytes: bytes)
    }
    key = try SessionKey(bytes: keyBytes)
    self.generation = generation
  }
}

/// A position in the hits of a search: the agent, and a place among its hits that its store understands.
public struct SearchCursor: Hashable, Sendable {
  public let agent: AgentName?
  /// nil: from the agent's first hit on.
  public let position: Int64?

  public init(agent: AgentName?, position: Int64?) {
    self.agent = agent
    self.position = position
  }

  /// The text that carries it.
  public var text: String {
    "s" + (agent.map { Hex.text($0.bytes) } ?? "-") + "." + (position.map(String.init) ?? "-")
  }

  /// - Throws: `cursor_invalid`.
  public init(text: String) throws(WarrenError) {
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard text.first == "s", parts.count == 2 else { throw .badCursor(text) }
    if parts[1] == "-" {
      position = nil
    } else {
      guard let value = Int64(parts[1]), value >= 0 else { throw .badCursor(text) }
      position = value
    }
    if parts[0] == "-" {
      agent = nil
    } else {
      guard let bytes = Hex.bytes(parts[0]) else { throw .badCursor(text) }
      agent = try AgentName(bytes: bytes)
    }
  }
}

extension WarrenError {
  fileprivate static func badCursor(_ text: String) -> WarrenError {
    WarrenError(
      .cursorInvalid, "This is not a cursor of such a list.", remedy: "Pass next_cursor of the page before, unchanged.",
      subject: Array(text.utf8.prefix(64)))
  }
}
