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
    let (waiting, drained) = state.withLock { state -> ([PoolState.Waiter], [PoolState.DrainWaiter]) in
      state.entries[store]?.lifecycle?.closed()
      state.entries[store]?.lifecycle = nil
      state.entries[store]?.handle = nil
      let drained = state.tidy(store)
      return (state.waiters(for: store), drained)
    }
    for waiter in waiting { waiter.wake.resume(returning: .store) }
    for waiter in drained { waiter.done.resume(returning: true) }
    offerPlace()
  }

  /// Lets a store go: no new lease, running ones and previews finish or are interrupted after a while, the handle is closed. One that is just
  /// being opened is closed once it is open.
  ///
  /// - Parameters:
  ///   - patience: seconds until running leases are interrupted.
  ///   - deadline: seconds until it gives up on a lease that does not end even then; a cancelled task gives up at once.
  /// - Returns: whether the store is closed.
  package func drain(_ location: StoreLocation, patience: Double, deadline: Double) async -> Bool {
    let store = location.identity
    let (handle, mayClose, waiting) = state.withLock { state -> (Handle?, Bool, [PoolState.Waiter]) in
      guard state.entries[store] != nil else { return (nil, false, []) }
      state.entries[store]?.isUnwanted = true
      return (state.entries[store]?.handle, state.entries[store]?.lifecycle?.drain() == .close, state.waiters(for: store))
    }
    // They are refused now, rather than when the store is closed.
    for waiter in waiting { waiter.wake.resume(returning: .store) }
    if mayClose, let handle { closeSoon(handle) }
    let number = state.withLock { $0.number() }
    let isClosed = await withTaskCancellationHandler {
      await withCheckedContinuation { done in
        let isWaiting = state.withLock { state -> Bool in
          guard state.entries[store] != nil else { return false }
          state.drainWaiters.append(PoolState.DrainWaiter(number: number, store: store, done: done))
          return true
        }
        guard isWaiting else { return done.resume(returning: true) }
        // Cancelled before it waited: nobody else would end it before its time.
        if Task.isCancelled { giveUpDraining(number) }
        queue.asyncAfter(deadline: .now() + patience) { [weak self, weak handle] in
          if let handle { self?.interrupt(handle) }
        }
        queue.asyncAfter(deadline: .now() + deadline) { [weak self] in self?.giveUpDraining(number) }
      }
    } onCancel: {
      giveUpDraining(number)
    }
    // Given up: the lease that stays keeps its handle, and others may share it again once it is gone.
    if !isClosed { state.withLock { $0.entries[store]?.isUnwanted = false } }
    return isClosed
  }

  /// Again and again until the handle is closed: one interrupt is lost where it comes between two statements of a lease.
  private func interrupt(_ handle: Handle) {
    guard
      state.withLock({ $0.entries[handle.location.identity]?.handle === handle && $0.entries[handle.location.identity]?.isUnwanted == true }
      )
    else { return }
    handle.interrupt()
    queue.asyncAfter(deadline: .now() + PoolConfiguration.interruptPause) { [weak self, weak handle] in
      if let handle { self?.interrupt(handle) }
    }
  }

  private func giveUpDraining(_ number: Int) {
    let waiter = state.withLock { state -> PoolState.DrainWaiter? in
      guard let index = state.drainWaiters.firstIndex(where: { $0.number == number }) else { return nil }
      return state.drainWaiters.remove(at: index)
    }
    waiter?.done.resume(returning: false)
  }

  /// Refuses new leases, waits for the running ones (interrupted after `patience` seconds) and closes everything.
  package func shutDown(patience: Double = 10, deadline: Double = 20) async {
    let locations = state.withLock { state -> [StoreLocation] in
      state.isShutDown = true
      return state.entries.values.map(\.location)
    }
    let waiting = state.withLock { state -> [PoolState.Waiter] in
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiting { waiter.wake.resume(returning: .store) }
    await withTaskGroup(of: Void.self) { group in
      for location in locations { group.addTask { _ = await self.drain(location, patience: patience, deadline: deadline) } }
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
      for (store, entry) in state.entries where entry.lifecycle?.isIdle == true {
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
