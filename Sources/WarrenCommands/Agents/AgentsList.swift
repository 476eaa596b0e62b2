internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsList {
  static let verb = Verb(
    spec: CommandSpec(
      "list", "List the agents without opening a database",
      options: [.flag("names", "Print the bare names, one a line; names that hold a newline are left out")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let root = try await context.operations.agents()
    if command.has("names") {
      let names = root.agents.map(\.name.bytes).filter { !$0.contains(0x0A) }
      try context.environment.writeOutput(Array(names.map { $0 + [0x0A] }.joined()))
      return .done
    }
    try context.print(root, withCounts: false) { text(root, context) }
    return root.agents.contains { $0.error != nil } ? .partly : .done
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
