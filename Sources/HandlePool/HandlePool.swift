internal import Dispatch
internal import Platform
package import SessionStore
internal import Synchronization
package import WarrenModel

/// The bounded set of open stores. A store is reached through a lease, and a lease is the scope of a closure that runs whole on the lane of
/// its handle.
///
/// At most one handle a store; what is idle is closed after a while, or when its place is wanted.
package final class HandlePool: Sendable {
  package let configuration: PoolConfiguration
  /// Handles at most, as the limit of open files allows.
  package let cap: Int
  let root: PoolRoot
  let lanes: LaneSet
  let queue = DispatchQueue(label: "warren.pool")
  let state = Mutex(PoolState())
  let watcher: Mutex<GateWatch?> = Mutex(nil)

  package init(root: PoolRoot, configuration: PoolConfiguration) {
    self.root = root
    self.configuration = configuration
    cap = configuration.effectiveCap
    lanes = LaneSet(name: "warren.lane", count: configuration.lanes)
  }

  /// Runs `body` with the open store of `location`, opening it where need be.
  ///
  /// - Throws: what `body` throws; `deleting`, `deleted`, `replaced` by the looks; `too_many_open` when no place comes free in time.
  package func lease<T: Sendable>(_ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T) async throws -> T
  {
    let handle = try await acquire(location)
    let outcome: Result<T, any Error> = await handle.lane.run {
      let outcome = Result { try handle.use(body) }
      // After the request, not inside it.
      if handle.wantsCheckpoint { handle.lane.submit { handle.checkpoint() } }
      return outcome
    }
    release(handle, after: outcome)
    return try outcome.get()
  }

  /// Runs `body` for reading: on the open handle if there is one, else as the configuration says, by a lease or a preview.
  package func read<T: Sendable>(_ location: StoreLocation, _ body: @escaping @Sendable (any SessionBackend) throws -> T) async throws -> T
  {
    guard configuration.readsByPreview || location.foreign != nil else { return try await lease(location, body) }
    return try await preview(location, body)
  }

  /// Appends; requests that wait for the same store share one commit, and each is answered after it.
  package func append(_ request: AppendRequest, to location: StoreLocation) async throws -> [Int64] {
    let handle = try await acquire(location)
    let bytes = request.messages.reduce(0) { $0 + $1.text.utf8.count }
    let outcome: Result<[Int64], any Error>
    do {
      outcome = .success(
        try await withCheckedThrowingContinuation { answer in
          if handle.appends.add(AppendQueue.Entry(request: request, answer: answer, bytes: bytes)) { commitGroups(of: handle) }
        })
    } catch { outcome = .failure(error) }
    release(handle, after: outcome)
    return try outcome.get()
  }

  /// One visit to the lane a group, until nobody waits.
  private func commitGroups(of handle: Handle) {
    let configuration = configuration
    handle.lane.submit {
      let group = handle.appends.next(requests: configuration.groupRequests, bytes: configuration.groupBytes)
      if group.isEmpty { return }
      let outcome = Result { try handle.use { store in try Self.append(group.map(\.request), to: store) } }
      for (index, entry) in group.enumerated() {
        switch outcome {
        case .success(let results): entry.answer.resume(with: results[index].mapError { $0 as any Error })
        case .failure(let error): entry.answer.resume(throwing: error)
        }
      }
      if handle.wantsCheckpoint { handle.checkpoint() }
      self.commitGroups(of: handle)
    }
  }

  private static func append(_ requests: [AppendRequest], to store: any SessionBackend) throws -> [Result<[Int64], WarrenError>] {
    guard requests.count == 1, let request = requests.first else { return try store.append(group: requests) }
    return [.success(try store.append(request))]
  }
}
