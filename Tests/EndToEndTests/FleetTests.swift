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

  /// One tree of a generator: what `status` and `sessions list` say of it is what its statement says, and the tree stays as it was.
  private func check(_ program: String, _ options: [String], status expected: Int32, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let made = python(program, [directory.path("fleet")] + options)
    try #require(made.status == 0, "\(made.errors)", sourceLocation: sourceLocation)
    let before = listing()
    let warren = WarrenCommand(root: directory.path("fleet"))
    let status = warren("status", "--json")
    #expect(status.status == expected, sourceLocation: sourceLocation)
    Files.write(directory.path("status.json"), status.output)
    let sessions = warren("sessions", "list", "--all-agents", "--limit", "all", "--json")
    Files.write(directory.path("sessions.json"), sessions.output)
    let check = python(
      "check_status.py",
      [directory.path("fleet.expected.json"), directory.path("status.json"), "--sessions", directory.path("sessions.json")])
    #expect(check.status == 0, "\(String(decoding: check.output, as: UTF8.self))", sourceLocation: sourceLocation)
    for words in [["agents", "list"], ["sessions", "search", "the", "--all-agents"], ["sessions", "export", "--all-agents"]] {
      #expect(warren.run(words).status == expected, "\(words)", sourceLocation: sourceLocation)
    }
    #expect(listing() == before, sourceLocation: sourceLocation)
  }

  @Test(arguments: [(1, 40, 3, 6), (2, 120, 1, 2), (3, 17, 9, 20)])
  func jsonlFleetsAreCountedRight(_ size: (seed: Int, agents: Int, sessions: Int, messages: Int)) throws {
    let options = [
      "--backend", "jsonl", "--seed", "\(size.seed)", "--agents", "\(size.agents)", "--sessions", "\(size.sessions)", "--messages",
      "\(size.messages)",
    ]
    try check("make_fleet.py", options, status: 0)
  }

  @Test(arguments: ["jsonl", "sqlite-zeroclaw", "mixed"], [1, 4]) func awkwardFleetsAreCountedRight(_ backend: String, _ seed: Int) throws {
    try check("make_fleet.py", ["--backend", backend, "--agents", "16", "--awkward", "--seed", "\(seed)"], status: 2)
  }

  @Test(arguments: ["json", "sqlite", "mixed"], [1, 7]) func openClawIsCountedRight(_ era: String, _ seed: Int) throws {
    try check("make_openclaw_state.py", ["--era", era, "--seed", "\(seed)"], status: 2)
  }

  @Test(arguments: [[], ["--leave-wal", "--seed", "5"], ["--clean", "--sessions", "40", "--files", "20"]])
  func zeroClawIsCountedRight(_ options: [String]) throws {
    try check("make_zeroclaw_workspace.py", options, status: 0)
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
}
