import ModelJSON
import Testing
import WarrenModel

@Suite struct InspectionTests {
  @Test func aReportHasAllItsFields() throws {
    let finding = Finding(code: "odd", severity: .info, subject: latin, evidence: "seen")
    let report = InspectionReport(
      path: RawPath(bytes: latin), kind: .agent, layout: .zeroclaw,
      formats: [.init(format: .zeroclawSQLite, version: "current", schema: nil, count: 2)], agents: 1, sessions: 2, messages: 30,
      running: 0,
      bytes: 4096, lastActivity: noon, findings: [finding, finding],
      incomplete: [AgentFailure(agent: try AgentName("a"), error: WarrenError(.corrupt, "It is damaged."))])
    let found =
      #"{"code":"odd","severity":"info","subject":"caf%E9","subject_encoded":true,"evidence":"seen","remedy":null,"fixable":false}"#
    let expected =
      #"{"path":"caf%E9","path_encoded":true,"kind":"agent","layout":"zeroclaw","era":"databases","#
      + #""formats":[{"format":"zeroclaw_sqlite","version":"current","schema":null,"count":2}],"agents":1,"sessions":2,"messages":30,"#
      + #""running":0,"bytes":4096,"last_activity":"\#(noonText)","oddities":[{"code":"odd","severity":"info","count":2}],"#
      + #""findings":[\#(found),\#(found)],"incomplete":[{"agent":"a","code":"corrupt","message":"It is damaged."}]}"#
    #expect(json(report) == expected)
  }

  @Test func whatIsUnknownIsNull() {
    let report = InspectionReport(path: RawPath("/f"), kind: .file, layout: nil, formats: [], bytes: nil)
    let expected =
      #"{"path":"/f","kind":"file","layout":null,"era":null,"formats":[],"agents":null,"sessions":null,"messages":null,"#
      + #""running":null,"bytes":null,"last_activity":null,"oddities":[],"findings":[],"incomplete":[]}"#
    #expect(json(report) == expected)
  }
}
