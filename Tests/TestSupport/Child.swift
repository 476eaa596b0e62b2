internal import Glibc
internal import Synchronization

/// A process that a test started: its input, its output, its end.
package final class Child {
  package let pid: Int32
  private var input: Int32
  private let output: Int32
  private let errors: Int32
  private var pending: [UInt8] = []
  private var status: Int32?

  /// Starts `arguments[0]`, found by PATH, with pipes for its input, output and errors.
  package init(_ arguments: [String], environment: [String: String] = [:]) {
    // A pipe of one child must not leak into another that is started at the same moment.
    let spawned = Child.starting.withLock { _ in Child.spawn(arguments, environment) }
    (pid, input, output, errors) = spawned
    Glibc.signal(SIGPIPE, SIG_IGN)
  }

  private static let starting = Mutex(())

  private static func spawn(_ arguments: [String], _ environment: [String: String]) -> (Int32, Int32, Int32, Int32) {
    let (toChild, fromChild, fromErrors) = (Child.pipe(), Child.pipe(), Child.pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    posix_spawn_file_actions_adddup2(&actions, fromErrors[1], 2)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = Child.environment(with: environment).map { strdup($0) } + [nil]
    var number = pid_t()
    let code = posix_spawnp(&number, arguments[0], &actions, nil, &words, &variables)
    precondition(code == 0, "\(arguments[0]): \(String(cString: strerror(code)))")
    for text in words + variables { free(text) }
    posix_spawn_file_actions_destroy(&actions)
    for descriptor in [toChild[0], fromChild[1], fromErrors[1]] { close(descriptor) }
    return (number, toChild[1], fromChild[0], fromErrors[0])
  }

  private static func pipe() -> [Int32] {
    var ends = [Int32](repeating: 0, count: 2)
    precondition(Glibc.pipe(&ends) == 0)
    for end in ends { precondition(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    return ends
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    if input >= 0 { close(input) }
    close(output)
    close(errors)
  }

  private static func environment(with changes: [String: String]) -> [String] {
    var kept: [String] = []
    var place = environ
    while let entry = place.pointee {
      let text = String(cString: entry)
      if changes[String(text.prefix { $0 != "=" })] == nil { kept.append(text) }
      place += 1
    }
    return kept + changes.map { "\($0.key)=\($0.value)" }
  }

  package func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// The next line of its output without the newline; nil at the end.
  package func readLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(output, &buffer, buffer.count)
      if count <= 0 {
        defer { pending = [] }
        return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
      }
      pending += buffer[..<count]
    }
  }

  /// Reads both outputs to their end and waits.
  package func finish() -> (status: Int32, output: [UInt8], errors: String) {
    closeInput()
    var (out, err) = (pending, [UInt8]())
    var open = [output, errors]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !open.isEmpty {
      var polls = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&polls, nfds_t(polls.count), -1)
      for item in polls where item.revents != 0 {
        let count = read(item.fd, &buffer, buffer.count)
        if count <= 0 {
          open.removeAll { $0 == item.fd }
        } else if item.fd == output {
          out += buffer[..<count]
        } else {
          err += buffer[..<count]
        }
      }
    }
    return (wait(), out, String(decoding: err, as: UTF8.self))
  }

  package func signal(_ number: Int32) { if status == nil { kill(pid, number) } }

  /// SIGKILL, and waits for its end.
  package func killNow() {
    signal(SIGKILL)
    _ = wait()
  }

  /// The exit status, or 128 + the number of the signal that ended it.
  @discardableResult
  package func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(pid, &raw, 0) < 0 && errno == EINTR {}
    let result = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + raw & 0x7F
    status = result
    return result
  }

  /// Runs a command to its end.
  package static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) -> (status: Int32, output: [UInt8], errors: String) {
    let child = Child(arguments, environment: environment)
    child.send(input)
    return child.finish()
  }
}
