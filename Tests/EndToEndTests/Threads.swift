import Dispatch
import TestSupport

/// Blocking work of tests, a thread each: what waits for processes and disks need not wait in a row.
enum Threads {
  /// Runs the body for each item, all at once; the results are in their order.
  static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      for (index, item) in items.enumerated() {
        group.addTask {
          try await withCheckedThrowingContinuation { done in
            // A queue of its own is a thread of its own, however many of them wait.
            DispatchQueue(label: "test \(index)").async { done.resume(with: Result { (index, try body(item)) }) }
          }
        }
      }
      var values: [Int: Value] = [:]
      for try await (index, value) in group { values[index] = value }
      return items.indices.compactMap { values[$0] }
    }
  }
}
