import Glibc
import Platform
import WarrenCommands
import WarrenModel
import WarrenService

extension ProgramEnvironment {
  /// The environment of the process that runs: the only place that reads it.
  static var ofThisProcess: ProgramEnvironment {
    let input = Lane(name: "warren.input")
    let clock = WallClock { Timestamp(milliseconds: Clocks.realtimeMilliseconds) }
    return ProgramEnvironment(
      variables: variables, version: Version.text, clock: clock,
      isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
      isErrorTerminal: isatty(STDERR_FILENO) == 1, width: terminalWidth,
      writeOutput: { try write($0, to: STDOUT_FILENO) }, writeError: { try? write($0, to: STDERR_FILENO) },
      readInput: { try await input.run { try readInput() } }, cancelling: { await Signals.cancelling($0) },
      open: { path in
        var configuration = AgentHost.Configuration()
        // A command reads and goes: previews leave no trace, and what a command opens is closed at its end.
        configuration.readsByPreview = true
        let host = try AgentHost(root: path, configuration: configuration)
        return Opened(operations: host, close: { await host.close() })
      },
      inspect: { try await PathInspector(clock: clock).report(on: $0) })
  }

  private static var variables: [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var place = environ
    while let entry = place.pointee {
      let bytes = CommandWords.bytes(entry)
      if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
        found[String(decoding: bytes[..<equals], as: UTF8.self)] = Array(bytes[(equals + 1)...])
      }
      place += 1
    }
    return found
  }

  private static var terminalWidth: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private static func readInput() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count >= 0 { return Array(buffer[..<count]) }
      if errno != EINTR { throw WarrenError(.ioError, "Standard input cannot be read: \(String(cString: strerror(errno))).") }
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw WarrenError(.ioError, "The output cannot be written: \(String(cString: strerror(errno))).")
      }
    }
  }
}

/// Ends the process at once: everything that has to be closed has been.
func exitNow(_ status: Int32) -> Never { exit(status) }

/// Makes sure that 0, 1 and 2 are open: a database or session file that got such a number would be written to by the next message.
func openStandardDescriptors() {
  for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number, which is this one.
    _ = open("/dev/null", O_RDWR)
  }
}
