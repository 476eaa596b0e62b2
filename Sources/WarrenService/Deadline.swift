internal import Platform

/// A moment until which something is waited for, however many steps that takes.
struct Deadline: Sendable {
  /// Monotonic nanoseconds.
  private let moment: Int64

  init(after seconds: Double) { moment = Clocks.monotonicNanoseconds + Int64(Clocks.bounded(seconds) * 1e9) }

  /// Seconds; 0 once it has passed.
  var left: Double { max(0, Double(moment - Clocks.monotonicNanoseconds) / 1e9) }
}
