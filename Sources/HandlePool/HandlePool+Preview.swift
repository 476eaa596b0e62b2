internal import Platform
package import SessionStore
internal import Synchronization
internal import WarrenModel

extension HandlePool {
  private enum Reading {
    case lease, preview
  }

  /// Reads without leaving a trace; an open handle of ours is used instead. Opening the store waits for previews that run.
  package func preview<T: Sendable>(
    _ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T
  ) async throws -> T {
    let reading = state.withLock { state -> Reading in
      if state.entries[location.identity]?.lifecycle != nil { return .lease }
      state.entries[location.identity, default: PoolState.Entry(location: location)].previews += 1
      return .preview
    }
    if reading == .lease { return try await lease(location, body) }
    let root = root
    let outcome: Result<T, any Error> = await lanes.run {
      Result {
        let directory = try AgentDirectory(location, in: root.descriptor)
        defer { directory.close() }
        try directory.look()
        return try StoreFactory.preview(
          directory: root.path.appending(location.agent.bytes), backend: location.backend, uuid: location.uuid, clock: root.clock, body)
      }
    }
    let woken = state.withLock { state -> [PoolState.Waiter] in
      state.entries[location.identity]?.previews -= 1
      state.tidy(location.identity)
      return state.wake(store: location.identity, place: false)
    }
    for waiter in woken { waiter.wake.resume() }
    return try outcome.get()
  }
}
