import JSON
import TestSupport
import Testing

/// The sample trees: what a correct tool finds there, and that looking leaves no trace.
@Suite(.enabled(if: Project.samples != nil, "the sample generators lie beside the project")) struct FleetTests {
  private let directory = TemporaryDirectory("fleet")

  private func python(_ script: String, _ words: [String]) -> (status: Int32, output: [UInt8], errors: String) {
    Child.run(["python3", "\(Project.samples ?? "")/\(script)"] + words)
  }

  private func listing() -> [UInt8] { python("tree_listing.py", ["--identity", directory.path("fleet")]).output }

  @Test(arguments: [(1, 40, 3, 6), (2, 120, 1, 2), (3, 17, 9, 20)])
  func jsonlFleetsAreCountedRight(_ size: (seed: Int, agents: Int, sessions: Int, messages: Int)) throws {
    let made = python(
      "make_fleet.py",
      [
        directory.path("fleet"), "--backend", "jsonl", "--seed", "\(size.seed)", "--agents", "\(size.agents)", "--sessions",
        "\(size.sessions)",
        "--messages", "\(size.messages)",
      ])
    try #require(made.status == 0, "\(made.errors)")
    let before = listing()
    let warren = WarrenCommand(root: directory.path("fleet"))
    let status = warren("status", "--json")
    #expect(status.status == 0)
    Files.write(directory.path("status.json"), status.output)
    let sessions = warren("sessions", "list", "--all-agents", "--limit", "all", "--json")
    Files.write(directory.path("sessions.json"), sessions.output)
    let check = python(
      "check_status.py",
      [directory.path("fleet.expected.json"), directory.path("status.json"), "--sessions", directory.path("sessions.json")])
    #expect(check.status == 0, "\(String(decoding: check.output, as: UTF8.self))")
    for words in [["agents", "list"], ["sessions", "search", "the", "--all-agents"], ["sessions", "export", "--all-agents"]] {
      #expect(warren.run(words).status == 0)
    }
    #expect(listing() == before)
  }

  @Test func awkwardFleetHasItsAgentsNamesAndLinks() throws {
    try #require(python("make_fleet.py", [directory.path("fleet"), "--backend", "jsonl", "--agents", "16", "--awkward"]).status == 0)
    let before = listing()
    let warren = WarrenCommand(root: directory.path("fleet"))
    let status = warren("status", "--json")
    #expect(status.status == 2)
    Files.write(directory.path("status.json"), status.output)
    let check = python("check_status.py", [directory.path("fleet.expected.json"), directory.path("status.json")])
    // Foreign databases are not read yet; names, links, states of what can be read, and the number of databases are right.
    let lines = String(decoding: check.output, as: UTF8.self).split(separator: "\n")
    for line in lines {
      for word in ["missing", "not an agent", "listed twice", "also_known_as", "totals.agents", "totals.databases", "error absent"] {
        #expect(!line.contains(word), "\(line)")
      }
    }
    #expect(listing() == before)
  }

  @Test func foreignRootIsNotWrittenTo() throws {
    try #require(python("make_fleet.py", [directory.path("fleet"), "--backend", "jsonl", "--agents", "3"]).status == 0)
    let before = listing()
    let warren = WarrenCommand(root: directory.path("fleet"))
    for words in [["sessions", "send", "k", "--agent", "agent-00000", "x"], ["sessions", "name", "k", "T", "--agent", "agent-00001"]] {
      let outcome = warren.run(words + ["--json"])
      #expect(outcome.status == 65)
      #expect(try outcome.errorCode() == "foreign_root")
    }
    let refused = warren("init", "--json")
    #expect(refused.status == 65)
    #expect(try refused.errorCode() == "foreign_root")
    #expect(listing() == before)
    #expect(warren("init", "--adopt").status == 0)
    #expect(warren("sessions", "send", "k", "--agent", "agent-00000", "x").status == 0)
  }

  @Test func unreadStoreBesideAReadOneIsNotHidden() throws {
    try #require(python("make_fleet.py", [directory.path("fleet"), "--backend", "mixed", "--agents", "8", "--seed", "3"]).status == 0)
    let warren = WarrenCommand(root: directory.path("fleet"))
    let status = warren("status", "--json")
    #expect(status.status == 2)
    let json = try status.json()
    for agent in try #require(json["agents"]).elements {
      let hasDatabase = Files.exists("\(warren.root)/agents/\(try agent.text("name") ?? "")/sessions/sessions.db")
      #expect(try agent.text("state") == (hasDatabase ? "degraded" : "ok"))
      #expect((agent["error"]?.isNull ?? true) == !hasDatabase)
    }
    #expect(warren("sessions", "list", "--all-agents").status == 2)
    #expect(warren("sessions", "search", "the", "--all-agents").status == 2)
  }
}
