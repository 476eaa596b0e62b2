internal import CommandTree
internal import WarrenModel

/// Plans for sessions, for people.
enum SessionPlanText {
  /// All of a plan: what it comes to, and its sessions.
  static func text(_ plan: SessionPlan, force: Bool, _ context: CommandContext) -> String {
    var rows: [(String, String)] = [
      ("agent", TextEscape.shown(plan.agent.bytes)), ("sessions", "\(plan.sessions.count)"), ("messages", "\(plan.messages)"),
      ("content", plan.purge ? "is removed for good" : "is kept and can be brought back"),
    ]
    if plan.leftovers > 0 { rows.append(("leftovers", "\(plan.leftovers)")) }
    rows += plan.running.map { (force ? "running" : "refused", "a turn is running in \(TextEscape.shown($0.bytes))") }
    if plan.sessions.isEmpty { return FactText.lines(rows) }
    var table = context.table([
      .init("SESSION", shrinks: true), .init("NAME", shrinks: true), .init("MESSAGES", .right), .init("GENERATION", .right),
      .init("LAST ACTIVITY"),
    ])
    for session in plan.sessions {
      table.add([
        .init(session.key.bytes), .init(session.name ?? "-"), .init("\(session.messageCount)"), .init("\(session.generation)"),
        .init(context.age(session.lastActivity)),
      ])
    }
    return FactText.lines(rows) + "\n" + table.text()
  }

  /// What a question says of it.
  static func short(_ plan: SessionPlan) -> String {
    let running = plan.running.isEmpty ? "" : ", a turn is running in \(Counted.text(plan.running.count, "session"))"
    return """
      \(TextEscape.shown(plan.agent.bytes)): \(Counted.text(plan.sessions.count, "session")), \(Counted.text(plan.messages, "message"))\(running)
      Removed for good: it cannot be undone.

      """
  }
}
