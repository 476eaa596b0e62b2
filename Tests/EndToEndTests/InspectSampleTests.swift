import JSON
import TestSupport
import Testing

/// `warren inspect` on the sample trees: the counts are those of their statements, and looking leaves no trace.
@Suite(.enabled(if: Project.samples != nil, "the sample generators lie beside the project")) struct InspectSampleTests {
  private let fixture = InspectFixture()

  /// Makes a tree; answers what the generator says of it.
  private func make(_ program: String, _ options: [String]) throws -> JSONValue {
    let made = Child.run(["python3", "\(Project.samples ?? "")/\(program)", fixture.path("tree")] + options)
    try #require(made.status == 0, "\(made.errors)")
    var scanner = JSONScanner()
    let text = made.errors.drop { $0 != "{" }.prefix { $0 != ";" }
    return try scanner.scan(Array(text.utf8))
  }

  private func tree(_ path: String = "") -> String { fixture.path("tree" + path) }

  private func listing() -> [UInt8] {
    Child.run(["python3", "\(Project.samples ?? "")/tree_listing.py", "--identity", tree()]).output
  }

  @Test(arguments: ["json", "sqlite", "mixed"], [1, 7]) func openClaw(_ era: String, _ seed: Int) throws {
    let said = try make("make_openclaw_state.py", ["--era", era, "--seed", "\(seed)"])
    let before = listing()
    let outcome = fixture.inspect(tree(), "--json")
    #expect(outcome.status == 2)
    let report = try outcome.json()
    #expect(try report.text("kind") == "root" && report.text("layout") == "openclaw")
    #expect(try report.text("era") == (era == "json" ? "files" : "mixed"))
    #expect(report.number("agents") == said.number("agents"))
    #expect(report.number("sessions") == said["sessions"]?.number("distinct_in_agents"))
    #expect(report.number("messages") == said["messages"]?.number("distinct_in_agents"))
    let formats = try fixture.formats(report)
    #expect(formats.contains { $0.hasPrefix("openclaw_json x") })
    if era != "json" {
      #expect(formats.contains { $0.hasPrefix("openclaw_sqlite 22 nodes x") } && formats.contains("openclaw_sqlite 99 nodes x1"))
      #expect(try report.texts("incomplete", "code").contains("newer_schema"))
    }
    #expect(listing() == before)
  }

  @Test func openClawsAgentsAndFilesAddUpToWhatStatusSays() throws {
    _ = try make("make_openclaw_state.py", ["--era", "mixed"])
    let before = listing()
    let status = try WarrenCommand(root: tree())("status", "--json").json()
    for agent in status.list("agents") {
      let name = try #require(try agent.text("name"))
      let report = try fixture.json(tree("/agents/\(name)"))
      #expect(report.number("sessions") == agent.number("sessions") && report.number("messages") == agent.number("messages"), "\(name)")
      #expect((try agent.text("state") == "degraded") == !report.list("incomplete").isEmpty, "\(name)")
      // Paths of findings are below the agent's own.
      #expect(!(try report.texts("findings", "subject").contains { $0?.hasPrefix("agents/\(name)") ?? false }), "\(name)")
    }
    #expect(listing() == before)
  }

  @Test func everyFileOfOpenClawIsAnAnswerOrAnErrorAndUntouched() throws {
    _ = try make("make_openclaw_state.py", ["--era", "mixed", "--agents", "2", "--sessions", "3"])
    let before = listing()
    for file in Files.files(below: tree()) {
      let outcome = fixture.inspect(file, "--json")
      #expect([0, 65].contains(outcome.status), "\(file): \(outcome.status)")
      if outcome.status == 0 { #expect(try outcome.json().text("layout") != nil, "\(file)") }
    }
    #expect(listing() == before)
  }

  @Test(arguments: [[], ["--leave-wal", "--seed", "5"]]) func zeroClaw(_ options: [String]) throws {
    _ = try make("make_zeroclaw_workspace.py", options)
    let before = listing()
    let outcome = fixture.inspect(tree(), "--json")
    #expect(outcome.status == 0)
    let report = try outcome.json()
    let totals = try #require(try WarrenCommand(root: tree())("status", "--json").json()["totals"])
    #expect(try report.text("layout") == "zeroclaw" && report.text("era") == "mixed")
    for member in ["agents", "sessions", "messages", "running", "bytes"] { #expect(report.number(member) == totals.number(member)) }
    let formats = try fixture.formats(report)
    for format in [
      "zeroclaw_acp_sqlite x1", "zeroclaw_archive x1", "zeroclaw_importing x1", "zeroclaw_migrated x1", "zeroclaw_sqlite current x1",
      "zeroclaw_stray_sqlite current x1",
    ] { #expect(formats.contains(format), "\(formats)") }
    let elsewhere = try report.list("findings").filter { try $0.text("code") == "store_elsewhere" }
    #expect(elsewhere.count == 2)
    let shared = try fixture.json(tree("/data/sessions"))
    #expect(try shared.text("kind") == "sessions" && shared.text("layout") == "zeroclaw")
    #expect(try fixture.formats(fixture.json(tree("/data/sessions/acp-sessions.db"))) == ["zeroclaw_acp_sqlite x1"])
    #expect(fixture.inspect(tree("/data"), "--json").status == 65)
    #expect(listing() == before)
  }

  @Test(arguments: [("2026-03", "2026-03"), ("current", "current")]) func databasesOfZeroClawByTheirAge(
    _ schema: String, _ version: String
  ) throws {
    let made = Child.run(
      ["python3", "\(Project.samples ?? "")/make_zeroclaw_db.py", tree(), "--schema", schema, "--clean", "--leave-wal", "--sessions", "5"])
    try #require(made.status == 0, "\(made.errors)")
    let before = listing()
    let report = try fixture.json(tree("/sessions/sessions.db"))
    #expect(try fixture.formats(report) == ["zeroclaw_sqlite \(version) x1"])
    #expect(report.number("sessions") == 5)
    #expect(listing() == before)
  }

  @Test func aFleetIsCountedAsStatusCountsIt() throws {
    let said = try make("make_fleet.py", ["--backend", "mixed", "--agents", "16", "--awkward"])
    let before = listing()
    let outcome = fixture.inspect(tree(), "--json")
    #expect(outcome.status == 2)
    let report = try outcome.json()
    #expect(report.number("agents") == said.number("agents") && report.number("sessions") == said.number("sessions"))
    #expect(try report.text("era") == "mixed")
    #expect(listing() == before)
  }
}
