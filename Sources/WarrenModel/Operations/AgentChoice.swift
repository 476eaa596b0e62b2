/// Which agents a verb that destroys is about: those that are named, those that a pattern finds, or both; each once.
public struct AgentChoice: Hashable, Sendable {
  /// Exact names or uuids; a label is only offered.
  public let selectors: [AgentSelector]
  /// A shell pattern (`*`, `?`, `[…]`) over whole names, as bytes; nil for none.
  public let pattern: [UInt8]?
  /// Of those that the pattern finds, only agents without any activity since then.
  public let idleSince: Timestamp?

  public init(_ selectors: [AgentSelector] = [], pattern: [UInt8]? = nil, idleSince: Timestamp? = nil) {
    self.selectors = selectors
    self.pattern = pattern
    self.idleSince = idleSince
  }
}
