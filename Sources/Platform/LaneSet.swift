internal import Synchronization

/// Lanes that share the work: each piece goes to the one with the fewest waiting.
package final class LaneSet: Sendable {
  /// More than cores, since a commit waits for the disk: on two cores 16 threads commit three times as fast as one.
  package static let defaultCount = 16

  package let lanes: [Lane]
  /// Held from the choice of a lane until the work counts there: two choices at once would find the same lane free.
  private let choosing = Mutex<Void>(())
  private let turn = Atomic<Int>(0)

  package init(name: String, count: Int = LaneSet.defaultCount) {
    lanes = (0..<max(1, count)).map { Lane(name: "\(name).\($0)") }
  }

  /// The lane with the fewest bodies; among equals each in its turn.
  package func leastLoaded() -> Lane {
    let start = turn.add(1, ordering: .relaxed).oldValue
    var best = lane(start)
    var least = best.pending
    for step in 1..<max(2, lanes.count) where least > 0 {
      let lane = lane(start &+ step)
      let pending = lane.pending
      if pending < least {
        best = lane
        least = pending
      }
    }
    return best
  }

  private func lane(_ number: Int) -> Lane { lanes[Int(number.magnitude % lanes.count.magnitude)] }

  /// Runs the body on the least loaded lane.
  package func run<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await withCheckedContinuation { continuation in
      choosing.withLock { _ in leastLoaded().submit(body, resuming: continuation) }
    }.get()
  }

  /// Runs the body on the least loaded lane, and does not wait.
  package func submit(_ body: @escaping @Sendable () -> Void) {
    choosing.withLock { _ in leastLoaded().submit(body) }
  }
}
