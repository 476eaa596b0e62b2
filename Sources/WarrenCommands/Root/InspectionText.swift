internal import CommandTree
internal import WarrenModel

/// What lies at a path, for people.
struct InspectionText {
  private let report: InspectionReport
  private let environment: ProgramEnvironment
  private let isQuiet: Bool
  private let isVerbose: Bool

  init(_ report: InspectionReport, _ environment: ProgramEnvironment, isQuiet: Bool, isVerbose: Bool) {
    self.report = report
    self.environment = environment
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
  }

  var text: String {
    FactText.lines(facts) + (report.formats.isEmpty ? "" : "\n" + formats) + errors + (isQuiet ? "" : isVerbose ? findings : oddities)
  }

  private var facts: [(String, String)] {
    var rows = [("path", TextEscape.shown(report.path.bytes)), ("is", kind)]
    if let agents = report.agents { rows.append(("agents", String(agents))) }
    rows.append(("sessions", shown(report.sessions)))
    rows.append(("messages", shown(report.messages)))
    if let running = report.running, running > 0 { rows.append(("running", String(running))) }
    rows.append(("size", report.bytes.map { ByteSize.shown($0) } ?? "not read"))
    if report.lastActivity != nil { rows.append(("last activity", Age.shown(report.lastActivity, now: environment.clock.now))) }
    return rows
  }

  private var kind: String {
    let thing =
      switch report.kind {
      case .root: "a state root"
      case .agent: "an agent directory"
      case .sessions: "a directory of sessions"
      case .file: "a file"
      }
    let owner: String? =
      switch report.layout {
      case .native?: "of Warren"
      case .openclaw?: "of OpenClaw"
      case .zeroclaw?: "of ZeroClaw"
      case .mixed?: "of several programs"
      case nil: nil
      }
    let era: String? =
      switch report.era {
      case .files?: "sessions in files"
      case .databases?: "sessions in databases"
      case .mixed?: "sessions in files and databases"
      case nil: nil
      }
    return [[thing, owner].compactMap(\.self).joined(separator: " "), report.kind == .file ? nil : era].compactMap(\.self)
      .joined(separator: ", ")
  }

  private var formats: String {
    var table = TextTable(
      [.init("FORMAT"), .init("VERSION"), .init("SCHEMA"), .init("COUNT", .right)],
      widthLimit: environment.isOutputTerminal ? environment.width : nil)
    for format in report.formats {
      table.add([
        .init(format.format.rawValue), .init(format.version ?? "-"), .init(format.schema ?? "-"), .init(String(format.count)),
      ])
    }
    return table.text()
  }

  private var errors: String {
    report.incomplete.map { failure in
      "error: \(TextEscape.shown(failure.agent.bytes)): \(failure.error.message)\(failure.error.remedy.map { " " + $0 } ?? "")\n"
    }.joined()
  }

  private var findings: String { report.findings.map { line($0, "") }.joined() }

  /// One line a kind; those that are only worth knowing as well, since what is odd was asked for.
  private var oddities: String {
    report.oddities.map { oddity in line(oddity.example, oddity.count == 1 ? "" : ", and \(oddity.count - 1) more") }.joined()
  }

  private func line(_ finding: Finding, _ more: String) -> String {
    "\(finding.severity.rawValue): \(TextEscape.shown(finding.subject)): \(TextEscape.shown(finding.evidence)) (\(finding.code)\(more))"
      + (finding.remedy.map { ". " + $0 } ?? "") + "\n"
  }

  private func shown(_ count: Int?) -> String { count.map(String.init) ?? "not read" }
}
