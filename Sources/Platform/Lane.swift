internal import Dispatch
internal import Synchronization

/// A serial executor on a thread of its own, for calls that block: the cooperative pool never waits for a disk.
///
/// Bodies run one at a time in the order of their submission. As an actor's executor it keeps that actor on the lane.
package final class Lane: SerialExecutor {
  package let name: String
  private let queue: DispatchQueue
  private let waiting = Atomic<Int>(0)
  /// Monotonic nanoseconds at which the running body began; 0 while idle.
  private let began = Atomic<Int64>(0)

  package init(name: String) {
    self.name = name
    // A private serial queue has the kernel's threads at its disposal, however many of them block.
    queue = DispatchQueue(label: name)
  }

  /// Bodies that wait or run.
  package var pending: Int { waiting.load(ordering: .relaxed) }

  /// For how long the running body has run, in nanoseconds; nil while idle.
  package var runningNanoseconds: Int64? {
    let start = began.load(ordering: .relaxed)
    return start == 0 ? nil : max(0, Clocks.monotonicNanoseconds - start)
  }

  /// Runs the body after those before it, and does not wait.
  package func submit(_ body: @escaping @Sendable () -> Void) {
    add {
      body()
      return {}
    }
  }

  /// Runs the body whole on the lane and returns what it returns or throws. Cancellation does not cut it short.
  package func run<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await withCheckedContinuation { continuation in submit(body, resuming: continuation) }.get()
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    submit { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func submit<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value, resuming continuation: CheckedContinuation<Result<Value, Failure>, Never>
  ) {
    add {
      let result: Result<Value, Failure>
      do throws(Failure) { result = .success(try body()) } catch { result = .failure(error) }
      return { continuation.resume(returning: result) }
    }
  }

  /// The body answers what is to happen once it no longer counts: whoever is resumed then finds the lane free.
  private func add(_ body: @escaping @Sendable () -> () -> Void) {
    waiting.add(1, ordering: .relaxed)
    queue.async {
      self.began.store(Clocks.monotonicNanoseconds, ordering: .relaxed)
      let finish = body()
      self.began.store(0, ordering: .relaxed)
      self.waiting.subtract(1, ordering: .releasing)
      finish()
    }
  }
}
