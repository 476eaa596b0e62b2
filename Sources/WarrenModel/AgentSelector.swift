/// How a user names an agent: resolved as exact name, then uuid, then label if exactly one directory has it.
public struct AgentSelector: Hashable, Sendable, ExpressibleByStringLiteral {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ name: AgentName) { self.init(bytes: name.bytes) }

  public init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  public init(stringLiteral text: String) { self.init(text) }
}

/// One agent, or all of them.
public enum AgentScope: Hashable, Sendable {
  case one(AgentSelector)
  case all
}
