internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

enum SessionsExport {
  /// Messages of one page: a slice between which writers get their turn.
  private static let pageSize = 1000
  /// Bytes that are gathered before they are written.
  private static let chunk = 1 << 16

  static let verb = Verb(
    spec: CommandSpec(
      "export", "Print messages as JSON lines",
      discussion: "One message a line, oldest first in each session; every session where no KEY is given.",
      arguments: [ArgumentSpec("KEY", "The key of one session", required: false)],
      options: [
        .oneAgent, .allAgents, .value("format", "FORMAT", "The form of the output", allowed: ["jsonl"], defaultText: "jsonl"),
        .flag("generations", "Also former generations"),
      ], exclusive: [["agent", "all-agents"]],
      examples: [ExampleSpec("warren sessions export --agent alice > alice.jsonl", "All that an agent has")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let scope = try command.scope()
    let export = Export(context: context)
    var failures: [AgentFailure] = []
    if let word = command.argument("KEY") {
      let key = try SessionKey(bytes: word)
      guard case .one(let selector) = scope else {
        throw ParseError(.conflictingOptions, "A key belongs to one agent.", remedy: "Give --agent NAME.", path: command.path)
      }
      let agent = try await context.operations.agent(selector)
      try await export.write(context.operations.session(key, of: selector).owned(by: agent.name), of: agent.name)
      try export.flush()
      return .done
    }
    var cursor: ListCursor?
    repeat {
      let page = try await context.operations.sessions(
        SessionQuery(limit: 500, cursor: cursor, generations: command.has("generations")), in: scope)
      if cursor == nil { failures = page.incomplete }
      for session in page.sessions {
        guard let agent = session.agent else { continue }
        try await export.write(session, of: agent)
      }
      cursor = page.next
    } while cursor != nil
    try export.flush()
    return context.report(failures)
  }

  /// The output of one export, gathered into chunks.
  private final class Export {
    private let context: CommandContext
    private var writer = JSONWriter()

    init(context: CommandContext) { self.context = context }

    func write(_ session: SessionSummary, of agent: AgentName) async throws {
      var position = HistoryQuery.Position.oldest
      while true {
        let page = try await context.operations.history(
          session.key, of: AgentSelector(agent), HistoryQuery(position: position, limit: pageSize, generation: session.generation))
        for message in page.messages {
          message.writeLine(to: &writer, agent: agent, session: session.key, generation: page.generation)
          if writer.bytes.count >= chunk { try flush() }
        }
        guard let next = page.next else { return }
        position = next.position
      }
    }

    func flush() throws {
      let bytes = writer.take()
      if !bytes.isEmpty { try context.environment.writeOutput(bytes) }
    }
  }
}
