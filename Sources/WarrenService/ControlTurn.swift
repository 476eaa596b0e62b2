internal import Synchronization

/// Whose turn it is in this process to have the lock of the control directory: one after the other, in the order of asking.
final class ControlTurn: Sendable {
  private struct State {
    var isTaken = false
    var waiters: [(number: Int, wake: CheckedContinuation<Bool, Never>)] = []
    var next = 0
  }

  private let state = Mutex(State())

  /// Waits for the turn; false where it has not come within so many seconds.
  func take(wait: Double) async -> Bool {
    await withCheckedContinuation { wake in
      let number = state.withLock { state -> Int? in
        if !state.isTaken {
          state.isTaken = true
          return nil
        }
        state.next += 1
        state.waiters.append((state.next, wake))
        return state.next
      }
      guard let number else { return wake.resume(returning: true) }
      Task {
        try? await Task.sleep(for: .seconds(wait))
        let late = state.withLock { state -> CheckedContinuation<Bool, Never>? in
          guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
          return state.waiters.remove(at: index).wake
        }
        late?.resume(returning: false)
      }
    }
  }

  /// Passes it on.
  func give() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      if state.waiters.isEmpty {
        state.isTaken = false
        return nil
      }
      return state.waiters.removeFirst().wake
    }
    next?.resume(returning: true)
  }
}
