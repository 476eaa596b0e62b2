internal import Dispatch
internal import Platform
internal import SessionStore
internal import Synchronization
internal import WarrenModel

extension HandlePool {
  /// Closes a handle whose lifecycle says that this caller does it, and waits.
  func finishClosing(_ handle: Handle) async {
    let watcher = watcher.withLock { $0 }
    // A failure to close leaves the file to the last reference; the proof of a deletion sees it.
    await handle.lane.run { try? handle.close(watcher: watcher) }
    closed(handle)
  }

  /// The same without waiting.
  func closeSoon(_ handle: Handle) {
    let watcher = watcher.withLock { $0 }
    handle.lane.submit {
      try? handle.close(watcher: watcher)
      self.closed(handle)
    }
  }

  private func closed(_ handle: Handle) {
    let store = handle.location.identity
    let woken = state.withLock { state -> [PoolState.Waiter] in
      state.entries[store]?.lifecycle?.closed()
      state.entries[store]?.lifecycle = nil
      state.entries[store]?.handle = nil
      state.tidy(store)
      return state.wake(store: store, place: true)
    }
    for waiter in woken { waiter.wake.resume() }
  }

  /// Lets a store go: no new lease, running ones finish or are interrupted after a while, the handle is closed.
  /// - Parameter patience: seconds until running leases are interrupted.
  package func drain(_ location: StoreLocation, patience: Double) async {
    let store = location.identity
    let (handle, mayClose) = state.withLock { state -> (Handle?, Bool) in
      guard let handle = state.entries[store]?.handle else { return (nil, false) }
      return (handle, state.entries[store]?.lifecycle?.drain() == .close)
    }
    guard let handle else { return }
    if mayClose { return await finishClosing(handle) }
    queue.asyncAfter(deadline: .now() + patience) { [weak self] in
      if self?.state.withLock({ $0.entries[store]?.handle === handle }) ?? false { handle.interrupt() }
    }
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      whenClosed(handle, done)
    }
  }

  /// Looks again at each visit of the lane: leases and the close run there.
  private func whenClosed(_ handle: Handle, _ done: CheckedContinuation<Void, Never>) {
    let isOpen = state.withLock { $0.entries[handle.location.identity]?.handle === handle }
    guard isOpen else { return done.resume() }
    queue.asyncAfter(deadline: .now() + 0.002) { self.whenClosed(handle, done) }
  }

  /// Refuses new leases, waits for the running ones (interrupted after `patience` seconds) and closes everything.
  package func shutDown(patience: Double = 10) async {
    let locations = state.withLock { state -> [StoreLocation] in
      state.isShutDown = true
      return state.entries.values.filter { $0.handle != nil }.map(\.location)
    }
    let waiting = state.withLock { state -> [PoolState.Waiter] in
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiting { waiter.wake.resume() }
    await withTaskGroup(of: Void.self) { group in
      for location in locations { group.addTask { await self.drain(location, patience: patience) } }
    }
    watcher.withLock {
      $0?.stop()
      $0 = nil
    }
  }

  // MARK: Idle handles

  /// One timer for the whole pool, and only while a handle is idle.
  func reapLater() {
    let start = state.withLock { state -> Bool in
      defer { state.isReaping = true }
      return !state.isReaping && !state.isShutDown
    }
    if start { scheduleReaping(after: configuration.idleTimeout) }
  }

  private func scheduleReaping(after seconds: Double) {
    queue.asyncAfter(deadline: .now() + seconds) { [weak self] in self?.reap() }
  }

  private func reap() {
    let now = Clocks.monotonicNanoseconds
    let timeout = Int64(configuration.idleTimeout * 1e9)
    let (victims, next) = state.withLock { state -> ([Handle], Int64?) in
      var victims: [Handle] = []
      var next: Int64?
      for (store, entry) in state.entries where entry.lifecycle?.isIdle == true && entry.pins == 0 {
        let left = entry.lastUsed + timeout - now
        if left > 0 {
          next = min(next ?? left, left)
        } else if let handle = entry.handle, state.entries[store]?.lifecycle?.drain() == .close {
          victims.append(handle)
        }
      }
      if next == nil { state.isReaping = false }
      return (victims, next)
    }
    for handle in victims { closeSoon(handle) }
    if let next { scheduleReaping(after: Double(next) / 1e9 + 0.01) }
  }

  // MARK: Figures

  /// What the pool has open.
  package struct Statistics: Hashable, Sendable {
    package let open: Int
    package let leased: Int
    package let waiting: Int
    package let cap: Int
  }

  package var statistics: Statistics {
    state.withLock { state in
      let open = state.entries.values.count { $0.handle != nil }
      let idle = state.entries.values.count { $0.lifecycle?.isIdle == true }
      return Statistics(open: open, leased: open - idle, waiting: state.waiters.count, cap: cap)
    }
  }
}
