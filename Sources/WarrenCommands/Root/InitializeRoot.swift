internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum InitializeRoot {
  static let verb = Verb(
    spec: CommandSpec(
      "init", "Make a directory a state root that Warren manages",
      discussion: """
        Makes what is missing of ROOT, ROOT/agents and ROOT/.warren, and nothing else; done twice, it changes nothing.
        """,
      options: [.flag("adopt", "Also where another program's agents lie; their stores stay as they are")]),
    run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let root = try await context.operations.initialize(adoptingForeign: command.has("adopt"))
    try context.print(root, withCounts: false) {
      "\(TextEscape.shown(root.root.bytes)) is a state root with \(root.agents.count) agents.\n"
    }
    return .done
  }
}
