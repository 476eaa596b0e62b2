internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsSearch {
  static let verb = Verb(
    spec: CommandSpec(
      "search", "Find messages by their words",
      discussion: """
        All words must occur; "…" is a phrase, a word that ends in * a prefix; any text is a valid query. The newest messages come first. \
        Across all agents, hits come agent by agent in the order of their names, the newest (with --ranked, the best) first within each.
        """,
      arguments: [ArgumentSpec("TEXT", "What to look for")],
      options: [
        .oneAgent, .allAgents, .limit, .value("cursor", "CURSOR", "Go on behind the page that gave it as next_cursor"),
        .flag("ranked", "The best matches first"), .flag("history", "Also in former generations"),
        .value("role", "ROLE", "Only messages of this role"),
        .value("session", "KEY", "Only in this session"),
      ], exclusive: [["agent", "all-agents"]],
      examples: [ExampleSpec("warren sessions search 'backup finished' --all-agents", "Everywhere")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let scope = try command.scope()
    var query = SearchQuery(
      text: try command.utf8(command.argument("TEXT") ?? [], "TEXT"), limit: try command.rows() ?? 1000,
      cursor: try command.text("cursor").map { try SearchCursor(text: $0) }, order: command.has("ranked") ? .ranked : .newest,
      role: try command.text("role"), session: try command.value("session").map { try SessionKey(bytes: $0) },
      history: command.has("history"))
    var page = try await context.operations.search(query, in: scope)
    if try command.rows() == nil {
      while let next = page.next {
        query = query.at(next)
        let more = try await context.operations.search(query, in: scope)
        // A page may begin with the agent that the one before ended with.
        let incomplete = page.incomplete + more.incomplete.filter { !page.incomplete.contains($0) }
        page = SearchPage(hits: page.hits + more.hits, next: more.next, incomplete: incomplete)
      }
    }
    try context.print(page) { text(page, isOne: scope != .all, context) }
    return context.report(page.incomplete)
  }

  private static func text(_ page: SearchPage, isOne: Bool, _ context: CommandContext) -> String {
    var table = context.table(
      (isOne ? [] : [.init("AGENT", shrinks: true)]) + [
        .init("SESSION", shrinks: true), .init("ID", .right), .init("ROLE"), .init("WHEN"), .init("TEXT", shrinks: true),
      ])
    for hit in page.hits {
      table.add(
        (isOne ? [] : [.init(hit.agent?.bytes ?? [UInt8(ascii: "-")])]) + [
          .init(hit.session.bytes), .init("\(hit.message)"), .init(hit.role), .init(context.age(hit.createdAt)), .init(hit.snippet),
        ])
    }
    if let next = page.next { context.note("More: --cursor \(next.text)") }
    if page.hits.isEmpty { context.note("Nothing was found.") }
    return page.hits.isEmpty ? "" : table.text()
  }
}

extension SearchQuery {
  /// The same query, going on at a cursor.
  fileprivate func at(_ cursor: SearchCursor) -> SearchQuery {
    SearchQuery(text: text, limit: limit, cursor: cursor, order: order, role: role, session: session, history: history)
  }
}
