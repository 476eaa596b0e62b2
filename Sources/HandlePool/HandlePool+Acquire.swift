internal import Platform
internal import SessionStore
internal import Synchronization
internal import WarrenModel

extension HandlePool {
  private enum Step {
    case use(Handle)
    case open
    case close(Handle)
    case waitForStore, waitForPlace
    case refuse(WarrenError)
  }

  /// A handle with one lease on it.
  func acquire(_ location: StoreLocation) async throws -> Handle {
    if location.foreign != nil { throw Gate.foreign(location.agent) }
    let deadline = self.deadline
    var wake = PoolState.Wake.store
    while true {
      let next = state.withLock { step(towards: location, &$0) }
      // Who was woken for a place and goes another way leaves the place to the next.
      switch next {
      case .use, .waitForStore, .refuse: if wake == .place { offerPlace() }
      case .open, .close, .waitForPlace: break
      }
      switch next {
      case .use(let handle): return handle
      case .open: return try await open(location)
      case .close(let handle):
        await finishClosing(handle)
        wake = .store
      case .waitForStore: wake = try await wait(for: location, place: false, until: deadline)
      case .waitForPlace: wake = try await wait(for: location, place: true, until: deadline)
      case .refuse(let error): throw error
      }
    }
  }

  private func step(towards location: StoreLocation, _ state: inout PoolState) -> Step {
    if state.isShutDown { return .refuse(Self.closed(location)) }
    let store = location.identity
    if let entry = state.entries[store] {
      // It is being drained: by a deletion, since a pool that shuts down has been asked above.
      if entry.isUnwanted { return .refuse(Gate.deleting(location.agent)) }
      if state.entries[store]?.lifecycle?.take() == true, let handle = entry.handle { return .use(handle) }
      if entry.lifecycle != nil || entry.previews > 0 { return .waitForStore }
    }
    if state.places < cap {
      state.entries[store] = PoolState.Entry(location: location, lifecycle: HandleLifecycle())
      return .open
    }
    guard let oldest = state.oldestIdle, let handle = state.entries[oldest]?.handle else { return .waitForPlace }
    _ = state.entries[oldest]?.lifecycle?.drain()
    return .close(handle)
  }

  static func closed(_ location: StoreLocation) -> WarrenError {
    WarrenError(.closed, "The pool of handles has been closed.", subject: location.agent.bytes)
  }

  /// Opens a handle whose entry this caller has made.
  private func open(_ location: StoreLocation) async throws -> Handle {
    let watcher = startedWatcher()
    let (root, configuration, lane) = (root, configuration, lanes.leastLoaded())
    let opened: Result<Handle, any Error> = await lane.run {
      Result { try Handle(location, at: root, on: lane, watching: watcher, configuration) }
    }
    switch opened {
    case .success(let handle): return try await started(handle, location)
    case .failure(let error):
      let (waiting, drained) = state.withLock { state -> ([PoolState.Waiter], [PoolState.DrainWaiter]) in
        state.entries[location.identity]?.lifecycle = nil
        let drained = state.tidy(location.identity)
        return (state.waiters(for: location.identity), drained)
      }
      // They asked for the same at the same time: the same answer.
      for waiter in waiting { waiter.wake.resume(throwing: error) }
      for waiter in drained { waiter.done.resume(returning: true) }
      offerPlace()
      throw error
    }
  }

  private func started(_ handle: Handle, _ location: StoreLocation) async throws -> Handle {
    let store = location.identity
    let (isWanted, waiting) = state.withLock { state -> (Bool, [PoolState.Waiter]) in
      state.entries[store]?.handle = handle
      state.entries[store]?.lifecycle?.opened()
      let isWanted = !state.isShutDown && state.entries[store]?.isUnwanted != true
      _ = isWanted ? state.entries[store]?.lifecycle?.take() : state.entries[store]?.lifecycle?.drain() == .close
      return (isWanted, isWanted ? state.waiters(for: store) : [])
    }
    for waiter in waiting { waiter.wake.resume(returning: .store) }
    if isWanted { return handle }
    await finishClosing(handle)
    throw state.withLock { $0.isShutDown } ? Self.closed(location) : Gate.deleting(location.agent)
  }

  /// Ends a lease; what the looks have refused is closed, since its directory is going.
  func release(_ handle: Handle, after outcome: Result<some Any, any Error>) {
    var isGoing = false
    if case .failure(let error as WarrenError) = outcome { isGoing = [.deleting, .deleted, .replaced].contains(error.code) }
    let store = handle.location.identity
    let now = Clocks.monotonicNanoseconds
    let (next, woken) = state.withLock { state -> (HandleLifecycle.Next, PoolState.Waiter?) in
      guard state.entries[store]?.handle === handle, var lifecycle = state.entries[store]?.lifecycle else { return (.nothing, nil) }
      if isGoing { _ = lifecycle.drain() }
      let next = lifecycle.release()
      state.entries[store]?.lifecycle = lifecycle
      state.entries[store]?.lastUsed = now
      return (next, next == .idle ? state.placeWaiter(cap: cap) : nil)
    }
    woken?.wake.resume(returning: .place)
    if next == .close { closeSoon(handle) }
    if next == .idle { reapLater() }
  }

  /// Wakes the first who waits for a place, where there is one.
  func offerPlace() {
    let woken = state.withLock { $0.placeWaiter(cap: cap) }
    woken?.wake.resume(returning: .place)
  }

  // MARK: Watching

  private func startedWatcher() -> GateWatch? {
    watcher.withLock { watcher in
      if let watcher { return watcher }
      // Without inotify each lease still looks; only idle handles are let go later.
      watcher = try? GateWatch { [weak self] number in self?.letGo(ofWatch: number) }
      return watcher
    }
  }

  private func letGo(ofWatch number: CInt?) {
    guard let number else { return letGoOfIdle() }
    let handle = state.withLock { state -> Handle? in
      guard let found = state.entries.first(where: { $0.value.handle?.watch == number }) else { return nil }
      return state.entries[found.key]?.lifecycle?.drain() == .close ? found.value.handle : nil
    }
    if let handle { closeSoon(handle) }
  }

  /// Whoever wants one of them opens it again, and looks.
  private func letGoOfIdle() {
    let idle = state.withLock { state -> [Handle] in
      state.entries.compactMap { store, entry in
        entry.lifecycle?.isIdle == true && state.entries[store]?.lifecycle?.drain() == .close ? entry.handle : nil
      }
    }
    for handle in idle { closeSoon(handle) }
  }
}
