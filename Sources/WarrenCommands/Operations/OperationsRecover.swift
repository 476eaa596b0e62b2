internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum OperationsRecover {
  static let verb = Verb(
    spec: CommandSpec(
      "recover", "Finish or take back what a crash has left unfinished",
      discussion: """
        Every command that changes agents does the same first. Prints what was settled; the exit status is 2 where something could not be, \
        or where an agent is at neither of its places (lost).

        What is unfinished in an agent's own JSONL store is finished or taken back by the next write to that agent.
        """,
      options: [.waitForLock],
      examples: [ExampleSpec("warren operations recover --wait 0", "Do not wait for a command that is at work")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let report = try await context.operations.recover(wait: command.wait())
    try context.print(report) { text(report, context) }
    if report.settled.isEmpty, report.unsettled.isEmpty, report.opened.isEmpty { context.note("Nothing was unfinished.") }
    // One that was taken back is settled too.
    return report.unsettled.isEmpty && !report.settled.contains { [.partial, .lost].contains($0.state) } ? .done : .partly
  }

  private static func text(_ report: RecoveryReport, _ context: CommandContext) -> String {
    var text = report.settled.isEmpty ? "" : OperationText.table(report.settled, context)
    for name in report.opened { text += "Opened \(TextEscape.shown(name.bytes)): its gate belonged to no operation\n" }
    for failure in report.unsettled {
      let about = failure.operation.agent.map { " of \(TextEscape.shown($0.bytes))" } ?? ""
      text += "Not settled: \(failure.operation.kind.rawValue)\(about), operation \(failure.operation.id): \(failure.error.message)"
      text += (failure.error.remedy.map { " " + $0 } ?? "") + "\n"
    }
    return text
  }
}
