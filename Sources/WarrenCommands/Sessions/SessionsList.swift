internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsList {
  static let verb = Verb(
    spec: CommandSpec(
      "list", "List sessions, the latest activity first",
      options: [
        .oneAgent, .allAgents, .limit, .value("cursor", "CURSOR", "Go on behind the page that gave it as next_cursor"),
        .flag("generations", "Also former generations, which resets have closed"),
        .value("state", "STATE", "Only sessions in this state", allowed: SessionQuery.StateFilter.allCases.map(\.rawValue)),
        .value("contains", "TEXT", "Only sessions whose key or name holds this text"),
      ], exclusive: [["agent", "all-agents"]],
      examples: [ExampleSpec("warren sessions list --all-agents --limit all --json", "Every session of every agent")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let scope = try command.scope()
    let query = SessionQuery(
      limit: try command.rows(), cursor: try command.text("cursor").map { try ListCursor(text: $0) },
      state: command.value("state").flatMap { SessionQuery.StateFilter(rawValue: String(decoding: $0, as: UTF8.self)) },
      containing: try command.text("contains"), generations: command.has("generations"))
    let page = try await context.operations.sessions(query, in: scope)
    try context.print(page) { text(page, isOne: scope != .all, context) }
    return context.report(page.incomplete)
  }

  private static func text(_ page: SessionPage, isOne: Bool, _ context: CommandContext) -> String {
    var table = context.table(
      (isOne ? [] : [.init("AGENT", shrinks: true)]) + [
        .init("KEY", shrinks: true), .init("NAME", shrinks: true), .init("STATE"), .init("MESSAGES", .right), .init("GENERATION", .right),
        .init("LAST ACTIVITY"),
      ])
    for session in page.sessions {
      table.add(
        (isOne ? [] : [.init(session.agent?.bytes ?? [UInt8(ascii: "-")])]) + [
          .init(session.key.bytes), .init(session.name ?? "-"), .init(session.archived ? "archived" : session.state.name),
          .init("\(session.messageCount)"), .init("\(session.generation)"), .init(context.age(session.lastActivity)),
        ])
    }
    if let next = page.next { context.note("More: --cursor \(next.text)") }
    if page.sessions.isEmpty { context.note("There are no sessions.") }
    return page.sessions.isEmpty ? "" : table.text()
  }
}
