import TestSupport
import Testing

/// What others may do while an agent is being deleted, and what comes after it under its name.
@Suite(.serialized) struct RecreationTests {
  let warren = WarrenCommand()

  @Test func nothingElseHappensToTheAgentWhileItIsDrained() async throws {
    for name in ["a", "other"] { try #require(warren.make(name, backend: "sqlite", texts: ["old of \(name)"])) }
    let uuid = try warren.uuid(of: "a")
    let writer = Child([Products.path("TestDriver"), "idle", warren.root, "a"])
    #expect(writer.readLine() == "ready")
    // A foreign reader keeps the deletion in its drain for as long as the test likes.
    let reader = CutGround.reader(of: "\(warren.path(of: "a"))/sessions.sqlite")
    let deleter = warren.start(["agents", "delete", "a", "--yes", "--wait", "600"])
    #expect(await eventually { Files.exists("\(warren.path(of: "a"))/\(warren.gate)") })

    let refused = warren("agents", "create", "a", "--json")
    #expect(refused.status == 75)
    #expect(try refused.errorCode() == "deleting")
    for words in [
      ["operations", "recover", "--wait", "0"], ["agents", "rename", "other", "new", "--wait", "0"],
      ["agents", "delete", "other", "--yes", "--wait", "0"],
    ] {
      let busy = warren.run(words + ["--json"])
      #expect(busy.status == 75, "\(words)")
      let error = try #require(try busy.error())
      #expect(try error.text("code") == "busy")
      let message = try error.text("message") ?? ""
      #expect(message.contains("process \(deleter.pid)") && message.contains("warren agents delete"), "\(message)")
    }
    let late = warren("sessions", "send", "k", "--agent", "a", "late", "--json")
    #expect(late.status == 75)
    #expect(try late.errorCode() == "deleting")
    writer.send("late\n")
    #expect(writer.readLine() == "! deleting")
    // The data of others is nobody's business but their own.
    for number in 0..<5 { #expect(warren("sessions", "send", "k", "--agent", "other", "\(number)").status == 0) }
    #expect(try warren.texts(of: "other") == ["old of other", "0", "1", "2", "3", "4"])
    let rows = try warren("status", "--json").json()
    #expect(try rows.list("agents").map { try $0.text("state") } == ["deleting", "ok"])
    #expect(try !rows.texts("findings", "code").contains("operation_unfinished"))
    let under = try warren("operations", "list", "--unfinished", "--json").json()
    #expect(try under.texts("operations", "step") == ["gated"])

    _ = reader.finish()
    #expect(deleter.finish().status == 0)
    #expect(warren("agents", "create", "a").status == 0)
    #expect(try warren.uuid(of: "a") != uuid)
    // Who wrote to the old one is told so, and writes to the new one only when asked anew.
    writer.send("late\n")
    #expect(writer.readLine() == "! deleted")
    writer.send("new\n")
    #expect(writer.readLine() == "1")
    #expect(writer.finish().status == 0)
    #expect(try warren.texts(of: "a") == ["new"])
    #expect(warren("agents", "restore", "a", "--json").status != 0)
    #expect(warren("agents", "restore", "a", "--as", "former").status == 0)
    #expect(try warren.texts(of: "former") == ["old of a", "opened"])
  }

  /// Many processes delete, restore, rename and create the same two names at once: every agent that was made is still there, once.
  @Test func racesOverOneNameLoseNoAgent() async throws {
    let choices: [[String]] = [
      ["agents", "create", "a"], ["agents", "delete", "a", "--yes", "--wait", "20"], ["agents", "restore", "a", "--wait", "20"],
      ["agents", "rename", "a", "b", "--wait", "20"], ["agents", "rename", "b", "a", "--wait", "20"],
      ["agents", "delete", "b", "--yes", "--wait", "20"],
    ]
    try #require(warren("agents", "create", "a").status == 0)
    let warren = warren
    let results = try await Threads.map(Array(0..<6)) { _ in
      (0..<8).map { _ -> (words: [String], status: Int32, errors: String) in
        let words = choices[Int.random(in: choices.indices)]
        let outcome = warren.run(words)
        return (words, outcome.status, outcome.errors)
      }
    }.joined()
    // Bad where a name was deleted more than once, or is taken; unknown; busy.
    for result in results { #expect([0, 65, 66, 75].contains(result.status), "\(result.words): \(result.errors)") }
    let made = 1 + results.filter { $0.status == 0 && $0.words[1] == "create" }.count
    let present = try warren("agents", "list", "--json").json().texts("agents", "uuid")
    let deleted = try warren("agents", "list", "--deleted", "--json").json().texts("agents", "uuid")
    #expect(Set(present + deleted).count == made && present.count + deleted.count == made)
    #expect(try warren.remains().isEmpty)
    let answers = Dictionary(grouping: results) { "\($0.words[1]) \($0.status)" }.map { "\($0.key): \($0.value.count)" }.sorted()
    print("races: \(made) agents made, \(present.count) there, \(deleted.count) in the trash; exit statuses \(answers)")
  }

  /// After a crash between the rename and the tombstone the agent is neither unknown nor free: readers are told so, the first who wants to
  /// write settles it.
  @Test(arguments: ["delete", "rename"]) func agentOnItsWayIsNotUnknown(_ verb: String) throws {
    try #require(warren.make("a", backend: "sqlite", texts: ["old"]))
    let words = verb == "delete" ? ["agents", "delete", "a", "--yes"] : ["agents", "rename", "a", "b"]
    #expect(warren.run(words, environment: ["WARREN_CUT": "renamed"]).status == 128 + 9)
    let before = Files.listing(warren.root)
    for name in verb == "delete" ? ["a"] : ["a", "b"] {
      let outcome = warren("sessions", "history", "k", "--agent", name, "--json")
      #expect(outcome.status == 75)
      #expect(try outcome.errorCode() == "deleting")
    }
    let known = try warren("operations", "list", "--agent", "a", "--json").json()
    #expect(try known.texts("operations", "state") == ["pending"])
    #expect(Files.listing(warren.root) == before)
    let late = warren("sessions", "send", "k", "--agent", "a", "late", "--json")
    #expect(late.status == 66)
    #expect(try late.errorCode() == (verb == "delete" ? "deleted" : "agent_unknown"))
    #expect(try warren.remains().isEmpty)
    // The name is free, and the old agent where it was to go.
    #expect(warren("agents", "create", "a").status == 0)
    #expect(try warren.texts(of: "a") == nil)
    if verb == "delete" { #expect(warren("agents", "restore", "a", "--as", "b").status == 0) }
    #expect(try warren.texts(of: "b") == ["old"])
  }
}
