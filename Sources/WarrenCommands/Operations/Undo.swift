internal import CommandTree
internal import WarrenModel

enum Undo {
  static let verb = Verb(
    spec: CommandSpec(
      "undo", "Reverse an operation while nothing newer stands in the way",
      discussion: """
        Brings back what was deleted, takes back a reset, a rename or a restore; nothing where something newer stands in the way, which is \
        then named (exit status 65). `warren operations list` shows until when an operation can be undone; what is purged cannot be.
        """,
      arguments: [ArgumentSpec("ID", "The id of the operation, which the command that did it has printed", completion: .operations)],
      options: [
        .value("agent", short: "a", "NAME", "Whose it is, where that is known: saves looking into the others", completion: .agents),
        .waitForLock,
      ],
      examples: [ExampleSpec("warren undo 00f1e2d3c4b5a6978899aabbccddeeff", "Reverse this one")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let (id, agent, wait) = (try command.operation(), command.agentIfGiven(), try command.wait())
    return try context.print(await context.endingInOrder { try await context.operations.undo(id, of: agent, wait: wait) })
  }
}
