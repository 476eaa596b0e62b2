internal import CommandTree
internal import WarrenModel

enum SessionsExport {
  static let verb = Verb(
    spec: CommandSpec(
      "export", "Print messages as JSON lines",
      discussion: """
        One message a line, oldest first in each session; every session where no KEY is given, agent by agent, in the order of keys. What \
        cannot be read is reported, the rest is printed, and the exit status is 2.
        """,
      arguments: [ArgumentSpec("KEY", "The key of one session", required: false)],
      options: [
        .oneAgent, .allAgents, .value("format", "FORMAT", "The form of the output", allowed: ["jsonl"], defaultText: "jsonl"),
        .flag("generations", "Also former generations"),
      ], exclusive: [["agent", "all-agents"]],
      examples: [ExampleSpec("warren sessions export --agent alice > alice.jsonl", "All that an agent has")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let export = SessionExport(context: context, generations: command.has("generations"))
    switch (try command.scope(), command.argument("KEY")) {
    case (.all, nil): try await export.writeAll()
    case (.all, .some):
      throw ParseError(.conflictingOptions, "A key belongs to one agent.", remedy: "Give --agent NAME.", path: command.path)
    case (.one(let agent), nil): try await export.write(agent)
    case (.one(let agent), .some(let word)): try await export.write(try SessionKey(bytes: word), of: agent)
    }
    try export.flush()
    return context.report(export.failures)
  }
}
