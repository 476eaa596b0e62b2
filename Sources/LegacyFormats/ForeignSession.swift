package import WarrenModel

/// One session as another program wrote it, without its messages.
package struct ForeignSession: Hashable, Sendable {
  /// A former generation: a run of the session that a reset, a deletion or a compaction has closed.
  package struct Former: Hashable, Sendable {
    /// Counts from 1, the oldest first.
    package let number: Int
    package let messageCount: Int
    package let createdAt: Timestamp?
    /// `reset`, `deleted`, `bak`, `checkpoint`, or what the database says.
    package let reason: String

    package init(number: Int, messageCount: Int, createdAt: Timestamp?, reason: String) {
      self.number = number
      self.messageCount = messageCount
      self.createdAt = createdAt
      self.reason = reason
    }
  }

  /// Canonical; what Warren's output shows.
  package let key: SessionKey
  /// The key as it was written, where that differs; an alias after an import.
  package let alias: SessionKey?
  package let name: String?
  package let state: SessionState
  package let createdAt: Timestamp?
  package let lastActivity: Timestamp?
  /// Messages of the current generation, as the rules of the format count them.
  package let messageCount: Int
  package let former: [Former]
  package let origin: SessionOrigin
  /// The agent that the store says it belongs to (ZeroClaw's `agent_alias`); nil where it does not say.
  package let owner: [UInt8]?
  /// The entry or row as the bytes of a JSON object, verbatim; nil where there is none.
  package let metadata: [UInt8]?
  /// What the source needs to find its messages again.
  package let locator: [UInt8]

  package init(
    key: SessionKey, alias: SessionKey? = nil, name: String? = nil, state: SessionState = .idle, createdAt: Timestamp?,
    lastActivity: Timestamp?, messageCount: Int, former: [Former] = [], origin: SessionOrigin = .unknown, owner: [UInt8]? = nil,
    metadata: [UInt8]? = nil, locator: [UInt8]
  ) {
    self.key = key
    self.alias = alias
    self.name = name
    self.state = state
    self.createdAt = createdAt
    self.lastActivity = lastActivity
    self.messageCount = messageCount
    self.former = former
    self.origin = origin
    self.owner = owner
    self.metadata = metadata
    self.locator = locator
  }

  /// The number of the current generation.
  package var generation: Int { former.count + 1 }
}
