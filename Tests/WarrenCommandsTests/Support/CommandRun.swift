import JSON
import Synchronization
import WarrenCommands
import WarrenModel

/// One run of the command on a recorder: the words, what is typed, and what became of it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String
  let calls: [Call]
  /// How often standard input was read.
  let reads: Int

  private final class Streams: Sendable {
    let output = Mutex<[UInt8]>([])
    let errors = Mutex<[UInt8]>([])
    let input: Mutex<(chunks: [[UInt8]], reads: Int)>

    init(_ chunks: [[UInt8]]) { input = Mutex((chunks, 0)) }
  }

  /// - Parameters:
  ///   - typed: what standard input gives, a piece each time that it is read; then it ends.
  ///   - terminals: whether standard input and standard error are terminals.
  init(
    _ words: [[UInt8]], _ script: Script, typed: [[UInt8]] = [], terminals: (input: Bool, errors: Bool) = (false, false)
  ) async {
    let streams = Streams(typed)
    let recorder = Recorder(script)
    let environment = ProgramEnvironment(
      variables: ["WARREN_ROOT": Array("/r".utf8)], version: "1", clock: WallClock { Sample.now }, isInputTerminal: terminals.input,
      isOutputTerminal: false, isErrorTerminal: terminals.errors, width: nil,
      writeOutput: { bytes in streams.output.withLock { $0 += bytes } }, writeError: { bytes in streams.errors.withLock { $0 += bytes } },
      readInput: {
        streams.input.withLock { input in
          input.reads += 1
          return input.chunks.isEmpty ? [] : input.chunks.removeFirst()
        }
      },
      open: { _ in ProgramEnvironment.Opened(operations: recorder, close: {}) })
    status = await WarrenProgram(environment: environment).run(words)
    output = streams.output.withLock { String(decoding: $0, as: UTF8.self) }
    errors = streams.errors.withLock { String(decoding: $0, as: UTF8.self) }
    calls = recorder.calls
    reads = streams.input.withLock { $0.reads }
  }

  /// The words as one text, parted at its spaces.
  init(_ line: String, _ script: Script, typed: String? = nil, terminals: (input: Bool, errors: Bool) = (false, false)) async {
    await self.init(
      line.split(separator: " ").map { Array($0.utf8) }, script, typed: typed.map { [Array($0.utf8)] } ?? [], terminals: terminals)
  }

  /// The calls that may have changed something.
  var changes: [Call] { calls.filter(\.changes) }

  /// The output as one JSON value.
  func json() throws -> JSONValue {
    var scanner = JSONScanner()
    return try scanner.scan(Array(output.utf8))
  }

  /// The code of the error that `--json` puts on standard error.
  func errorCode() throws -> String? {
    var scanner = JSONScanner()
    return try scanner.scan(Array(errors.utf8))["error"]?["code"]?.string()
  }
}

extension JSONValue {
  /// The elements of a member that is an array.
  func list(_ member: String) -> [JSONValue] { self[member].map { Array($0.elements) } ?? [] }
}

/// Standard input and standard error are a terminal.
let terminal = (input: true, errors: true)
