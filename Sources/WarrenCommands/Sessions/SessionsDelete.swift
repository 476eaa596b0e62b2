internal import CommandTree
internal import WarrenModel

enum SessionsDelete {
  static let verb = Verb(
    spec: CommandSpec(
      "delete", "Delete a session with all its generations",
      discussion: """
        No list, search or export shows it then. `warren undo` and `warren sessions restore` bring it back until it is purged.

        --purge removes it at once, and with it what was deleted of its key before; it asks for the key on a terminal and needs --yes elsewhere.
        """,
      arguments: [ArgumentSpec("KEY", "The key of the session")],
      options: [.exactAgent, .flag("purge", "Remove it for good at once"), .force, .dryRun, .yesToPurge],
      examples: [
        ExampleSpec("warren sessions delete main --agent alice", "One session; it can be brought back"),
        ExampleSpec("warren sessions delete main --agent alice --purge --yes", "For good, without a question"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let (key, change) = (try command.key(), command.sessionChange())
    return try await SessionChanging(command, context).run(
      plan: { try await context.operations.planDeletion(ofSession: key, of: command.agent(), purge: change.purge) },
      question: { Question("Delete and purge", key.bytes, word: "key", plan: $1) },
      act: { try await context.operations.deleteSession(key, of: $0 ?? command.agent(), change) })
  }
}
