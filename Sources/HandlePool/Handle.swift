internal import Platform
internal import SQLite
internal import SessionStore
internal import Synchronization
internal import WarrenModel

/// One open store with its directory, bound to one lane: everything with it runs there, one thing at a time.
final class Handle: Sendable {
  let location: StoreLocation
  let lane: Lane
  let appends = AppendQueue()
  /// The file of the database; nil for other backends.
  let database: FileIdentity?
  private let directory: AgentDirectory
  /// The number of its watch for a gate; nil where watches have run out (each lease looks anyway).
  let watch: CInt?
  // Used on the lane only, so nobody ever waits for this lock; it is how the compiler knows.
  private let store: Mutex<(any SessionBackend)?>
  private let interrupter: Interrupter?
  private let checkpointAt: Mutex<Int>
  private let checkpointFrames: Int

  /// Opens, on the lane: directory, lock, watch, looks, store — in this order.
  init(_ location: StoreLocation, at root: PoolRoot, on lane: Lane, watching watcher: GateWatch?, _ configuration: PoolConfiguration) throws
  {
    self.location = location
    self.lane = lane
    let directory = try AgentDirectory(location, in: root.descriptor)
    self.directory = directory
    let watch = watcher?.add(directory.descriptor)
    self.watch = watch
    do {
      try directory.look()
      let status = location.backend == .sqlite ? try directory.databaseStatus() : nil
      // Its write-ahead log lies beside the name: through two names there would be two of them.
      if let status, status.links > 1 { throw Gate.shared(location.agent, names: Int(status.links)) }
      database = status?.identity
      let opened = try StoreFactory.open(
        directory: root.path.appending(location.agent.bytes), backend: location.backend, uuid: location.uuid,
        durability: configuration.durability, clock: root.clock)
      interrupter = (opened as? SQLiteStore)?.interrupter
      store = Mutex(opened)
      checkpointFrames = configuration.checkpointFrames
      checkpointAt = Mutex(configuration.checkpointFrames)
    } catch {
      if let watch { watcher?.remove(watch) }
      directory.close()
      throw error
    }
  }

  /// Runs `body` with the store, after the two looks. On the lane.
  func use<T: Sendable>(_ body: @Sendable (any SessionBackend) throws -> T) throws -> T {
    try directory.look()
    return try store.withLock { store in
      guard let store else { throw WarrenError(.closed, "The store has been closed.", subject: location.agent.bytes) }
      return try body(store)
    }
  }

  /// Ends a running statement, from any thread.
  func interrupt() { interrupter?.interrupt() }

  /// Whether the write-ahead log is long enough for a checkpoint. On the lane.
  var wantsCheckpoint: Bool {
    store.withLock { store in
      guard let store = store as? SQLiteStore else { return false }
      return checkpointAt.withLock { store.framesInWAL >= $0 }
    }
  }

  /// Lets the log be overwritten from its start. Where somebody is in the way it is put off until the log has grown further. On the lane.
  func checkpoint() {
    store.withLock { store in
      guard let store = store as? SQLiteStore, checkpointAt.withLock({ store.framesInWAL >= $0 }) else { return }
      let frames = store.framesInWAL
      // A failure shows at the next use of the store; the log is safe as it is.
      let done = (try? store.checkpoint(.restart)) ?? false
      checkpointAt.withLock { $0 = done ? checkpointFrames : frames + checkpointFrames / 4 }
    }
  }

  /// Closes the store strictly, then lets go of watch and directory. On the lane.
  func close(watcher: GateWatch?) throws {
    defer {
      if let watch { watcher?.remove(watch) }
      directory.close()
    }
    try store.withLock { store in
      defer { store = nil }
      try store?.close()
    }
  }
}
