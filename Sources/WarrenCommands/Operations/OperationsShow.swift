internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum OperationsShow {
  static let verb = Verb(
    spec: CommandSpec(
      "show", "Show one operation with its receipt", discussion: "Leaves no trace.",
      arguments: [ArgumentSpec("ID", "The id of the operation", completion: .operations)],
      options: [
        .value("agent", short: "a", "NAME", "Whose it is, where that is known: saves looking into the others", completion: .agents)
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let operation = try await context.operations.operation(command.operation(), of: command.agentIfGiven())
    try context.print(operation) { OperationText.text(operation, context) }
    return .done
  }
}
