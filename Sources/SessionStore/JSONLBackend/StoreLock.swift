internal import Glibc
internal import Platform
internal import WarrenModel

/// The lock between processes: an exclusive flock(2) on the sessions directory itself, so that it leaves no file. Writers take it for one
/// group; readers take none.
struct StoreLock: ~Copyable {
  private let directory: FileDescriptor

  /// - Parameter budget: how long to wait for another writer, in milliseconds.
  /// - Throws: `busy`, `SystemError`.
  init(_ shared: SharedDescriptor, budget: Int64, path: [UInt8]) throws {
    // An open file of its own: a duplicate would share the lock with another store of this process.
    let opened = try shared.openDirectory(".")
    try Self.wait(for: opened.rawValue, budget: budget, path: path)
    directory = opened
  }

  private static func wait(for number: CInt, budget: Int64, path: [UInt8]) throws {
    let deadline = Clocks.monotonicNanoseconds + budget * 1_000_000
    var pause = firstPause
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      guard code == EWOULDBLOCK else { throw SystemError(code: code, call: .lock) }
      if Clocks.monotonicNanoseconds > deadline {
        throw WarrenError(
          .busy, "Another process is writing to the sessions.", remedy: "Try again when it is done.", subject: path)
      }
      // On a lane's own thread, as SQLite's busy handler does; there is no flock(2) with a deadline.
      var time = timespec(tv_sec: 0, tv_nsec: pause)
      nanosleep(&time, nil)
      pause = min(pause * 2, longestPause)
    }
  }

  /// Nanoseconds.
  private static let firstPause = 50_000
  private static let longestPause = 2_000_000
}
