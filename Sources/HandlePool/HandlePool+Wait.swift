internal import Dispatch
internal import Platform
internal import Synchronization
internal import WarrenModel

/// Waiting for a store to change its state, or for a place. One timer for all who wait.
extension HandlePool {
  /// When a call that begins now gives up, in monotonic nanoseconds.
  var deadline: Int64 { Clocks.monotonicNanoseconds + Int64(configuration.placeTimeout * 1e9) }

  /// Waits until the store of `location` has changed its state, or (`place`) until any place may be had.
  func wait(for location: StoreLocation, place: Bool, until deadline: Int64) async throws -> PoolState.Wake {
    let number = state.withLock { $0.number() }
    let refusal = refusal(location, place: place)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (wake: CheckedContinuation<PoolState.Wake, any Error>) in
        let waits = state.withLock { state -> Bool in
          // What was to be waited for may have come between.
          if canProceed(location, state, place: place) { return false }
          state.waiters.append(
            PoolState.Waiter(number: number, store: location.identity, forPlace: place, deadline: deadline, refusal: refusal, wake: wake))
          return true
        }
        if !waits { return wake.resume(returning: place ? .place : .store) }
        if Task.isCancelled { giveUp(number, CancellationError()) }
        expireLater()
      }
    } onCancel: {
      giveUp(number, CancellationError())
    }
  }

  private func refusal(_ location: StoreLocation, place: Bool) -> WarrenError {
    if place {
      return WarrenError(
        .tooManyOpen, "No handle came free within \(Int(configuration.placeTimeout)) s; \(cap) are in use.",
        remedy: "Raise the limit of open files or the cap of the pool.", subject: location.agent.bytes)
    }
    return WarrenError(
      .busy, "The store was being opened, closed or looked at for longer than \(Int(configuration.placeTimeout)) s.",
      remedy: "Try again; what holds it ends or shows as a running turn.", subject: location.agent.bytes)
  }

  private func canProceed(_ location: StoreLocation, _ state: PoolState, place: Bool) -> Bool {
    if state.isShutDown { return true }
    guard let entry = state.entries[location.identity], entry.lifecycle != nil || entry.previews > 0 else {
      return !place || state.places < cap || state.oldestIdle != nil
    }
    if case .open = entry.lifecycle?.state { return !entry.isUnwanted }
    // While it waited to open, its store has come to be opened by another: that is to be waited for.
    return place
  }

  private func giveUp(_ number: Int, _ error: any Error) {
    let waiter = state.withLock { state -> PoolState.Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.wake.resume(throwing: error)
  }

  private func expireLater() {
    let next = state.withLock { state -> Int64? in
      if state.isExpiring { return nil }
      guard let next = state.waiters.map(\.deadline).min() else { return nil }
      state.isExpiring = true
      return next
    }
    guard let next else { return }
    let wait = max(0, next - Clocks.monotonicNanoseconds)
    queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: wait))) { [weak self] in self?.expire() }
  }

  private func expire() {
    let now = Clocks.monotonicNanoseconds
    let expired = state.withLock { state -> [PoolState.Waiter] in
      state.isExpiring = false
      let expired = state.waiters.filter { $0.deadline <= now }
      state.waiters.removeAll { $0.deadline <= now }
      return expired
    }
    for waiter in expired { waiter.wake.resume(throwing: waiter.refusal) }
    expireLater()
  }
}
