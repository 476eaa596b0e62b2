import TestSupport
import Testing

/// What `--quiet` leaves out, what a flag given twice means, and the width of tables that go to a file.
@Suite struct QuietTests {
  @Test(arguments: [["status"], ["agents", "list"]]) func quietLeavesOutFindingsAndKeepsErrors(_ words: [String]) {
    let warren = WarrenCommand()
    warren("agents", "create", "a")
    warren("agents", "create", "broken")
    Files.write("\(warren.root)/agents/broken/.warren.json", "not a manifest")
    Files.link("\(warren.root)/agents/dangling", to: "nowhere")
    Files.write("\(warren.root)/agents/file", "no agent")
    let loud = warren.run(words).text
    #expect(loud.contains("symlink_dangling") && loud.contains("see them with -v"))
    let quiet = warren.run(words + ["-q"])
    #expect(!quiet.text.contains("symlink_dangling") && !quiet.text.contains("see them with -v"))
    #expect(!warren.run(words + ["-q", "-v"]).text.contains("symlink_dangling"))
    #expect(quiet.text.contains("error: broken: "))
  }

  @Test func aFlagMayBeGivenTwice() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a")
    #expect(try warren("--json", "agents", "list", "--json", "-qq").json().texts("agents", "name") == ["a"])
  }

  @Test func oneLongNameDoesNotWidenTheOtherRows() {
    let warren = WarrenCommand()
    let name = String(repeating: "n", count: 255)
    for agent in ["a", name] { warren("agents", "create", agent) }
    for words in [["status"], ["agents", "list"]] {
      let rows = warren.run(words).text.split(separator: "\n")
      #expect(rows.contains { $0.hasPrefix(name) })
      #expect(rows.contains { $0.hasPrefix("a     ok  ") })
    }
  }
}
