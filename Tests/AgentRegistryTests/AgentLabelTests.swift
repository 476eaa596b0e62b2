internal import Testing
internal import WarrenModel

struct AgentLabelTests {
  @Test(
    arguments: [
      ("main", "main"), ("retired_agent", "retired_agent"), ("9lives", "9lives"), ("Ops", "ops"), ("  ops  ", "ops"), ("ops\n", "ops"),
      ("\u{FEFF}ops", "ops"), ("Retired Agent", "retired-agent"), ("team.alpha", "team-alpha"), ("агент✨", nil), ("日本", nil),
      ("--x--", "x"),
      ("-x", "x"), ("x-", "x-"), ("_foo", "_foo"), ("__", "__"), (String(repeating: "a", count: 65), String(repeating: "a", count: 64)),
      (String(repeating: "a", count: 63) + " b", String(repeating: "a", count: 63) + "-"), ("\u{212A}elvin", "kelvin"), ("\u{17F}am", "am"),
      ("İstanbul", "i-stanbul"), ("É.bot", "bot"), ("Sub2API OPS", "sub2api-ops"), ("agent:ops", "agent-ops"),
    ] as [(String, String?)])
  func theWorkedExamplesHold(_ name: String, _ label: String?) throws {
    #expect(AgentLabel(of: try AgentName(name))?.text == label)
  }
}
