internal import CommandTree
internal import WarrenModel

/// Errors and findings of a root for people.
enum FindingsText {
  /// Errors of rows always; findings unless only results are wanted, those that are only worth knowing where more is asked for.
  static func text(of status: RootStatus, _ context: CommandContext) -> String {
    var lines: [String] = []
    for agent in status.agents {
      if let error = agent.error {
        lines.append("error: \(TextEscape.shown(agent.name.bytes)): \(error.message)" + (error.remedy.map { " " + $0 } ?? ""))
      }
    }
    let all = context.isVerbose
    let findings = context.isQuiet ? [] : status.agents.flatMap(\.findings) + status.findings
    for finding in findings where all || finding.severity != .info {
      lines.append(
        "\(finding.severity.rawValue): \(TextEscape.shown(finding.subject)): \(TextEscape.shown(finding.evidence)) (\(finding.code))"
          + (finding.remedy.map { ". " + $0 } ?? ""))
    }
    let hidden = all ? 0 : findings.count { $0.severity == .info }
    if hidden > 0 { lines.append("\(hidden) more worth knowing: see them with -v") }
    return lines.map { $0 + "\n" }.joined()
  }
}
