internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsHistory {
  static let verb = Verb(
    spec: CommandSpec(
      "history", "Print messages of a session, oldest first",
      discussion: "Without a cursor the newest N; next_cursor then leads to older ones.",
      arguments: [ArgumentSpec("KEY", "The key of the session")],
      options: [
        .agent, .limit, .value("before", "CURSOR", "Messages before this cursor"), .value("after", "CURSOR", "Messages after this cursor"),
        .flag("oldest", "Begin at the oldest message"), .value("generation", "N", "A former generation", defaultText: "the current one"),
        .value("role", "ROLE", "Only messages of this role"),
      ], exclusive: [["before", "after", "oldest"]]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let query = HistoryQuery(
      position: try position(command), limit: try command.rows(),
      generation: try command.integer("generation", in: 1...Int64(Int32.max)).map(Int.init),
      role: try command.text("role"))
    let page = try await context.operations.history(command.key(), of: command.agent(), query)
    try context.print(page) { text(page, context) }
    return .done
  }

  private static func position(_ command: ParsedCommand) throws -> HistoryQuery.Position {
    if let text = try command.text("before") { return .before(try HistoryCursor(text: text).id ?? .max) }
    if let text = try command.text("after") { return .after(try HistoryCursor(text: text).id ?? .min) }
    return command.has("oldest") ? .oldest : .newest
  }

  private static func text(_ page: HistoryPage, _ context: CommandContext) -> String {
    if let next = page.next {
      let option = if case .before = next.position { "--before" } else { "--after" }
      context.note("More: \(option) \(next.text)")
    }
    return page.messages.map { message in
      let time = message.createdAt.map { "  \($0)" } ?? ""
      // Lines of people stay lines; what could steer the terminal is escaped.
      let lines = message.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + TextEscape.shown(String($0)) }
      return "[\(message.id)] \(TextEscape.shown(message.role))\(time)\n\(lines.joined(separator: "\n"))\n"
    }.joined()
  }
}
