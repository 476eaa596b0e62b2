internal import CommandTree
internal import WarrenModel

enum SessionsRestore {
  static let verb = Verb(
    spec: CommandSpec(
      "restore", "Bring back a deleted session, or a former generation",
      discussion: """
        Without --generation a deleted session comes back with all its generations. With it, that former generation becomes the current one \
        again, as the newest; the one that was current is kept. `warren sessions list --generations` shows their numbers.
        """,
      arguments: [ArgumentSpec("KEY", "The key of the session")],
      options: [.agent, .value("generation", "N", "A former generation")],
      examples: [
        ExampleSpec("warren sessions restore main --agent alice", "After `warren sessions delete`"),
        ExampleSpec("warren sessions restore main --agent alice --generation 1", "After `warren sessions reset`"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let generation = try command.integer("generation", in: 1...Int64(Int32.max)).map(Int.init)
    return try context.print(await context.operations.restoreSession(command.key(), generation: generation, of: command.agent()))
  }
}
