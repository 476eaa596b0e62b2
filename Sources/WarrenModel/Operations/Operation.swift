/// Something that was done, or is being done, to an agent or its sessions, and that is remembered.
public struct Operation: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Not finished: whoever next takes the lock of the control directory finishes it or takes it back.
    case pending
    case done
    /// Part of it was done.
    case partial
    /// It did not come to pass; nothing is changed.
    case rolledBack = "rolled_back"
    /// It was done, and an undo has reversed it.
    case undone
    /// It was done, and what it kept has been purged: it cannot be undone.
    case purged
    /// What it was about is at neither of its places.
    case lost
  }

  public let id: OperationID
  public let kind: OperationKind
  /// nil while a store speaks of its own operations.
  public let agent: AgentName?
  /// The session, where it is about one.
  public let session: SessionKey?
  /// The new name of a rename, or of a restore under another name.
  public let newName: AgentName?
  public let state: State
  /// The last step that is durable, while it is pending; else where it ended.
  public let step: String?
  public let startedAt: Timestamp
  public let finishedAt: Timestamp?
  /// Until when `undo` can reverse it, as long as nothing newer stands in the way; nil where it cannot.
  public let undoUntil: Timestamp?
  /// What it did, as the bytes of a JSON object; nil without one.
  public let receipt: [UInt8]?

  public init(
    id: OperationID, kind: OperationKind, agent: AgentName? = nil, session: SessionKey? = nil, newName: AgentName? = nil, state: State,
    step: String? = nil, startedAt: Timestamp, finishedAt: Timestamp? = nil, undoUntil: Timestamp? = nil, receipt: [UInt8]? = nil
  ) {
    self.id = id
    self.kind = kind
    self.agent = agent
    self.session = session
    self.newName = newName
    self.state = state
    self.step = step
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.undoUntil = undoUntil
    self.receipt = receipt
  }

  /// The same operation as one of `agent`.
  public func owned(by agent: AgentName) -> Operation {
    Operation(
      id: id, kind: kind, agent: agent, session: session, newName: newName, state: state, step: step, startedAt: startedAt,
      finishedAt: finishedAt, undoUntil: undoUntil, receipt: receipt)
  }

  /// How long what was deleted or reset is kept before a purge takes it without being told more: 30 days, in milliseconds.
  public static let retention: Int64 = 30 * 24 * 3600 * 1000
}

/// One page of operations, the newest first.
public struct OperationPage: Hashable, Sendable {
  public let operations: [Operation]
  /// Whether there are older ones.
  public let hasMore: Bool
  /// Agents whose own operations are missing here, and why.
  public let incomplete: [AgentFailure]

  public init(operations: [Operation], hasMore: Bool, incomplete: [AgentFailure] = []) {
    self.operations = operations
    self.hasMore = hasMore
    self.incomplete = incomplete
  }
}

/// Which operations to list, the newest first.
public struct OperationQuery: Hashable, Sendable {
  /// At most so many; nil for all.
  public let limit: Int?
  /// Only of these kinds; empty for all.
  public let kinds: Set<OperationKind>
  /// Only those that are pending.
  public let unfinished: Bool

  public init(limit: Int? = 50, kinds: Set<OperationKind> = [], unfinished: Bool = false) {
    self.limit = limit
    self.kinds = kinds
    self.unfinished = unfinished
  }
}
