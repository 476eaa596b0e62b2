internal import WarrenModel

/// What `.deleted/<operation>/operation.json` says of an operation, and `.deleted/pending.json` while it is being done.
struct OperationRecord {
  /// What is done to the files; each is one that can be gone on with after a crash.
  enum Action: String {
    /// Files of sessions go below `.deleted`.
    case delete
    /// They come back from there.
    case bringBack = "bring_back"
    /// The current files become former generations.
    case reset
    /// The last former generations become the current files again.
    case reopen
    /// One former generation becomes the current file, which is kept as a former one.
    case restore
    /// The same the other way round.
    case unrestore
    /// Files below `.deleted` are removed.
    case purge
  }

  /// A session that it is about.
  struct Subject {
    let stem: [UInt8]
    /// The generation that is closed, or opened again.
    var generation = 0
    /// The former generation whose messages become the current ones.
    var from: Int?
    /// The largest id that was given before.
    var lastID: Int64 = 0
    /// The operation that had changed the session before this one.
    var before: OperationID?
    /// Which session it is, where others of its key come and go.
    var createdAt: Timestamp?
    var inode: UInt64 = 0
  }

  /// An operation whose state this one changes.
  struct Mark {
    let id: OperationID
    let state: Operation.State
  }

  /// Files below `.deleted` that are removed.
  struct Target {
    /// The deletion in whose directory they lie.
    let id: OperationID
    /// nil for all that lie there.
    let stem: [UInt8]?
  }

  let id: OperationID
  let kind: OperationKind
  let action: Action
  /// Whether what it would keep is removed.
  var isPurge = false
  /// Whether an undo can reverse it.
  var isUndoable = true
  var state = Operation.State.pending
  var startedAt: Timestamp
  var finishedAt: Timestamp?
  var subjects: [Subject] = []
  /// The deletion from which sessions come back, or to which they return.
  var deletion: OperationID?
  var marks: [Mark] = []
  var targets: [Target] = []
  /// The bytes of a JSON object.
  var receipt: [UInt8] = []

  /// As it is shown.
  var operation: Operation {
    let end = finishedAt ?? startedAt
    let only = subjects.count == 1 && kind != .agentReset ? subjects.first : nil
    return Operation(
      id: id, kind: kind, session: only.flatMap { try? SessionKey(bytes: SessionStem.key(of: $0.stem)) }, state: state,
      startedAt: startedAt, finishedAt: finishedAt,
      undoUntil: state == .done && isUndoable ? end.advanced(byMilliseconds: Operation.retention) : nil,
      receipt: receipt.isEmpty ? nil : receipt)
  }
}
