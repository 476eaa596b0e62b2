internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsList {
  static let verb = Verb(
    spec: CommandSpec(
      "list", "List the agents without opening a database",
      options: [
        .flag("deleted", "The agents in the trash instead, the latest deletion first"),
        .flag("names", "Print the bare names, one a line; names that hold a newline are left out"),
      ],
      examples: [ExampleSpec("warren agents list --deleted", "What `warren agents restore` can bring back")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    if command.has("deleted") { return try await listDeleted(command, context) }
    let root = try await context.operations.agents()
    if command.has("names") {
      try writeNames(root.agents.map(\.name), context)
      return .done
    }
    try context.print(root, withCounts: false) { text(root, context) }
    return root.agents.contains { $0.error != nil } ? .partly : .done
  }

  private static func listDeleted(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let agents = try await context.operations.deletedAgents()
    if command.has("names") {
      // One name may have been deleted several times.
      var seen: Set<AgentName> = []
      try writeNames(agents.map(\.name).filter { seen.insert($0).inserted }, context)
      return .done
    }
    if agents.isEmpty { context.note("There are no deleted agents.") }
    try context.print(
      DeletedAgentList(agents), text: { agents.isEmpty ? "" : DeletedAgentText.table(agents, context) })
    return .done
  }

  private static func writeNames(_ names: [AgentName], _ context: CommandContext) throws {
    let lines = names.map(\.bytes).filter { !$0.contains(0x0A) }
    try context.environment.writeOutput(Array(lines.map { $0 + [0x0A] }.joined()))
  }

  private static func text(_ root: RootStatus, _ context: CommandContext) -> String {
    var table = context.table([
      .init("NAME", shrinks: true), .init("STATE"), .init("BACKEND"), .init("LAYOUT"), .init("LABEL", shrinks: true), .init("UUID"),
    ])
    for agent in root.agents {
      table.add([
        .init(agent.name.bytes), .init(agent.state.rawValue), .init(agent.backend ?? "-"), .init(agent.layout?.rawValue ?? "-"),
        .init(agent.label?.text ?? "-"), .init(agent.uuid ?? "-"),
      ])
    }
    if root.agents.isEmpty { context.note("There are no agents below \(TextEscape.shown(root.root.bytes)).") }
    return (root.agents.isEmpty ? "" : table.text()) + FindingsText.text(of: root, context)
  }
}
