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
  /// What happened outside of the operations, in order.
  let events: [Event]

  enum Event: Equatable {
    case read
    /// From here on a signal cancels.
    case begin
    case end
  }

  private final class Streams: Sendable {
    let output = Mutex<[UInt8]>([])
    let errors = Mutex<[UInt8]>([])
    let input: Mutex<[[UInt8]]>
    let events = Mutex<[Event]>([])

    init(_ chunks: [[UInt8]]) { input = Mutex(chunks) }

    func note(_ event: Event) { events.withLock { $0.append(event) } }
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
        streams.note(.read)
        return streams.input.withLock { $0.isEmpty ? [] : $0.removeFirst() }
      },
      cancelling: { body in
        streams.note(.begin)
        await body()
        streams.note(.end)
      },
      open: { _ in ProgramEnvironment.Opened(operations: recorder, close: {}) },
      inspect: { path in
        guard let report = script.inspection else { throw WarrenError(.pathMissing, "There is nothing at this path.", subject: path) }
        return report
      })
    status = await WarrenProgram(environment: environment).run(words)
    output = streams.output.withLock { String(decoding: $0, as: UTF8.self) }
    errors = streams.errors.withLock { String(decoding: $0, as: UTF8.self) }
    calls = recorder.calls
    events = streams.events.withLock { $0 }
  }

  /// The words as one text, parted at its spaces.
  init(_ line: String, _ script: Script, typed: String? = nil, terminals: (input: Bool, errors: Bool) = (false, false)) async {
    await self.init(
      line.split(separator: " ").map { Array($0.utf8) }, script, typed: typed.map { [Array($0.utf8)] } ?? [], terminals: terminals)
  }

  /// How often standard input was read.
  var reads: Int { events.count { $0 == .read } }

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
