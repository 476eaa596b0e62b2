import JSON
import ModelJSON
import Testing
import WarrenModel

@Suite struct StatusTests {
  private let finding = Finding(
    code: "wal_large", severity: .warning, subject: Array("agents/a".utf8), evidence: "64 MiB", remedy: "Compact.", fixable: true)
  private let findingText =
    #"{"code":"wal_large","severity":"warning","subject":"agents/a","evidence":"64 MiB","remedy":"Compact.","fixable":true}"#

  private func healthy() throws -> AgentSummary {
    let name = try AgentName("Work Agent")
    return AgentSummary(
      name: name, label: AgentLabel(of: name), uuid: "u-1", layout: .native, backend: "sqlite", directory: RawPath("/r/agents/Work Agent"),
      database: RawPath("/r/agents/Work Agent/sessions.sqlite"), alsoKnownAs: [RawPath("/r/agents/link")],
      counts: StoreSummary(sessions: 2, messages: 30, running: 1, lastActivity: noon, bytes: 4096), state: .ok, findings: [finding])
  }

  private let healthyStart =
    #"{"name":"Work Agent","label":"work-agent","uuid":"u-1","layout":"native","backend":"sqlite","directory":"/r/agents/Work Agent","#
    + #""database":"/r/agents/Work Agent/sessions.sqlite","also_known_as":[{"path":"/r/agents/link"}],"#
  private var healthyCounts: String { #""sessions":2,"messages":30,"bytes":4096,"running":1,"last_activity":"\#(noonText)","# }
  private var healthyEnd: String { #""state":"ok","findings":[\#(findingText)],"error":null}"# }

  @Test func anAgentHasAllItsFields() throws {
    #expect(try json(healthy()) == healthyStart + healthyCounts + healthyEnd)
  }

  @Test func countsThatAreUnknownAreNull() throws {
    let name = try AgentName(bytes: latin)
    let agent = AgentSummary(
      name: name, label: nil, uuid: nil, layout: nil, backend: nil, directory: RawPath(bytes: Array("/r/agents/".utf8) + latin),
      database: nil,
      alsoKnownAs: [RawPath(bytes: latin)], state: .degraded,
      error: WarrenError(.corrupt, "The database is damaged.", remedy: "Restore it.", subject: latin, cause: "secret"))
    let expected =
      #"{"name":"caf%E9","name_encoded":true,"label":null,"uuid":null,"layout":null,"backend":null,"directory":"/r/agents/caf%E9","#
      + #""directory_encoded":true,"database":null,"also_known_as":[{"path":"caf%E9","path_encoded":true}],"sessions":null,"messages":null,"#
      + #""bytes":null,"running":null,"last_activity":null,"state":"degraded","findings":[],"#
      + #""error":{"code":"corrupt","message":"The database is damaged.","remedy":"Restore it.","subject":"caf%E9","subject_encoded":true}}"#
    #expect(json(agent) == expected)
  }

  @Test func statusHasTotalsAndCounts() throws {
    let totals = RootStatus.Totals(agents: 1, databases: 1, sessions: 2, messages: 30, bytes: 4096, running: 1)
    let status = RootStatus(
      root: RawPath("/r"), managed: true, layout: .native, totals: totals, agents: [try healthy()], findings: [finding])
    let expected =
      #"{"root":"/r","managed":true,"layout":"native","totals":{"agents":1,"databases":1,"sessions":2,"messages":30,"bytes":4096,"running":1},"#
      + #""agents":["# + healthyStart + healthyCounts + healthyEnd + #"],"findings":["# + findingText + "]}"
    #expect(json(status) == expected)
  }

  @Test func aListHasNeither() throws {
    let status = RootStatus(
      root: RawPath(bytes: [0x2F, 0xFF]), managed: false, layout: .mixed, totals: nil, agents: [try healthy()], findings: [])
    var writer = JSONWriter()
    status.write(to: &writer, withCounts: false)
    let expected =
      #"{"root":"/%FF","root_encoded":true,"managed":false,"layout":"mixed","agents":["# + healthyStart + healthyEnd + #"],"findings":[]}"#
    #expect(text(writer.take()) == expected)
  }

  /// Two spellings of one text are two names, and a per cent sign in a name that is UTF-8 is only that.
  @Test func namesThatAreUTF8AreExact() throws {
    for name in ["cafe\u{301}", "caf\u{E9}", "日本", "_foo", "-rf", "a\nb\"\\", "100%41"] {
      let agent = AgentSummary(
        name: try AgentName(name), label: nil, uuid: nil, layout: nil, backend: nil, directory: RawPath("/"), database: nil, state: .absent)
      var scanner = JSONScanner()
      let value = try scanner.scan(agent.json())
      #expect(value["name"]?.utf8 == Array(name.utf8))
      #expect(value["name_encoded"] == nil)
    }
  }

  @Test func anErrorIsAnObjectOfItsOwn() {
    #expect(
      json(WarrenError(.agentUnknown, "There is no such agent.", subject: Array("x".utf8)))
        == #"{"error":{"code":"agent_unknown","message":"There is no such agent.","remedy":null,"subject":"x"}}"#)
    #expect(json(WarrenError(.busy, "Busy.")) == #"{"error":{"code":"busy","message":"Busy.","remedy":null,"subject":null}}"#)
  }

  @Test func aFindingOfAStrangeNameIsEncoded() {
    #expect(
      json(Finding(code: "c", severity: .error, subject: latin, evidence: "e"))
        == #"{"code":"c","severity":"error","subject":"caf%E9","subject_encoded":true,"evidence":"e","remedy":null,"fixable":false}"#)
  }
}
