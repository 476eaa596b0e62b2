/// What a session is doing.
public enum SessionState: Hashable, Sendable {
  case idle
  /// A turn is under way.
  case running(Turn)
  /// The last turn failed; its id where it is known.
  case error(turnID: String?)

  /// `idle`, `running` or `error`.
  public var name: String {
    switch self {
    case .idle: "idle"
    case .running: "running"
    case .error: "error"
    }
  }
}

/// One turn of a session that is running: which, since when, and the process that does it.
public struct Turn: Hashable, Sendable {
  public let id: String
  public let startedAt: Timestamp?
  public let owner: ProcessIdentity?

  public init(id: String, startedAt: Timestamp?, owner: ProcessIdentity?) {
    self.id = id
    self.startedAt = startedAt
    self.owner = owner
  }
}

/// A process, told apart from a later one with the same number: within one boot, by its start time.
public struct ProcessIdentity: Hashable, Sendable {
  public let pid: Int32
  /// Clock ticks since boot (field 22 of `/proc/<pid>/stat`).
  public let startTime: UInt64
  /// `/proc/sys/kernel/random/boot_id`.
  public let bootID: String

  public init(pid: Int32, startTime: UInt64, bootID: String) {
    self.pid = pid
    self.startTime = startTime
    self.bootID = bootID
  }
}
