internal import Synchronization
internal import WarrenModel

/// Appends that wait for one handle; they share a transaction (group commit).
final class AppendQueue: Sendable {
  struct Entry: Sendable {
    let request: AppendRequest
    let answer: CheckedContinuation<[Int64], any Error>
    /// Bytes of text, for the size of a group.
    let bytes: Int
  }

  private struct State {
    var entries: [Entry] = []
    // True from the first entry until a visit to the lane has found the queue empty.
    var isScheduled = false
  }

  private let state = Mutex(State())

  /// Adds one; true where the caller has to schedule a visit to the lane.
  func add(_ entry: Entry) -> Bool {
    state.withLock { state in
      state.entries.append(entry)
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
  }

  /// The next group; empty once nobody waits, and then the next one to add schedules a visit.
  func next(requests: Int, bytes: Int) -> [Entry] {
    state.withLock { state in
      var count = 0
      var sum = 0
      while count < state.entries.count, count < requests, count == 0 || sum + state.entries[count].bytes <= bytes {
        sum += state.entries[count].bytes
        count += 1
      }
      let group = Array(state.entries.prefix(count))
      state.entries.removeFirst(count)
      if group.isEmpty { state.isScheduled = false }
      return group
    }
  }
}
