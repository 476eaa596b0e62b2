internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

/// What came of several agents, for people, for programs and as an exit status.
enum OutcomeText {
  /// Prints what was done to standard output, and what was not to standard error as well.
  ///
  /// - Parameter isOne: whether the command was about one agent by name: where nothing was done to it, its error is thrown.
  static func print(_ outcomes: [AgentOutcome], isOne: Bool, _ context: CommandContext) throws -> ExitStatus {
    if isOne, let outcome = outcomes.first, !outcome.isDone, let error = outcome.error { throw error }
    try context.print(json: { write(outcomes, to: &$0) }, text: { text(outcomes) })
    noteUndo(outcomes, context)
    _ = context.report(outcomes.compactMap { outcome in outcome.error.map { PartialFailure(outcome.agent, $0) } })
    return status(outcomes)
  }

  static func status(_ outcomes: [AgentOutcome]) -> ExitStatus {
    let errors = outcomes.compactMap(\.error)
    guard let first = errors.first else {
      let states = outcomes.flatMap { [$0.operation, $0.purge] }.compactMap { $0.map { ExitStatus($0.state) } }
      return states.allSatisfy { $0 == .done } ? .done : .partly
    }
    if errors.count < outcomes.count || outcomes.contains(where: \.isDone) { return .partly }
    return errors.allSatisfy { $0.code == first.code } ? ExitStatus(first.code) : .failed
  }

  private static func write(_ outcomes: [AgentOutcome], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("results")
    writer.array(outcomes)
    writer.field("bytes_freed", freed(outcomes))
    writer.endObject()
  }

  private static func freed(_ outcomes: [AgentOutcome]) -> Int64 { outcomes.reduce(0) { $0 + ($1.bytesFreed ?? 0) } }

  private static func text(_ outcomes: [AgentOutcome]) -> String {
    let done = outcomes.filter(\.isDone)
    let freed = freed(done)
    var text = done.map { line($0) + "\n" }.joined()
    if done.count > 1, freed > 0 { text += "\(ByteSize.shown(freed)) freed in all\n" }
    return text
  }

  private static func noteUndo(_ outcomes: [AgentOutcome], _ context: CommandContext) {
    let undoable = outcomes.filter { $0.purge == nil }.compactMap(\.operation).filter { $0.undoUntil != nil }
    if undoable.count == 1 { context.note("Undo: warren undo \(undoable[0].id)") }
    if undoable.count > 1 { context.note("Undo: warren undo OPERATION, for each of them.") }
  }

  private static func line(_ outcome: AgentOutcome) -> String {
    [outcome.operation, outcome.purge].compactMap { $0.map { OperationText.line($0) } }.joined(separator: ". ")
  }
}

extension AgentOutcome {
  /// Whether anything was done, if not all.
  fileprivate var isDone: Bool { operation != nil || purge != nil }
}
