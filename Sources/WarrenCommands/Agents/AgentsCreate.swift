internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsCreate {
  static let verb = Verb(
    spec: CommandSpec(
      "create", "Make a new agent",
      discussion: "The name is taken byte for byte. Where the root is not managed yet, it becomes so.",
      arguments: [ArgumentSpec("NAME", "The name of its directory")],
      options: [
        .value("backend", "KIND", "How it keeps its sessions", allowed: Backend.allCases.map(\.rawValue), defaultText: "sqlite")
      ],
      examples: [
        ExampleSpec("warren agents create alice", "With a SQLite database"),
        ExampleSpec("warren agents create --backend jsonl -- -rf", "A name that begins with a dash"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let backend = command.value("backend").flatMap { Backend(rawValue: String(decoding: $0, as: UTF8.self)) }
    let agent = try await context.operations.createAgent(AgentName(bytes: command.argument("NAME") ?? []), backend: backend)
    try context.print(agent, withCounts: false) { AgentText.text(agent, context) }
    return .done
  }
}
