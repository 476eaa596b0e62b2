import JSON
import TestSupport
import Testing

/// `sessions export` while others write, and where something cannot be read.
@Suite struct ExportTests {
  /// An agent of 600 sessions, the last of them the longest ago; the first has more than fits a pipe.
  private func agentOfManySessions(_ warren: WarrenCommand) {
    warren("agents", "create", "a", "--backend", "jsonl")
    // Makes the directory of the sessions.
    warren("sessions", "send", "s000", "--agent", "a", "hello")
    let long = String(repeating: "x", count: 2000)
    for number in 0..<600 {
      let file = file(warren, number)
      Files.write(file, String(repeating: "{\"role\":\"user\",\"content\":\"\(long)\"}\n", count: number == 0 ? 500 : 1))
      Files.setTime(file, seconds: 1_700_000_000 - number)
    }
  }

  private func key(_ number: Int) -> String { "s" + String(String(1000 + number).dropFirst()) }

  private func file(_ warren: WarrenCommand, _ number: Int) -> String { "\(warren.root)/agents/a/sessions/\(key(number)).jsonl" }

  /// Starts an export and reads one line: it then waits, the pipe being full, in its first session.
  private func startedExport(_ warren: WarrenCommand, _ words: [String]) throws -> Child {
    let child = Child([Products.path("warren"), "sessions", "export"] + words, environment: ["WARREN_ROOT": warren.root])
    _ = try #require(child.readLine())
    return child
  }

  private func keys(_ output: [UInt8]) throws -> [String] {
    try output.split(separator: 0x0A).compactMap {
      var scanner = JSONScanner()
      return try scanner.scan(Array($0)).text("session")
    }
  }

  @Test(arguments: [["--agent", "a"], ["--all-agents"]]) func sessionsThatAreWrittenMeanwhileAreNotLost(_ scope: [String]) throws {
    let warren = WarrenCommand()
    agentOfManySessions(warren)
    let child = try startedExport(warren, scope)
    for number in [599, 550] { #expect(warren("sessions", "send", key(number), "--agent", "a", "more").status == 0) }
    let outcome = child.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let seen = try keys(outcome.output)
    #expect((0..<600).map(key).filter { !Set(seen).contains($0) } == [])
    #expect(seen == seen.sorted())
  }

  @Test func sessionsThatAreDeletedMeanwhileAreSkipped() throws {
    let warren = WarrenCommand()
    agentOfManySessions(warren)
    let child = try startedExport(warren, ["--agent", "a"])
    Files.remove(file(warren, 300))
    let outcome = child.finish()
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let seen = try Set(keys(outcome.output))
    #expect((0..<600).map(key).filter { !seen.contains($0) } == [key(300)])
  }

  @Test func aSessionThatCannotBeReadIsReportedAndTheRestPrinted() throws {
    let warren = WarrenCommand()
    agentOfManySessions(warren)
    let child = try startedExport(warren, ["--agent", "a", "--json"])
    Files.remove(file(warren, 300))
    Files.makeFIFO(file(warren, 300))
    let outcome = child.finish()
    #expect(outcome.status == 2)
    let seen = try Set(keys(outcome.output))
    #expect((0..<600).map(key).filter { !seen.contains($0) } == [key(300)])
    var scanner = JSONScanner()
    let failure = try scanner.scan(Array(outcome.errors.utf8))
    #expect(try failure.text("agent") == "a" && failure.text("session") == key(300))
    #expect(try failure["error"]?.text("code") == "not_a_regular_file")
  }

  @Test(arguments: [true, false]) func whatCannotBeReadIsReportedAndTheRestPrinted(_ isJSON: Bool) throws {
    let warren = WarrenCommand()
    for agent in ["a", "bad", "c", "worse"] {
      warren("agents", "create", agent)
      warren("sessions", "send", "k", "--agent", agent, "hello")
    }
    for agent in ["bad", "worse"] {
      Files.write("\(warren.root)/agents/\(agent)/sessions.sqlite", String(repeating: "garbage", count: 100))
    }
    let outcome = warren.run(["sessions", "export", "--all-agents", "-q"] + (isJSON ? ["--json"] : []))
    #expect(outcome.status == 2)
    #expect(outcome.text.split(separator: "\n").count == 2)
    let errors = outcome.errors.split(separator: "\n")
    #expect(errors.count == 2)
    for (agent, line) in zip(["bad", "worse"], errors) {
      if isJSON {
        var scanner = JSONScanner()
        let failure = try scanner.scan(Array(line.utf8))
        #expect(try failure.text("agent") == agent && failure["error"]?.text("code") == "not_a_database")
        #expect(failure["error"]?["remedy"] != nil && failure["error"]?["subject"] != nil)
      } else {
        #expect(line.hasPrefix("warren: \(agent): "))
      }
    }
    let alone = warren("sessions", "export", "--agent", "bad", "--json")
    #expect(alone.status == 65)
    #expect(try alone.errorCode() == "not_a_database")
  }

  @Test func failuresOfListsAreJSONToo() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "bad")
    Files.write("\(warren.root)/agents/bad/sessions.sqlite", String(repeating: "garbage", count: 100))
    for words in [["list"], ["search", "hello"]] {
      let outcome = warren.run(["sessions"] + words + ["--all-agents", "--json"])
      #expect(outcome.status == 2)
      #expect(try outcome.errorCode() == "not_a_database")
    }
  }
}
