import Glibc
import Platform
import Synchronization

/// A child process whose standard output is read here; killed and reaped at the end of its life.
final class Child: Sendable {
  let pid: pid_t
  private let output: SharedDescriptor

  /// Held while a pipe is not yet close-on-exec, so that no other test's child inherits it.
  private static let spawning = Mutex<Void>(())

  init(_ arguments: [String]) throws {
    (pid, output) = try Self.spawning.withLock { _ in try Self.start(arguments) }
  }

  private static func start(_ arguments: [String]) throws -> (pid_t, SharedDescriptor) {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemError(code: errno, call: .spawn) }
    let readEnd = FileDescriptor(owning: ends[0])
    let writeEnd = FileDescriptor(owning: ends[1])
    _ = fcntl(readEnd.rawValue, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, writeEnd.rawValue, 1)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var started: pid_t = 0
    let code = posix_spawn(&started, arguments[0], &actions, nil, words, environ)
    // Open until here for the child to take; closed now, so that the child's end is the end of the output.
    try writeEnd.close()
    guard code == 0 else { throw SystemError(code: code, call: .spawn) }
    return (started, SharedDescriptor(readEnd))
  }

  deinit {
    kill(pid, SIGKILL)
    var status: CInt = 0
    waitpid(pid, &status, 0)
  }

  /// What the program prints until it ends.
  static func output(of arguments: [String]) throws -> String {
    let child = try Child(arguments)
    return try withExtendedLifetime(child) { String(decoding: try child.output.readToEnd(), as: UTF8.self) }
  }

  /// Waits for the next bytes that the program prints.
  func readSome() throws -> String {
    let bytes = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = try output.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
