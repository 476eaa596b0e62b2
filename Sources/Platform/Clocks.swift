internal import Glibc

/// The kernel's clocks, in nanoseconds.
package enum Clocks {
  /// Time of day since 1970; may jump.
  package static var realtimeNanoseconds: Int64 { read(CLOCK_REALTIME) }

  /// Time of day since 1970 in milliseconds; may jump.
  package static var realtimeMilliseconds: Int64 { realtimeNanoseconds / 1_000_000 }

  /// Only ever grows; from an arbitrary start, without the time asleep.
  package static var monotonicNanoseconds: Int64 { read(CLOCK_MONOTONIC) }

  /// A time to wait that the clocks can count, in seconds: none to a year, whatever a caller asks for, infinity included.
  package static func bounded(_ seconds: Double) -> Double { seconds > 0 ? min(seconds, 365 * 86_400) : 0 }

  /// How far apart file times are at least: two changes within it may carry the same time.
  package static var fileTimeResolution: Int64 {
    var time = timespec()
    // Kernels are built with ticks of 10 ms at the longest.
    return clock_getres(CLOCK_REALTIME_COARSE, &time) == 0 ? nanoseconds(time) : 10_000_000
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
