internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsShow {
  static let verb = Verb(
    spec: CommandSpec(
      "show", "Show one agent with its counts",
      arguments: [ArgumentSpec("NAME", "Its exact name, uuid or unique label", completion: .agents)]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let agent = try await context.operations.agent(AgentSelector(bytes: command.argument("NAME") ?? []))
    try context.print(agent, withCounts: true) { AgentText.text(agent, context) }
    return agent.error == nil ? .done : .partly
  }
}
