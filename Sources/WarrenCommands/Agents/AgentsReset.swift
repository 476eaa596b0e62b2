internal import CommandTree
internal import WarrenModel

enum AgentsReset {
  static let verb = Verb(
    spec: CommandSpec(
      "reset", "Begin a new generation in every session of an agent",
      discussion: """
        The former generations are kept: `warren sessions list --generations` lists them, `warren sessions search --history` finds their \
        messages, `warren sessions restore KEY --generation N` makes one of them current again, and `warren undo` takes the whole reset back.

        --purge removes the messages instead and gives their space back; it asks for the name on a terminal and needs --yes elsewhere.
        """,
      arguments: [ArgumentSpec("NAME", "Its exact name or uuid", completion: .agents)],
      options: [.flag("purge", "Remove the content for good"), .force, .dryRun, .yesToPurge],
      examples: [
        ExampleSpec("warren agents reset alice", "A fresh start that can be taken back"),
        ExampleSpec("warren agents reset alice --purge --dry-run", "What would be removed"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let agent = AgentSelector(bytes: command.argument("NAME") ?? [])
    let change = command.sessionChange()
    return try await SessionChanging(command, context).run(
      plan: { try await context.operations.planReset(of: nil, of: agent, purge: change.purge) },
      question: { Question("Reset and purge", $0.agent.bytes, plan: $1) },
      act: { try await context.operations.resetAgent($0 ?? agent, change) })
  }
}
