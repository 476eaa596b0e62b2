internal import Glibc
internal import Platform
internal import WarrenModel

/// The lock between processes: an exclusive flock(2) on the sessions directory itself, so that it leaves no file. Writers take it for one
/// group; readers take none.
struct StoreLock: ~Copyable {
  /// Nanoseconds.
  private static let firstPause = 50_000
  private static let longestPause = 2_000_000

  private let directory: FileDescriptor

  /// - Parameter budget: how long to wait for another writer, in milliseconds.
  /// - Throws: `busy`, `SystemError`.
  init(_ shared: SharedDescriptor, budget: Int64, path: [UInt8]) throws {
    // An open file of its own: a duplicate would share the lock with another user of the descriptor.
    let opened = try shared.openDirectory(".")
    let deadline = Clocks.monotonicNanoseconds + budget * 1_000_000
    var pause = Self.firstPause
    while try !opened.tryLock(.exclusive) {
      if Clocks.monotonicNanoseconds > deadline {
        throw WarrenError(
          .busy, "Another process is writing to the sessions.", remedy: "Try again when it is done.", subject: path)
      }
      // On a lane's own thread, as SQLite's busy handler does; there is no flock(2) with a deadline.
      var time = timespec(tv_sec: 0, tv_nsec: pause)
      nanosleep(&time, nil)
      pause = min(pause * 2, Self.longestPause)
    }
    directory = opened
  }
}
