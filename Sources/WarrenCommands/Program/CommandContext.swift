internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

/// What a verb works with: the operations, and where its results go.
struct CommandContext: Sendable {
  let environment: ProgramEnvironment
  let opened: ProgramEnvironment.Opened
  let isJSON: Bool
  let isQuiet: Bool
  let isVerbose: Bool

  var operations: any AgentOperations { opened.operations }

  /// Prints a result: the value as JSON where `--json` was given, else the text for people.
  func print(_ value: some JSONWritable, text: () -> String) throws {
    try print(json: { value.write(to: &$0) }, text: text)
  }

  /// The same with or without the fields that need a store.
  func print(_ root: RootStatus, withCounts: Bool, text: () -> String) throws {
    try print(json: { root.write(to: &$0, withCounts: withCounts) }, text: text)
  }

  func print(_ agent: AgentSummary, withCounts: Bool, text: () -> String) throws {
    try print(json: { agent.write(to: &$0, withCounts: withCounts) }, text: text)
  }

  func print(json: (inout JSONWriter) -> Void, text: () -> String) throws {
    guard isJSON else { return try write(text()) }
    var writer = JSONWriter(pretty: environment.isOutputTerminal)
    json(&writer)
    writer.endLine()
    try environment.writeOutput(writer.take())
  }

  func write(_ text: String) throws {
    if !text.isEmpty { try environment.writeOutput(Array(text.utf8)) }
  }

  /// A line for people on standard error; programs read errors there and nothing else.
  func note(_ text: String) {
    if !isQuiet, !isJSON { environment.writeError(Array((text + "\n").utf8)) }
  }

  /// Says for which agents an answer is incomplete; the status of a command that did the rest.
  func report(_ failures: [AgentFailure]) -> ExitStatus {
    report(failures.map { PartialFailure($0.agent, $0.error) })
  }

  /// The same for failures that may be about one session.
  func report(_ failures: [PartialFailure]) -> ExitStatus {
    for failure in failures { environment.writeError(isJSON ? failure.jsonLine : Array(failure.text.utf8)) }
    return failures.isEmpty ? .done : .partly
  }

  func table(_ columns: [TextTable.Column]) -> TextTable {
    TextTable(columns, widthLimit: environment.isOutputTerminal ? environment.width : nil)
  }

  func age(_ moment: Timestamp?) -> String { Age.shown(moment, now: environment.clock.now) }
}
