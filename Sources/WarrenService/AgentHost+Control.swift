internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import WarrenModel

/// What needs the lock of the control directory.
extension AgentHost {
  /// Runs the body with the lock, whose taking settles what a crash has left.
  /// - Parameter wait: seconds to wait for it.
  func withControl<T: Sendable>(
    _ owner: LockOwner, wait: Double = AgentHost.lockWait, _ body: (StateRoot, ControlLock) async throws -> T
  ) async throws -> T {
    let root = try await managedRoot()
    return try await withControl(of: root, owner, wait: wait) { try await body(root, $0) }
  }

  /// The same where the root may not be managed yet.
  func withControl<T: Sendable>(
    of root: StateRoot, _ owner: LockOwner, wait: Double, _ body: (ControlLock) async throws -> T
  ) async throws -> T {
    let wait = Clocks.bounded(wait)
    let deadline = Deadline(after: wait)
    guard await turn.take(wait: wait) else {
      throw WarrenError(
        .busy, "The state root is being changed by this process.", remedy: "Try again when it is done.", subject: root.path.bytes)
    }
    defer { turn.give() }
    let clock = configuration.clock
    let lock = try await controlLane.run { () throws(WarrenError) in
      try ControlLock(root: root, owner: owner, clock: clock, wait: Int(deadline.left * 1000))
    }
    do {
      let result = try await body(lock)
      await controlLane.run { lock.release() }
      return result
    } catch {
      await controlLane.run { lock.release() }
      throw error
    }
  }

  /// What carries agents from one place to another.
  func mover(_ root: StateRoot) async throws -> AgentMover {
    let pool = try await lanes.run { try self.openPool() }
    return AgentMover(root: root, pool: pool, lanes: lanes, clock: configuration.clock)
  }

  /// Seconds to wait for the lock where the caller does not say.
  static let lockWait: Double = 5
}

extension LockOwner {
  static let deleting = LockOwner(command: "warren agents delete")
  static let renaming = LockOwner(command: "warren agents rename")
  static let restoring = LockOwner(command: "warren agents restore")
  static let purging = LockOwner(command: "warren agents purge")
  static let recovering = LockOwner(command: "warren operations recover")
}
