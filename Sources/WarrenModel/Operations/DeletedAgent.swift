/// An agent in the trash: what is remembered of it.
public struct DeletedAgent: Hashable, Sendable {
  public let name: AgentName
  /// nil without `.warren.json`.
  public let uuid: String?
  /// The deletion: what `restore`, `purge` and `undo` take.
  public let operation: OperationID
  public let directory: RawPath
  public let backend: String?
  public let sessions: Int?
  public let messages: Int?
  /// Bytes on disk when it was deleted.
  public let bytes: Int64
  public let deletedAt: Timestamp
  /// When a purge takes it without being told more.
  public let undoUntil: Timestamp
  /// Whether it is still whole; false once a purge has begun.
  public let isRestorable: Bool

  public init(
    name: AgentName, uuid: String?, operation: OperationID, directory: RawPath, backend: String?, sessions: Int?, messages: Int?,
    bytes: Int64, deletedAt: Timestamp, undoUntil: Timestamp, isRestorable: Bool
  ) {
    self.name = name
    self.uuid = uuid
    self.operation = operation
    self.directory = directory
    self.backend = backend
    self.sessions = sessions
    self.messages = messages
    self.bytes = bytes
    self.deletedAt = deletedAt
    self.undoUntil = undoUntil
    self.isRestorable = isRestorable
  }
}

/// Which deleted agents a purge is about.
public struct PurgeChoice: Hashable, Sendable {
  /// Exact names or ids of deletions; empty for all. A name means every deletion of it.
  public let words: [[UInt8]]
  /// Only those deleted before; nil for all that `words` name.
  public let deletedBefore: Timestamp?

  public init(words: [[UInt8]] = [], deletedBefore: Timestamp?) {
    self.words = words
    self.deletedBefore = deletedBefore
  }
}
