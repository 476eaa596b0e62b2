internal import Dispatch
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
    let deadline = DispatchTime.now() + configuration.placeTimeout
    while true {
      switch step(towards: location) {
      case .use(let handle): return handle
      case .open: return try await open(location)
      case .close(let handle): await finishClosing(handle)
      case .waitForStore: try await wait(for: location, place: false, until: deadline)
      case .waitForPlace: try await wait(for: location, place: true, until: deadline)
      case .refuse(let error): throw error
      }
    }
  }

  private func step(towards location: StoreLocation) -> Step { state.withLock { step(towards: location, &$0) } }

  private func step(towards location: StoreLocation, _ state: inout PoolState) -> Step {
    if state.isShutDown { return .refuse(WarrenError(.closed, "The pool of handles has been closed.", subject: location.agent.bytes)) }
    let store = location.identity
    if state.entries[store]?.lifecycle?.take() == true, let handle = state.entries[store]?.handle { return .use(handle) }
    if let entry = state.entries[store], entry.lifecycle != nil || entry.previews > 0 { return .waitForStore }
    if state.places < cap {
      state.entries[store] = PoolState.Entry(location: location, lifecycle: HandleLifecycle())
      return .open
    }
    guard let oldest = state.oldestIdle, let handle = state.entries[oldest]?.handle else { return .waitForPlace }
    _ = state.entries[oldest]?.lifecycle?.drain()
    return .close(handle)
  }

  /// Opens a handle whose entry this caller has made.
  private func open(_ location: StoreLocation) async throws -> Handle {
    let watcher = startedWatcher()
    let (root, configuration, lane) = (root, configuration, lanes.leastLoaded())
    let opened: Result<Handle, any Error> = await lane.run {
      Result { try Handle(location, at: root, on: lane, watching: watcher, configuration) }
    }
    let woken = state.withLock { state -> [PoolState.Waiter] in
      switch opened {
      case .success(let handle):
        state.entries[location.identity]?.handle = handle
        state.entries[location.identity]?.lifecycle?.opened()
        _ = state.entries[location.identity]?.lifecycle?.take()
        return state.wake(store: location.identity, place: false)
      case .failure:
        state.entries[location.identity]?.lifecycle = nil
        state.tidy(location.identity)
        return state.wake(store: location.identity, place: true)
      }
    }
    for waiter in woken { waiter.wake.resume() }
    return try opened.get()
  }

  /// Ends a lease; what the looks have refused is closed, since its directory is going.
  func release(_ handle: Handle, after outcome: Result<some Any, any Error>) {
    var isGoing = false
    if case .failure(let error as WarrenError) = outcome { isGoing = [.deleting, .deleted, .replaced].contains(error.code) }
    let store = handle.location.identity
    let now = Clocks.monotonicNanoseconds
    let (next, woken) = state.withLock { state -> (HandleLifecycle.Next, [PoolState.Waiter]) in
      guard state.entries[store]?.handle === handle, var lifecycle = state.entries[store]?.lifecycle else { return (.nothing, []) }
      var next = HandleLifecycle.Next.nothing
      if isGoing { _ = lifecycle.drain() }
      next = lifecycle.release()
      state.entries[store]?.lifecycle = lifecycle
      state.entries[store]?.lastUsed = now
      let hasPlaceWaiter = next == .idle && !state.waiters.isEmpty
      return (next, hasPlaceWaiter ? state.wake(store: store, place: true) : [])
    }
    for waiter in woken { waiter.wake.resume() }
    if next == .close { closeSoon(handle) }
    if next == .idle { reapLater() }
  }

  // MARK: Waiting

  private func wait(for location: StoreLocation, place: Bool, until deadline: DispatchTime) async throws {
    let number = state.withLock { state -> Int in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
        let mayGoOn = state.withLock { state -> Bool in
          // What was to be waited for may have come between.
          if canProceed(location, state) { return true }
          state.waiters.append(PoolState.Waiter(number: number, store: place ? nil : location.identity, wake: wake))
          return false
        }
        if mayGoOn || Task.isCancelled {
          if mayGoOn { wake.resume() } else { giveUp(number, CancellationError()) }
        } else {
          let error = WarrenError(
            .tooManyOpen, "No handle came free within \(Int(configuration.placeTimeout)) s; \(cap) are in use.",
            remedy: "Raise the limit of open files or the cap of the pool.", subject: location.agent.bytes)
          queue.asyncAfter(deadline: deadline) { [weak self] in self?.giveUp(number, error) }
        }
      }
    } onCancel: {
      giveUp(number, CancellationError())
    }
  }

  private func canProceed(_ location: StoreLocation, _ state: PoolState) -> Bool {
    if state.isShutDown { return true }
    guard let entry = state.entries[location.identity], entry.lifecycle != nil || entry.previews > 0 else {
      return state.places < cap || state.oldestIdle != nil
    }
    if case .open = entry.lifecycle?.state { return true }
    return false
  }

  private func giveUp(_ number: Int, _ error: any Error) {
    let waiter = state.withLock { state -> PoolState.Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.wake.resume(throwing: error)
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

  private func letGo(ofWatch number: CInt) {
    let handle = state.withLock { state -> Handle? in
      guard let found = state.entries.first(where: { $0.value.handle?.watch == number }) else { return nil }
      return state.entries[found.key]?.lifecycle?.drain() == .close ? found.value.handle : nil
    }
    if let handle { closeSoon(handle) }
  }
}
