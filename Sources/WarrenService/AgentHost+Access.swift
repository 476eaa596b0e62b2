internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
internal import WarrenModel

/// How calls get to a store: for reading by the pool's way of reading, for writing by a lease on a native store of a managed root.
extension AgentHost {
  /// An answer and the agent's exact name.
  typealias Owned<T> = (owner: AgentName, value: T)

  func reading<T: Sendable>(_ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T) async throws -> T {
    let open = try await root()
    let pool = try open.agentsPool()
    // In a root that is not ours nothing is ever opened for writing.
    return open.root.isManaged ? try await pool.read(location, body) : try await pool.preview(location, body)
  }

  /// Reads the store of one agent. An agent without a store answers as an empty one.
  func reading<T: Sendable>(
    _ selector: AgentSelector, _ body: @escaping @Sendable (any SessionBackend) throws -> T
  ) async throws -> Owned<T> {
    if let known = found[selector] {
      do { return (known.agent, try await reading(known, body)) } catch { try await retry(selector, known, error) }
    }
    let agent = try await resolve(selector)
    let place = try await place(of: agent)
    // Of several stores of another program the others can be read.
    if let error = agent.error, place?.foreign == nil { throw error }
    guard !agent.stores.isEmpty, let location = place else {
      let clock = configuration.clock
      return (agent.name, try await lanes.run { try body(SQLiteStore(emptyWith: clock)) })
    }
    let value = try await reading(location, body)
    // What lies there of another program may change its kind at any time.
    if location.foreign == nil, !agent.mayBeShared { found.remember(selector, location) }
    return (agent.name, value)
  }

  /// Where the sessions of an agent are: one of several names of a store is always the same.
  func place(of agent: FoundAgent) async throws -> StoreLocation? {
    agent.mayBeShared ? try await scan().1.location(of: agent) : agent.location
  }

  /// Where the store of an agent may be written; an agent that Warren has not written to before is adopted.
  func writable(_ selector: AgentSelector) async throws -> StoreLocation {
    let root = try await root().root
    let agent = try await resolve(selector)
    guard root.isManaged else {
      throw RegistryErrors.foreignRoot(root.path)
    }
    if let error = agent.error { throw error }
    if agent.isGated { throw Gate.deleting(agent.name) }
    if agent.isForeign { throw RegistryErrors.foreignStore(agent.name) }
    if let store = agent.primaryStore, store.kind == .native, store.status.links > 1 {
      throw Gate.shared(agent.name, names: Int(store.status.links))
    }
    let (clock, backend) = (configuration.clock, configuration.backend)
    var location = agent.location
    if agent.manifest == nil || agent.stores.isEmpty {
      location = try await adoptionLane.run { () throws(WarrenError) in
        try AgentCreator(root: root, owner: .adopting, clock: clock).adopt(agent, preferred: backend).location
      }
    }
    guard let location else { throw RegistryErrors.foreignStore(agent.name) }
    found.remember(selector, location)
    return location
  }

  /// Runs a write; one that meets the gate of an operation whose process has died settles that operation first, and is tried again.
  func writing<T: Sendable>(
    _ selector: AgentSelector, _ body: (HandlePool, StoreLocation) async throws -> T
  ) async throws -> Owned<T> {
    do { return try await writingOnce(selector, body) } catch let error as WarrenError where error.code == .deleting {
      let root = try await root().root
      guard await lanes.run({ ControlHistory(root).isAbandoned(selector.bytes) }) else { throw error }
      try await withControl(of: root, .recovering, wait: Self.lockWait) { _ in }
      return try await writingOnce(selector, body)
    }
  }

  /// A location that is no longer right is looked up again, once.
  private func writingOnce<T: Sendable>(
    _ selector: AgentSelector, _ body: (HandlePool, StoreLocation) async throws -> T
  ) async throws -> Owned<T> {
    let pool: HandlePool
    if let known = found[selector], known.uuid != nil {
      pool = try await root().agentsPool()
      do { return (known.agent, try await body(pool, known)) } catch { try await retry(selector, known, error) }
    }
    let location = try await writable(selector)
    return (location.agent, try await body(try await root().agentsPool(), location))
  }

  /// Passes where looking again may help: nothing has been done then, and the agent is still the one that was meant.
  /// - Throws: `deleted` where it is gone, also where another agent has got its name since: what was meant for the one is not for the other.
  private func retry(_ selector: AgentSelector, _ known: StoreLocation, _ error: any Error) async throws {
    guard let error = error as? WarrenError, [.deleted, .replaced, .uuidMismatch].contains(error.code) else { throw error }
    found.forget(selector)
    let agent = try await resolve(selector)
    if agent.uuid != known.uuid { throw error.code == .uuidMismatch ? error : Gate.deleted(known.agent) }
  }
}
