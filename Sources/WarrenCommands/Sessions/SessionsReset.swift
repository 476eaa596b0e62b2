internal import CommandTree
internal import WarrenModel

enum SessionsReset {
  static let verb = Verb(
    spec: CommandSpec(
      "reset", "Begin a new generation of a session",
      discussion: """
        The session is then empty. The former generation is kept: `warren sessions list --generations` lists it, `warren sessions search \
        --history` finds its messages, and `warren undo` or `warren sessions restore KEY --generation N` makes it current again.

        --purge removes the messages instead and gives their space back; it asks for the key on a terminal and needs --yes elsewhere.
        """,
      arguments: [ArgumentSpec("KEY", "The key of the session")],
      options: [.exactAgent, .flag("purge", "Remove the content for good"), .force, .dryRun, .yesToPurge],
      examples: [ExampleSpec("warren sessions reset main --agent alice", "A fresh start that can be taken back")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let (key, change) = (try command.key(), command.sessionChange())
    return try await SessionChanging(command, context).run(
      plan: { try await context.operations.planReset(of: key, of: command.agent(), purge: change.purge) },
      question: { Question("Reset and purge", key.bytes, word: "key", plan: $1) },
      act: { try await context.operations.resetSession(key, of: $0 ?? command.agent(), change) })
  }
}
