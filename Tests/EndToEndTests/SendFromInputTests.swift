import JSON
import TestSupport
import Testing

/// `sessions send --stdin`: which lines are taken, which refused, and how that is said.
@Suite struct SendFromInputTests {
  private func send(_ warren: WarrenCommand, _ input: String, _ words: String...) -> WarrenCommand.Outcome {
    warren.run(["sessions", "send", "k", "--agent", "a", "--stdin"] + words, input: input)
  }

  @Test func aLineThatIsTooLongIsRefusedAndTheOthersKept() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a")
    let long = "{\"text\":\"" + String(repeating: "x", count: 64 << 20) + "\"}"
    let outcome = send(warren, "{\"text\":\"one\"}\n\(long)\n{\"text\":\"three\"}\n", "--json")
    #expect(outcome.status == 2)
    #expect(outcome.text == "{\"line\":1,\"id\":1}\n{\"line\":3,\"id\":2}\n")
    #expect(try outcome.errorCode() == "too_large")
    #expect(outcome.errors.hasPrefix("{\"line\":2,"))
    #expect(try warren("sessions", "history", "k", "--agent", "a", "--json").json().texts("messages", "text") == ["one", "three"])
  }

  @Test(arguments: ["sqlite", "jsonl"]) func refusalsComeInTheOrderOfTheLinesEachWithARemedy(_ backend: String) throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a", "--backend", backend)
    let input = """
      {"text":"one","idempotency_key":"i"}
      {"text":"other","idempotency_key":"i"}
      junk
      {"text":"other","idempotency_key":"i"}
      []
      {"role":"user"}
      {"text":"x","text":"y"}
      {"text":"\\ud800"}
      {"text":7}
      """
    let outcome = send(warren, input, "--json")
    #expect(outcome.status == 2)
    let refusals = try outcome.errors.split(separator: "\n").map {
      var scanner = JSONScanner()
      return try scanner.scan(Array($0.utf8))
    }
    #expect(refusals.map { $0.number("line") } == [2, 3, 4, 5, 6, 7, 8, 9])
    for refusal in refusals { #expect(try refusal["error"]?.text("remedy") != nil, "\(refusal.rawBytes)") }
  }

  @Test(arguments: ["sqlite", "jsonl"]) func contentBesideATextIsKept(_ backend: String) throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a", "--backend", backend)
    #expect(send(warren, "{\"text\":\"T\",\"content\":\"C\"}\n{\"text\":\"U\",\"content\":[1]}\n").status == 0)
    let history = try warren("sessions", "history", "k", "--agent", "a", "--json").json()
    #expect(try history.texts("messages", "text") == ["T", "U"])
    let bodies = history["messages"]?.elements.compactMap { $0["body"] } ?? []
    #expect(try bodies.first?.text("content") == "C")
    #expect(bodies.last?["content"]?.elements.map(\.int64) == [1])
  }

  @Test func theAgentIsFoundBeforeAnythingIsRead() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "b")
    let outcome = send(warren, "", "--json")
    #expect(outcome.status == 66)
    #expect(try outcome.errorCode() == "agent_unknown")
    let before = Files.listing(warren.root)
    #expect(warren("sessions", "send", "k", "--agent", "b", "--stdin").status == 0)
    #expect(Files.listing(warren.root) == before)
  }
}
