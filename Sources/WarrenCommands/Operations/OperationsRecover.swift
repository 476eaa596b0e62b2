internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

enum OperationsRecover {
  static let verb = Verb(
    spec: CommandSpec(
      "recover", "Finish or take back what a crash has left unfinished",
      discussion: """
        Every command that changes agents does the same first. Prints what was settled; the exit status is 2 where something could not be, \
        or where an agent is at neither of its places (lost).
        """,
      options: [.waitForLock],
      examples: [ExampleSpec("warren operations recover --wait 0", "Do not wait for a command that is at work")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let settled = try await context.operations.recover(wait: command.wait())
    try context.print(json: { write(settled, to: &$0) }, text: { OperationText.table(settled, context) })
    if settled.isEmpty { context.note("Nothing was unfinished.") }
    // One that was taken back is settled too.
    return settled.contains { [.pending, .partial, .lost].contains($0.state) } ? .partly : .done
  }

  private static func write(_ operations: [Operation], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("operations")
    writer.array(operations)
    writer.endObject()
  }
}
