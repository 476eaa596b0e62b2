internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum Status {
  static let verb = Verb(
    spec: CommandSpec(
      "status", "Show all agents with their databases and counts",
      discussion: """
        Reads and leaves no trace. A store that cannot be read is its row's error; the others are counted, and the exit status is 2. A store \
        that several agents lead to is counted once in the totals.
        """,
      options: [.oneAgent],
      examples: [
        ExampleSpec("warren status --json", "The same for programs"), ExampleSpec("warren status --agent alice", "One agent"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let status = try await context.operations.status(command.oneOrAll())
    try context.print(status, withCounts: true) { text(status, context) }
    return status.agents.contains { $0.error != nil } ? .partly : .done
  }

  private static func text(_ status: RootStatus, _ context: CommandContext) -> String {
    var table = context.table([
      .init("NAME", shrinks: true), .init("STATE"), .init("BACKEND"), .init("SESSIONS", .right), .init("MESSAGES", .right),
      .init("SIZE", .right),
      .init("RUNNING", .right), .init("LAST ACTIVITY"), .init("DATABASE", shrinks: true),
    ])
    for agent in status.agents {
      let counts = agent.counts
      table.add([
        .init(agent.name.bytes), .init(agent.state.rawValue), .init(agent.backend ?? "-"), .init(shown(counts?.sessions)),
        .init(shown(counts?.messages)),
        .init(counts.map { ByteSize.shown($0.bytes) } ?? "-"), .init(shown(counts?.running)),
        .init(counts.map { context.age($0.lastActivity) } ?? "-"),
        .init(agent.database?.bytes ?? [UInt8(ascii: "-")]),
      ])
    }
    var text = status.agents.isEmpty ? "" : table.text() + "\n"
    text += "\(TextEscape.shown(status.root.bytes)): \(status.layout.rawValue)\(status.managed ? "" : ", not managed")"
    if let totals = status.totals {
      text += ", \(totals.agents) agents, \(totals.databases) databases, \(totals.sessions) sessions, \(totals.messages) messages, "
      text += "\(ByteSize.shown(totals.bytes)), \(totals.running) running"
    }
    return text + "\n" + FindingsText.text(of: status, context)
  }

  private static func shown(_ count: Int?) -> String { count.map(String.init) ?? "-" }
}
