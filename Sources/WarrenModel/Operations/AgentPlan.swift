/// What deleting or renaming an agent would do, as it looked when the plan was made. Carrying it out refuses where that has changed.
public struct AgentPlan: Hashable, Sendable {
  /// A process that has something of the agent open.
  public struct Holder: Hashable, Sendable {
    /// nil where the system does not tell.
    public let pid: Int32?
    /// The kernel's name of the program; nil where the system does not tell.
    public let command: String?

    public init(pid: Int32?, command: String?) {
      self.pid = pid
      self.command = command
    }
  }

  /// `agent_delete` or `agent_rename`.
  public let kind: OperationKind
  public let agent: AgentName
  /// nil without `.warren.json`.
  public let uuid: String?
  public let directory: RawPath
  /// Device and inode of the directory: which one it must still be.
  public let device: UInt64
  public let inode: UInt64
  /// Other paths below the root that lead to it or to its store.
  public let alsoKnownAs: [RawPath]
  /// Where it goes: the trash, or the new name. `*` stands for the id of the operation.
  public let destination: RawPath
  public let newName: AgentName?
  public let backend: String?
  public let files: Int
  /// Bytes on disk.
  public let bytes: Int64
  /// nil where the store could not be read.
  public let sessions: Int?
  /// nil where the store could not be read.
  public let messages: Int?
  public let lastActivity: Timestamp?
  /// Sessions with a running turn.
  public let running: [SessionKey]
  /// Who has it open now, this process left out. They need not be in the way: Warren's own let go by themselves.
  public let holders: [Holder]
  /// Whether processes may be hidden from this one, so that `holders` may lack some.
  public let holdersMayBeHidden: Bool
  /// What refuses it now; `running` gives way to `force`, the others do not.
  public let blocks: [WarrenError]
  /// What is odd about it and refuses nothing, such as a store that cannot be read.
  public let findings: [Finding]

  public init(
    kind: OperationKind, agent: AgentName, uuid: String?, directory: RawPath, device: UInt64, inode: UInt64, alsoKnownAs: [RawPath],
    destination: RawPath, newName: AgentName?, backend: String?, files: Int, bytes: Int64, sessions: Int?, messages: Int?,
    lastActivity: Timestamp?, running: [SessionKey], holders: [Holder], holdersMayBeHidden: Bool, blocks: [WarrenError],
    findings: [Finding]
  ) {
    self.kind = kind
    self.agent = agent
    self.uuid = uuid
    self.directory = directory
    self.device = device
    self.inode = inode
    self.alsoKnownAs = alsoKnownAs
    self.destination = destination
    self.newName = newName
    self.backend = backend
    self.files = files
    self.bytes = bytes
    self.sessions = sessions
    self.messages = messages
    self.lastActivity = lastActivity
    self.running = running
    self.holders = holders
    self.holdersMayBeHidden = holdersMayBeHidden
    self.blocks = blocks
    self.findings = findings
  }
}

extension AgentPlan {
  /// What refuses it, as things are; a running turn gives way to force.
  package func blocks(force: Bool) -> [WarrenError] { blocks.filter { !(force && $0.code == .running) } }

  /// What waiting and recovery cannot lift.
  package func refusal(force: Bool) -> WarrenError? {
    blocks(force: force).first { $0.code != .busy && $0.code != .deleting }
  }
}

/// Plans for several agents, and those for which none could be made.
public struct AgentPlans: Hashable, Sendable {
  /// Ordered by the bytes of the agents' names.
  public let plans: [AgentPlan]
  public let failures: [AgentFailure]

  public init(plans: [AgentPlan], failures: [AgentFailure] = []) {
    self.plans = plans
    self.failures = failures
  }
}

/// How to carry out a plan.
public struct AgentChange: Hashable, Sendable {
  /// Also where turns are running. It overrides nothing else.
  public let force: Bool
  /// Seconds to wait for those who have the agent open, and for the lock of the control directory.
  public let wait: Double
  /// Purge at once what was deleted, so that it cannot be brought back.
  public let purge: Bool

  public init(force: Bool = false, wait: Double = 60, purge: Bool = false) {
    self.force = force
    self.wait = wait
    self.purge = purge
  }
}

/// What came of one agent when several were worked on.
public struct AgentOutcome: Hashable, Sendable {
  public let agent: AgentName
  /// The operation, where it was done.
  public let operation: Operation?
  /// The purge that went with it.
  public let purge: Operation?
  /// Why it was not done, or not all of it.
  public let error: WarrenError?

  public init(agent: AgentName, operation: Operation?, purge: Operation? = nil, error: WarrenError? = nil) {
    self.agent = agent
    self.operation = operation
    self.purge = purge
    self.error = error
  }
}
