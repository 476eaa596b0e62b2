internal import CommandTree
internal import WarrenModel

/// One agent for people: a line a fact.
enum AgentText {
  static func text(_ agent: AgentSummary, _ context: CommandContext) -> String {
    var rows: [(String, String)] = [
      ("name", TextEscape.shown(agent.name.bytes)), ("state", agent.state.rawValue), ("uuid", agent.uuid ?? "-"),
      ("label", agent.label?.text ?? "-"),
      ("layout", agent.layout?.rawValue ?? "-"), ("backend", agent.backend ?? "-"), ("directory", TextEscape.shown(agent.directory.bytes)),
      ("database", agent.database.map { TextEscape.shown($0.bytes) } ?? "-"),
    ]
    for path in agent.alsoKnownAs { rows.append(("also known as", TextEscape.shown(path.bytes))) }
    if let counts = agent.counts {
      rows += [
        ("sessions", "\(counts.sessions)"), ("messages", "\(counts.messages)"), ("running", "\(counts.running)"),
        ("size", ByteSize.shown(counts.bytes)), ("last activity", counts.lastActivity.map { "\($0) (\(context.age($0)))" } ?? "-"),
      ]
    }
    for finding in agent.findings where context.isVerbose || finding.severity != .info {
      rows.append((finding.severity.rawValue, "\(TextEscape.shown(finding.evidence)) (\(finding.code))"))
    }
    if let error = agent.error { rows.append(("error", error.message + (error.remedy.map { " " + $0 } ?? ""))) }
    return FactText.lines(rows)
  }
}
