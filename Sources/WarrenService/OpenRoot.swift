internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import Synchronization
internal import WarrenModel

/// A state root that is there, and the pool over its agents.
final class OpenRoot: Sendable {
  let root: StateRoot
  let pool: Mutex<HandlePool?> = Mutex(nil)
  private let configuration: AgentHost.Configuration

  init(root: StateRoot, configuration: AgentHost.Configuration) {
    self.root = root
    self.configuration = configuration
  }

  /// The pool; made at the first use after the directory of the agents has come to be.
  func agentsPool() throws(WarrenError) -> HandlePool {
    if let made = pool.withLock({ $0 }) { return made }
    guard let place = try root.poolRoot(clock: configuration.clock) else {
      throw WarrenError(
        .rootMissing, "The state root has no agents yet.", remedy: "Make one with \"warren agents create\".", subject: root.path.bytes)
    }
    return pool.withLock { pool in
      if let pool { return pool }
      let made = HandlePool(root: place, configuration: configuration.pool)
      pool = made
      return made
    }
  }
}
