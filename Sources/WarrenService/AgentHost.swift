internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
internal import Synchronization
public import WarrenModel

/// The agents of one state root, served in this process: the way in for programs that embed Warren.
///
/// A host opens databases as they are asked for and closes those that are idle. Several hosts and processes may work on one root at once.
public final class AgentHost: AgentOperations {
  /// The settings of a host.
  public struct Configuration: Sendable {
    /// Open handles at most; lowered to what the limit of open files allows.
    public var handleCap = PoolConfiguration().cap
    /// Seconds after which an unused handle is closed.
    public var idleTimeout = PoolConfiguration().idleTimeout
    /// Whether a commit survives loss of power; without it, it survives a crash of the process.
    public var survivesPowerLoss = true
    /// Whether reads leave no trace where no handle is open; else they open one, which makes the next read cheap.
    public var readsByPreview = false
    /// How new agents keep their sessions.
    public var backend = Backend.sqlite
    /// Where the time of day comes from.
    public var clock = WallClock { Timestamp(milliseconds: Clocks.realtimeMilliseconds) }

    public init() {}

    var pool: PoolConfiguration {
      var pool = PoolConfiguration()
      pool.cap = handleCap
      pool.idleTimeout = idleTimeout
      pool.durability = survivesPowerLoss ? .full : .normal
      pool.readsByPreview = readsByPreview
      return pool
    }
  }

  let configuration: Configuration
  let path: FilePath
  /// For calls that block and belong to no handle.
  let lanes = LaneSet(name: "warren.host", count: 4)
  /// For what needs the lock of the control directory, and waits for it.
  let controlLane = Lane(name: "warren.control")
  /// Who has that lock next in this process.
  let turn = ControlTurn()
  /// For first writes into directories that others have made: one at a time, rather than many that build the same.
  let adoptionLane = Lane(name: "warren.adoption")
  /// Opened at the first use after the root has come to be.
  private let opened: Mutex<OpenRoot?> = Mutex(nil)
  /// Where agents were found; the looks of each lease tell when that is no longer so.
  let found = LocationCache()

  /// Takes a state root, which need not exist before `initialize` or the first `createAgent`. Opens nothing yet.
  /// - Parameter root: the path as bytes.
  public init(root: [UInt8], configuration: Configuration = Configuration()) throws(WarrenError) {
    do throws(SystemError) { path = try FilePath(bytes: root) } catch {
      throw WarrenError(.inputInvalid, "The path of the state root holds a NUL byte.", subject: root)
    }
    self.configuration = configuration
  }

  /// The same for text.
  public convenience init(root: String, configuration: Configuration = Configuration()) throws(WarrenError) {
    try self.init(root: Array(root.utf8), configuration: configuration)
  }

  /// Ends all use: running calls finish, handles are closed. Later calls throw `closed` or open anew.
  public func close() async {
    let open = opened.withLock { opened -> OpenRoot? in
      defer { opened = nil }
      return opened
    }
    await open?.pool.withLock { $0 }?.shutDown()
  }

  /// The root with its pool.
  func root() async throws -> OpenRoot {
    if let open = opened.withLock({ $0 }) { return open }
    let (path, configuration) = (path, configuration)
    let made = try await lanes.run { () throws(WarrenError) in OpenRoot(root: try StateRoot(path: path), configuration: configuration) }
    return opened.withLock { opened in
      if let opened { return opened }
      opened = made
      return made
    }
  }

  /// The pool; nil before there is an agent.
  func openPool() throws -> HandlePool? { try opened.withLock { $0 }?.agentsPool() }

  /// The pool of a root that has agents.
  func openRootPool() async throws -> HandlePool { try await root().agentsPool() }

  // MARK: Roots and agents

  public func initialize(adoptingForeign: Bool) async throws -> RootStatus {
    let path = path
    try await controlLane.run { () throws(WarrenError) in _ = try ControlDirectory.initialize(path, adoptingForeign: adoptingForeign) }
    return try await agents()
  }

  public func createAgent(_ name: AgentName, backend: Backend?) async throws -> AgentSummary {
    let (path, clock, kind) = (path, configuration.clock, backend ?? configuration.backend)
    let root = try await controlLane.run { () throws(WarrenError) in
      do throws(WarrenError) { return try StateRoot(path: path) } catch {
        guard error.code == .rootMissing else { throw error }
        return try ControlDirectory.initialize(path)
      }
    }
    // Asked before the lock is waited for: whoever holds it may be at work on that very agent.
    if let refusal = await lanes.run({ ControlHistory(root).refusal(of: name) }) { throw refusal }
    try await lanes.run { () throws(WarrenError) in try AgentCreator.refuse(name, backend: kind, in: root) }
    let made = try await withControl(of: root, .creating, wait: Self.lockWait) { lock in
      try await controlLane.run { () throws(WarrenError) in
        try AgentCreator(root: root, owner: .creating, clock: clock).create(name, backend: kind, under: lock)
      }
    }
    return made.summary(in: root)
  }
}

extension LockOwner {
  /// What the holder of the lock of the control directory says of itself.
  static let creating = LockOwner(command: "warren agents create")
  static let adopting = LockOwner(command: "warren, adopting a directory")
}
