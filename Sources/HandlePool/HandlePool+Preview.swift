internal import Platform
package import SessionStore
internal import Synchronization
internal import WarrenModel

extension HandlePool {
  private enum Reading {
    case lease, preview, wait
    case refuse(WarrenError)
  }

  /// Reads without leaving a trace; an open handle of ours is used instead. Opening the store waits for previews that run, and previews wait
  /// behind whoever waits to open it.
  package func preview<T: Sendable>(
    _ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T
  ) async throws -> T {
    let deadline = self.deadline
    var mayStart = false
    while true {
      let behind = !mayStart
      switch state.withLock({ reading(of: location, &$0, behindWaiters: behind) }) {
      case .lease: return try await lease(location, body)
      case .refuse(let error): throw error
      case .wait:
        _ = try await wait(for: location, place: false, until: deadline)
        mayStart = true
      case .preview: return try await runPreview(location, body)
      }
    }
  }

  private func reading(of location: StoreLocation, _ state: inout PoolState, behindWaiters: Bool) -> Reading {
    if state.isShutDown { return .refuse(Self.closed(location)) }
    let store = location.identity
    let entry = state.entries[store]
    if entry?.isUnwanted == true { return .refuse(Gate.deleting(location.agent)) }
    switch entry?.lifecycle?.state {
    case .open, .opening: return .lease
    case .draining, .closing: return .wait
    case .closed, nil: break
    }
    if behindWaiters, (entry?.previews ?? 0) > 0, state.isWaitedFor(store) { return .wait }
    state.entries[store, default: PoolState.Entry(location: location)].previews += 1
    return .preview
  }

  private func runPreview<T: Sendable>(
    _ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T
  ) async throws -> T {
    let outcome: Result<T, any Error> = await lanes.run { [self] in
      Result {
        let directory = try AgentDirectory(location, in: root.descriptor)
        defer { directory.close() }
        try directory.look()
        try refuseWhereOpen(directory, location)
        if let parts = location.foreign { return try visit(parts, location, directory, body) }
        return try StoreFactory.preview(
          directory: root.path.appending(location.agent.bytes), backend: location.backend, uuid: location.uuid, clock: root.clock, body)
      }
    }
    let (waiting, drained) = state.withLock { state -> ([PoolState.Waiter], [PoolState.DrainWaiter]) in
      state.entries[location.identity]?.previews -= 1
      let drained = state.tidy(location.identity)
      return (state.entries[location.identity] == nil ? state.waiters(for: location.identity) : [], drained)
    }
    for waiter in waiting { waiter.wake.resume(returning: .store) }
    for waiter in drained { waiter.done.resume(returning: true) }
    return try outcome.get()
  }

  private func visit<T: Sendable>(
    _ parts: ForeignParts, _ location: StoreLocation, _ directory: AgentDirectory, _ body: @Sendable (any SessionBackend) throws -> T
  ) throws -> T {
    let path = try root.path.appending(location.agent.bytes)
    return try ForeignVisit.previewing(parts.databases, in: path) { connections in
      let store = try root.foreign(
        ForeignVisit(
          agent: location.agent, parts: parts, directory: directory.descriptor, path: path, connections: connections, clock: root.clock))
      return try body(store)
    }
  }

  /// A database with several names that this process has open under another one is not opened a second time: closing that would drop the
  /// locks of the first.
  private func refuseWhereOpen(_ directory: AgentDirectory, _ location: StoreLocation) throws {
    guard location.backend == .sqlite, let status = try directory.databaseStatus(), status.links > 1 else { return }
    let isOpen = state.withLock { $0.entries.values.contains { $0.handle?.database == status.identity } }
    if isOpen { throw Gate.shared(location.agent, names: Int(status.links)) }
  }
}
