internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum OperationsList {
  /// What can be asked for by name.
  private static let kinds: [OperationKind] = [
    .agentDelete, .agentRestore, .agentRename, .agentPurge, .agentReset, .sessionDelete, .sessionReset, .sessionRestore, .sessionPurge,
    .expire, .import,
  ]

  static let verb = Verb(
    spec: CommandSpec(
      "list", "List operations on agents and sessions, the newest first",
      discussion: """
        Those of the root and of all its agents, or of one agent. Leaves no trace: what is unfinished is shown with its last step; the \
        next command that changes agents, or `warren operations recover`, finishes it or takes it back.

        Kinds: \(kinds.map(\.rawValue).joined(separator: ", ")).
        """,
      options: [
        .oneAgent, .values("kind", "KIND", "Only of this kind"), .flag("unfinished", "Only those that are not finished"), .limit,
        .flag("ids", "Print the bare ids, one a line"),
      ],
      examples: [
        ExampleSpec("warren operations list --kind agent_delete", "Which agents were deleted"),
        ExampleSpec("warren operations list --unfinished", "What a crash has left"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let query = OperationQuery(limit: try command.rows(), kinds: Set(try chosen(command)), unfinished: command.has("unfinished"))
    let page = try await context.operations.operations(query, in: command.oneOrAll())
    if command.has("ids") {
      try context.write(page.operations.map { $0.id.text + "\n" }.joined())
    } else {
      try context.print(page) { text(page, context) }
    }
    return context.report(page.incomplete)
  }

  private static func chosen(_ command: ParsedCommand) throws -> [OperationKind] {
    try command.all("kind").map { word in
      guard let kind = kinds.first(where: { $0.rawValue.utf8.elementsEqual(word) }) else {
        throw ParseError(
          .invalidValue, "`\(TextEscape.shown(word))` is no kind of operation.", word: word,
          remedy: "The kinds are \(kinds.map(\.rawValue).joined(separator: ", ")).", path: command.path)
      }
      return kind
    }
  }

  private static func text(_ page: OperationPage, _ context: CommandContext) -> String {
    if page.hasMore { context.note("There are older ones: see them with --limit all.") }
    if page.operations.isEmpty { context.note("There are no such operations.") }
    return OperationText.table(page.operations, context)
  }
}
