internal import CommandTree
internal import ModelJSON
internal import WarrenModel

/// Plans for agents, for people and as the answer to a dry run.
enum AgentPlanText {
  /// The plans that a question lists; a longer list would scroll the question's beginning away.
  private static let mostListed = 20

  /// Prints what deleting would do; the status that it would end with as things are.
  static func print(_ plans: AgentPlans, force: Bool, _ context: CommandContext) throws -> ExitStatus {
    try context.print(plans) {
      if plans.plans.count > 1, !context.isVerbose { return table(plans.plans, force: force, context) }
      return plans.plans.map { facts($0, force: force, context) }.joined(separator: "\n") + totals(plans.plans)
    }
    _ = context.report(plans.failures)
    return status(plans.plans.map { $0.blocks(force: force).first } + plans.failures.map(\.error))
  }

  /// The same for one.
  static func print(_ plan: AgentPlan, force: Bool, _ context: CommandContext) throws -> ExitStatus {
    try context.print(plan) { facts(plan, force: force, context) }
    return status([plan.blocks(force: force).first])
  }

  /// What refuses each, nil for those that nothing refuses.
  private static func status(_ refusals: [WarrenError?]) -> ExitStatus {
    let errors = refusals.compactMap(\.self)
    guard let first = errors.first else { return .done }
    return errors.count < refusals.count ? .partly : ExitStatus(first.code)
  }

  /// All of a plan, a line a fact.
  private static func facts(_ plan: AgentPlan, force: Bool, _ context: CommandContext) -> String {
    var rows: [(String, String)] = [
      ("agent", TextEscape.shown(plan.agent.bytes)), ("uuid", plan.uuid ?? "-"), ("directory", TextEscape.shown(plan.directory.bytes)),
    ]
    rows += plan.alsoKnownAs.map { ("also known as", TextEscape.shown($0.bytes)) }
    rows += [
      ("destination", TextEscape.shown(plan.destination.bytes)), ("backend", plan.backend.map { TextEscape.shown($0) } ?? "-"),
      ("files", "\(plan.files)"), ("size", ByteSize.shown(plan.bytes)), ("sessions", shown(plan.sessions)),
      ("messages", shown(plan.messages)), ("last activity", plan.lastActivity.map { "\($0) (\(context.age($0)))" } ?? "-"),
    ]
    rows += plan.running.map { ("running", TextEscape.shown($0.bytes)) }
    rows += plan.holders.map { ("open in", shown($0)) }
    if plan.holdersMayBeHidden { rows.append(("open in", "perhaps others, which the system does not show")) }
    rows += plan.blocks(force: force).map { ("refused", shown($0)) }
    for finding in plan.findings where context.isVerbose || finding.severity != .info {
      rows.append((finding.severity.rawValue, "\(TextEscape.shown(finding.evidence)) (\(finding.code))"))
    }
    return FactText.lines(rows)
  }

  /// Several plans, a row each, and below them what refuses them.
  private static func table(_ plans: [AgentPlan], force: Bool, _ context: CommandContext) -> String {
    var table = context.table([
      .init("AGENT", shrinks: true), .init("SIZE", .right), .init("FILES", .right), .init("SESSIONS", .right), .init("MESSAGES", .right),
      .init("RUNNING", .right), .init("LAST ACTIVITY"), .init("OPEN IN", shrinks: true), .init("REFUSED"),
      .init("DIRECTORY", shrinks: true),
    ])
    var notes = ""
    for plan in plans {
      let blocks = plan.blocks(force: force)
      table.add([
        .init(plan.agent.bytes), .init(ByteSize.shown(plan.bytes)), .init("\(plan.files)"), .init(shown(plan.sessions)),
        .init(shown(plan.messages)), .init("\(plan.running.count)"), .init(context.age(plan.lastActivity)),
        .init(plan.holders.isEmpty ? "-" : plan.holders.map(shown).joined(separator: ", ")), .init(blocks.first?.code.rawValue ?? "-"),
        .init(plan.directory.bytes),
      ])
      let name = TextEscape.shown(plan.agent.bytes)
      notes += plan.alsoKnownAs.map { "\(name): also known as \(TextEscape.shown($0.bytes))\n" }.joined()
      notes += blocks.map { "\(name): refused: \(shown($0))\n" }.joined()
    }
    return table.text() + totals(plans) + notes
  }

  /// What a question says of them.
  static func short(_ plans: [AgentPlan], _ change: AgentChange, _ context: CommandContext) -> String {
    var text = ""
    for plan in plans.prefix(mostListed) {
      let sessions = plan.sessions.map { Counted.text($0, "session") + ", " } ?? ""
      let messages = plan.messages.map { Counted.text($0, "message") + ", " } ?? ""
      text += "\(TextEscape.shown(plan.agent.bytes)): \(sessions)\(messages)\(ByteSize.shown(plan.bytes)), "
      text += "last activity \(context.age(plan.lastActivity)), \(TextEscape.shown(plan.directory.bytes))\n"
      if !plan.holders.isEmpty { text += "  open in \(plan.holders.map(shown).joined(separator: ", "))\n" }
      if !plan.running.isEmpty { text += "  a turn is running in \(Counted.text(plan.running.count, "session"))\n" }
      text += plan.blocks(force: change.force).map { "  refused: \(shown($0))\n" }.joined()
    }
    if plans.count > mostListed { text += "and \(plans.count - mostListed) more\n" }
    return text + totals(plans)
  }

  /// Nothing for one, whose line says it all.
  private static func totals(_ plans: [AgentPlan]) -> String {
    if plans.count < 2 { return "" }
    let sessions = plans.reduce(0) { $0 + ($1.sessions ?? 0) }
    let messages = plans.reduce(0) { $0 + ($1.messages ?? 0) }
    let bytes = plans.reduce(Int64(0)) { $0 + $1.bytes }
    return "\n\(plans.count) agents, \(Counted.text(sessions, "session")), \(Counted.text(messages, "message")), \(ByteSize.shown(bytes))\n"
  }

  private static func shown(_ count: Int?) -> String { count.map(String.init) ?? "-" }

  private static func shown(_ error: WarrenError) -> String {
    "\(TextEscape.shown(error.message))\(error.remedy.map { " " + TextEscape.shown($0) } ?? "") (\(error.code.rawValue))"
  }

  private static func shown(_ holder: AgentPlan.Holder) -> String {
    let command = holder.command.map { TextEscape.shown($0) } ?? "an unknown program"
    return command + (holder.pid.map { " (process \($0))" } ?? "")
  }
}
