internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

enum SessionsSend {
  static let verb = Verb(
    spec: CommandSpec(
      "send", "Append a message to a session, which is made where it does not exist",
      discussion: """
        With --stdin, one JSON object a line is read: {"role":…,"text":…}; "content" is taken where there is no "text", "idempotency_key" makes a line safe to \
        send again, other fields are kept. For each, {"line":…,"id":…} is printed after its commit. \
        A line that is refused is reported with its number, the others are kept, and the exit status is 2; 64 MB is the most a line may have.
        """,
      arguments: [ArgumentSpec("KEY", "The key of the session"), ArgumentSpec("TEXT", "The text of the message", required: false)],
      options: [
        .agent, .value("role", "ROLE", "Who says it", defaultText: "user"), .flag("stdin", "Read messages as JSON lines"),
        .value("idempotency-key", "KEY", "Sent again with the same key and text, nothing is written"),
      ], exclusive: [["stdin", "role"], ["stdin", "idempotency-key"]],
      examples: [
        ExampleSpec("warren sessions send main --agent alice 'Good morning'", "One message"),
        ExampleSpec("warren sessions send main --agent alice --stdin < messages.jsonl", "Many"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let key = try command.key()
    if command.has("stdin") {
      if command.argument("TEXT") != nil {
        throw ParseError(.conflictingOptions, "TEXT and --stdin exclude each other.", path: command.path)
      }
      return try await SendFromInput(context: context, agent: command.agent(), key: key).run()
    }
    guard let word = command.argument("TEXT") else {
      throw ParseError(.missingArgument, "TEXT is missing.", remedy: "Give it, or --stdin.", path: command.path)
    }
    let message = NewMessage(role: try command.text("role") ?? "user", text: try command.utf8(word, "TEXT"))
    let request = AppendRequest(session: key, messages: [message], idempotencyKey: try command.text("idempotency-key"))
    let ids = try await context.operations.append(request, to: command.agent())
    try context.print(Sent(session: key, ids: ids)) { "\(ids.first ?? 0)\n" }
    return .done
  }

  /// What `send` answers.
  private struct Sent: JSONWritable {
    let session: SessionKey
    let ids: [Int64]

    func write(to writer: inout JSONWriter) {
      writer.beginObject()
      writer.field("session", raw: session.bytes)
      writer.field("id", ids.first)
      writer.endObject()
    }
  }
}
