import JSON
import TestSupport
import Testing
import WarrenModel

/// What `inspect` makes of a report.
@Suite struct InspectVerbTests {
  private func report(findings: [Finding] = [], incomplete: [AgentFailure] = []) -> InspectionReport {
    InspectionReport(
      path: RawPath("/r"), kind: .root, layout: .openclaw,
      formats: [.init(format: .openclawSQLite, version: "22", schema: "nodes", count: 3), .init(format: .openclawJSON, count: 2)],
      agents: 4,
      sessions: 7, messages: nil, bytes: 2048, findings: findings, incomplete: incomplete)
  }

  private func finding(_ code: String, _ severity: Finding.Severity, _ subject: String) -> Finding {
    Finding(code: code, severity: severity, subject: Array(subject.utf8), evidence: "seen", remedy: "Mend it.")
  }

  @Test func textNamesKindEraFormatsAndEachKindOfFindingOnce() async throws {
    let findings = [finding("odd", .warning, "a"), finding("bad", .warning, "b\u{1B}"), finding("odd", .warning, "c")]
    let script = Script(inspection: report(findings: findings))
    let run = await CommandRun("inspect /r", script)
    #expect(run.status == 0)
    #expect(run.calls.isEmpty)
    #expect(run.output.contains("a state root of OpenClaw, sessions in files and databases\n"))
    #expect(run.output.contains("messages  not read\n"))
    #expect(run.output.contains("openclaw_sqlite  22       nodes       3\n"))
    #expect(run.output.contains("warning: a: seen (odd, and 1 more). Mend it.\n"))
    #expect(run.output.contains("(bad). ") && !run.output.contains("\u{1B}"))
    #expect(await CommandRun("inspect /r -v", script).output.split(separator: "\n").count { $0.contains("(odd)") } == 2)
    #expect(!(await CommandRun("inspect /r -q", script).output.contains("odd")))
  }

  @Test func jsonHoldsTheFindingsAndTheirKinds() async throws {
    let script = Script(
      inspection: report(findings: [finding("odd", .info, "a"), finding("odd", .info, "b"), finding("bad", .error, "c")]))
    let run = await CommandRun("inspect /r --json", script)
    #expect(run.status == 2)
    let json = try run.json()
    #expect(json.list("findings").count == 3)
    #expect(try json.list("oddities").map { try $0["code"]?.string() } == ["bad", "odd"])
    #expect(json.list("oddities").map { $0["count"]?.int64 } == [1, 2])
    #expect(try json["era"]?.string() == "mixed")
    #expect(json["messages"]?.kind == .null)
  }

  @Test func whatCouldNotBeReadEndsWithTwo() async throws {
    let failure = AgentFailure(agent: try AgentName("x"), error: WarrenError(.corrupt, "It is damaged.", remedy: "Restore it."))
    let run = await CommandRun("inspect /r", Script(inspection: report(incomplete: [failure])))
    #expect(run.status == 2)
    #expect(run.output.contains("error: x: It is damaged. Restore it.\n"))
  }

  @Test func nothingAtThePathIsNoSuchObject() async throws {
    let run = await CommandRun("inspect /r --json", Script())
    #expect(run.status == 66)
    #expect(try run.errorCode() == "path_missing")
  }
}
