import JSON
import TestSupport
import Testing

/// The grammar and the output that scripts rely on, on the real binary.
@Suite struct CommandTests {
  static let names = [
    "alice", "Retired Agent", "retired-agent", "日本", "_foo", "-rf", "--all-agents", "cafe\u{301}", "café", "line\nbreak", "tab\there",
    "\u{1B}[31mred",
    "..foo", "...", "%41gent", "$(id)", "*", String(repeating: "n", count: 255),
  ]

  @Test func firstSession() throws {
    let warren = WarrenCommand()
    #expect(warren("status").status == 66)
    #expect(!Files.exists(warren.root))
    #expect(warren("init").status == 0)
    #expect(warren("init").status == 0)
    #expect(warren("agents", "create", "alice").status == 0)
    #expect(warren("sessions", "send", "main", "--agent", "alice", "Has the backup finished?").text == "1\n")
    #expect(warren("sessions", "send", "main", "--agent", "alice", "--role", "assistant", "Yes, at 02:14.").text == "2\n")
    let history = try warren("sessions", "history", "main", "--agent", "alice", "--json").json()
    #expect(try history.texts("messages", "text") == ["Has the backup finished?", "Yes, at 02:14."])
    #expect(try history.texts("messages", "role") == ["user", "assistant"])
    #expect(try history.text("session") == "main" && history.number("generation") == 1)
    let hits = try warren("sessions", "search", "backup", "--all-agents", "--json").json()
    #expect(try hits.texts("hits", "agent") == ["alice"])
    let status = try warren("status", "--json").json()
    #expect(status["totals"]?.number("agents") == 1 && status["totals"]?.number("messages") == 2)
    #expect(try status.texts("agents", "state") == ["ok"])
    #expect(warren("status").text.contains("alice"))
  }

  @Test(arguments: ["sqlite", "jsonl"]) func awkwardNamesAreDifferentAgents(_ backend: String) throws {
    let warren = WarrenCommand()
    for name in Self.names { #expect(warren("agents", "create", "--backend", backend, "--", name).status == 0) }
    for name in Self.names { #expect(warren("sessions", "send", "k", "--agent=\(name)", "I am \(name)").status == 0) }
    let listed = try warren("agents", "list", "--json").json()
    let found = try listed.texts("agents", "name").compactMap { $0 }
    #expect(Set(found.map { Array($0.utf8) }) == Set(Self.names.map { Array($0.utf8) }))
    for name in Self.names {
      let history = try warren("sessions", "history", "k", "--agent=\(name)", "--json").json()
      #expect(try history.texts("messages", "text").map { $0.map { Array($0.utf8) } } == [Array("I am \(name)".utf8)])
    }
    // One row an agent, whatever is in its name.
    let rows = warren("agents", "list").text.split(separator: "\n").filter { $0.contains(backend) }
    #expect(rows.count == Self.names.count)
    #expect(!warren("agents", "list").text.contains("\u{1B}"))
  }

  @Test func selectorsFindByNameUUIDAndUniqueLabel() throws {
    let warren = WarrenCommand()
    for name in ["Retired Agent", "Solo Agent", "retired-agent"] { warren("agents", "create", name) }
    let uuid = try #require(try warren("agents", "show", "Solo Agent", "--json").json().text("uuid"))
    for word in ["Solo Agent", "solo-agent", uuid] {
      #expect(try warren("agents", "show", word, "--json").json().text("name") == "Solo Agent")
    }
    #expect(try warren("agents", "show", "retired-agent", "--json").json().text("name") == "retired-agent")
    let unknown = warren("agents", "show", "solo-agnet", "--json")
    #expect(unknown.status == 66)
    #expect(try unknown.errorCode() == "agent_unknown")
    #expect(unknown.errors.contains("Solo Agent"))
  }

  @Test func ambiguousLabelIsAnErrorWithTheCandidates() throws {
    let warren = WarrenCommand()
    for name in ["Team Alpha", "team.alpha"] { warren("agents", "create", name) }
    let before = Files.listing(warren.root)
    let outcome = warren("sessions", "send", "k", "--agent", "team-alpha", "x", "--json")
    #expect(outcome.status == 65)
    #expect(try outcome.errorCode() == "agent_ambiguous")
    #expect(outcome.errors.contains("Team Alpha") && outcome.errors.contains("team.alpha"))
    #expect(warren("sessions", "send", "k", "--agent", "nobody", "x").status == 66)
    #expect(Files.listing(warren.root) == before)
  }

  @Test func exitStatusTellsTheKindOfError() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "alice")
    let cases: [([String], Int32)] = [
      (["agents", "create", "alice"], 65), (["agents", "create", "a/b"], 65), (["agents", "create", ".."], 65),
      (["agents", "create", ""], 65),
      (["agents", "create", "x", "--backend", "sqlit"], 64), (["agents", "lst"], 64), (["--nope"], 64), (["sessions", "list"], 64),
      (["sessions", "history", "none", "--agent", "alice"], 66), (["sessions", "name", "none", "T", "--agent", "alice"], 66),
      (["sessions", "search", " ", "--agent", "alice"], 65), (["sessions", "list", "--agent", "alice", "--limit", "0"], 64),
      (["sessions", "list", "--agent", "alice", "--cursor", "junk"], 65), (["sessions", "send", "", "--agent", "alice", "x"], 65),
      (["sessions", "state", "k", "asleep", "--agent", "alice"], 64), (["version"], 0), (["help", "sessions", "send"], 0),
      (["--version"], 0),
    ]
    for (words, status) in cases {
      let outcome = warren.run(words)
      #expect(outcome.status == status, "\(words): \(outcome.errors)")
      if status != 0 { #expect(!outcome.errors.isEmpty && outcome.output.isEmpty) }
    }
    #expect(warren("agents", "lst").errors.contains("list"))
  }

  @Test(arguments: ["sqlite", "jsonl"]) func linesAreAnsweredOneByOne(_ backend: String) throws {
    let warren = WarrenCommand()
    warren("agents", "create", "alice", "--backend", backend)
    let input = """
      {"role":"user","text":"one","idempotency_key":"a"}
      {"role":"assistant","content":"two","model":"x","n":1.10}
      not json

      {"text":"three"}
      {"role":"user","text":"other","idempotency_key":"a"}
      {"role":"user","text":"one","idempotency_key":"a"}
      {"role":7,"text":"x"}
      """
    let outcome = warren("sessions", "send", "k", "--agent", "alice", "--stdin", input: input)
    #expect(outcome.status == 2)
    #expect(outcome.text == "{\"line\":1,\"id\":1}\n{\"line\":2,\"id\":2}\n{\"line\":5,\"id\":3}\n{\"line\":7,\"id\":1}\n")
    for line in ["line 3", "line 6", "line 8"] { #expect(outcome.errors.contains(line)) }
    let history = try warren("sessions", "history", "k", "--agent", "alice", "--json").json()
    #expect(try history.texts("messages", "text") == ["one", "two", "three"])
    #expect(
      history["messages"]?.elements.map { String(decoding: $0["body"]?.rawBytes ?? [], as: UTF8.self) }[1].contains("\"n\":1.10") == true)
  }

  @Test(arguments: ["sqlite", "jsonl"]) func historyIsPagedByItsCursors(_ backend: String) throws {
    let warren = WarrenCommand()
    warren("agents", "create", "alice", "--backend", backend)
    let input = (1...25).map { "{\"text\":\"\($0)\"}\n" }.joined()
    #expect(warren("sessions", "send", "k", "--agent", "alice", "--stdin", input: input).status == 0)
    var seen: [String] = []
    var words = ["sessions", "history", "k", "--agent", "alice", "--limit", "10", "--json"]
    while true {
      let page = try warren.run(words).json()
      seen = try page.texts("messages", "text").compactMap { $0 } + seen
      guard let cursor = try page.text("next_cursor") else { break }
      words = ["sessions", "history", "k", "--agent", "alice", "--limit", "10", "--json", "--before", cursor]
    }
    #expect(seen == (1...25).map(String.init))
    #expect(
      try warren("sessions", "history", "k", "--agent", "alice", "--limit", "all", "--json").json().texts("messages", "text").count == 25)
  }

  @Test func sessionsOfAllAgentsAreMergedAndPaged() throws {
    let warren = WarrenCommand()
    for agent in ["a", "b", "c"] {
      warren("agents", "create", agent, "--backend", agent == "b" ? "jsonl" : "sqlite")
      for key in ["x", "y", "z"] { warren("sessions", "send", key, "--agent", agent, "hello") }
    }
    let whole = try warren("sessions", "list", "--all-agents", "--json").json()
    let all = try zip(whole.texts("sessions", "agent"), whole.texts("sessions", "key")).map { "\($0 ?? "")/\($1 ?? "")" }
    #expect(all.count == 9 && all.first == "c/z")
    var seen: [String] = []
    var cursor: String?
    repeat {
      let page = try warren.run(["sessions", "list", "--all-agents", "--json", "--limit", "2"] + (cursor.map { ["--cursor", $0] } ?? []))
        .json()
      seen += try zip(page.texts("sessions", "agent"), page.texts("sessions", "key")).map { "\($0 ?? "")/\($1 ?? "")" }
      cursor = try page.text("next_cursor")
    } while cursor != nil
    #expect(seen == all)
    #expect(try warren("sessions", "search", "hello", "--all-agents", "--limit", "all", "--json").json().texts("hits", "agent").count == 9)
    var hits = 0
    cursor = nil
    repeat {
      let page = try warren.run(
        ["sessions", "search", "hello", "--all-agents", "--json", "-n", "2"] + (cursor.map { ["--cursor", $0] } ?? [])
      ).json()
      hits += page["hits"]?.elements.map { _ in 1 }.count ?? 0
      cursor = try page.text("next_cursor")
    } while cursor != nil
    #expect(hits == 9)
  }

  @Test func nameStateAndExport() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "alice")
    warren("sessions", "send", "k", "--agent", "alice", "hello")
    #expect(try warren("sessions", "name", "k", "A title", "--agent", "alice", "--json").json().text("name") == "A title")
    #expect(try warren("sessions", "state", "k", "running", "--agent", "alice", "--json").json().text("state") == "running")
    #expect(try warren("status", "--json").json()["totals"]?.number("running") == 1)
    #expect(warren("sessions", "state", "k", "idle", "--agent", "alice").status == 0)
    let line = try warren("sessions", "export", "--agent", "alice").json()
    #expect(try line.text("agent") == "alice" && line.text("session") == "k" && line.text("text") == "hello")
    #expect(warren("sessions", "export", "k", "--agent", "alice").text == warren("sessions", "export", "--all-agents").text)
  }

  @Test func oneBadDatabaseIsItsRowsError() throws {
    let warren = WarrenCommand()
    for agent in ["a", "bad", "c"] {
      warren("agents", "create", agent)
      warren("sessions", "send", "k", "--agent", agent, "hello")
    }
    Files.write(
      "\(warren.root)/agents/bad/sessions.sqlite",
      "garbage and more garbage, longer than a header of a hundred bytes would be, to be sure of it")
    let status = warren("status", "--json")
    #expect(status.status == 2)
    let json = try status.json()
    #expect(try json.texts("agents", "state") == ["ok", "degraded", "ok"])
    #expect(json["totals"]?.number("messages") == 2)
    let listing = warren("sessions", "list", "--all-agents", "--json")
    #expect(listing.status == 2)
    #expect(try listing.json().texts("incomplete", "agent") == ["bad"])
    #expect(warren("sessions", "search", "hello", "--all-agents", "--json").status == 2)
    #expect(warren("sessions", "history", "k", "--agent", "bad").status == 65)
  }

  @Test func readingLeavesNoTrace() throws {
    let warren = WarrenCommand()
    for (agent, backend) in [("a", "sqlite"), ("b", "jsonl")] {
      warren("agents", "create", agent, "--backend", backend)
      warren("sessions", "send", "k", "--agent", agent, "hello")
    }
    Files.makeDirectory("\(warren.root)/agents/hollow")
    let before = Files.listing(warren.root)
    for words in [
      ["status"], ["agents", "list"], ["agents", "show", "a"], ["agents", "show", "hollow"], ["sessions", "list", "--all-agents"],
      ["sessions", "history", "k", "--agent", "a"], ["sessions", "history", "k", "--agent", "b"],
      ["sessions", "search", "hello", "--all-agents"],
      ["sessions", "export", "--all-agents"], ["sessions", "list", "--agent", "hollow"],
    ] {
      #expect(warren.run(words).status == 0, "\(words)")
      #expect(Files.listing(warren.root) == before, "\(words)")
    }
  }

  @Test func hollowDirectoryIsAdoptedByItsFirstMessage() throws {
    let warren = WarrenCommand()
    warren("init")
    Files.makeDirectory("\(warren.root)/agents/hollow")
    #expect(try warren("agents", "show", "hollow", "--json").json().text("state") == "absent")
    #expect(warren("sessions", "send", "k", "--agent", "hollow", "hello").status == 0)
    let shown = try warren("agents", "show", "hollow", "--json").json()
    #expect(try shown.text("state") == "ok" && shown.text("backend") == "sqlite" && shown.text("uuid") != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreScriptsOfTheirShell(_ shell: String) {
    let warren = WarrenCommand()
    let script = warren("completions", shell)
    #expect(script.status == 0 && script.text.contains("sessions"))
    if Child.run(["sh", "-c", "command -v \(shell)"]).status == 0 {
      let file = warren.directory.path("completions")
      Files.write(file, script.output)
      #expect(Child.run([shell, "-n", file]).status == 0)
    }
    #expect(warren("completions", "tcsh").status == 64)
  }

  @Test func bareNamesAreForCompletions() {
    let warren = WarrenCommand()
    for name in ["a", "b c", "line\nbreak"] { warren("agents", "create", name) }
    #expect(warren("agents", "list", "--names", "-q").text == "a\nb c\n")
  }

  @Test func hardLinkedDatabaseIsReadAndNotWritten() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a")
    warren("sessions", "send", "k", "--agent", "a", "hello")
    Files.makeDirectory("\(warren.root)/agents/b")
    Files.hardLink("\(warren.root)/agents/b/sessions.sqlite", to: "\(warren.root)/agents/a/sessions.sqlite")
    let before = Files.listing(warren.root)
    let status = try warren("status", "--json").json()
    #expect(status["totals"]?.number("messages") == 1 && status["totals"]?.number("databases") == 1)
    #expect(try status.texts("agents", "state") == ["ok", "ok"])
    for agent in ["a", "b"] {
      #expect(try warren("sessions", "list", "--agent", agent, "--json").json().texts("sessions", "key") == ["k"])
      #expect(try warren("sessions", "history", "k", "--agent", agent, "--json").json().texts("messages", "text") == ["hello"])
      let outcome = warren("sessions", "send", "k", "--agent", agent, "more", "--json")
      #expect(outcome.status == 65)
      #expect(try outcome.errorCode() == "target_shared")
    }
    #expect(Files.listing(warren.root) == before)
  }

  @Test func copiedDirectoryIsFoundToShareItsUUID() throws {
    let warren = WarrenCommand()
    warren("agents", "create", "a")
    Files.makeDirectory("\(warren.root)/agents/copy")
    for name in Files.names("\(warren.root)/agents/a") {
      Files.write("\(warren.root)/agents/copy/\(name)", Files.read("\(warren.root)/agents/a/\(name)"))
    }
    #expect(try warren("agents", "list", "--json").json().texts("findings", "code").contains("uuid_shared"))
  }

  @Test func closedStandardDescriptorsHarmNothing() {
    let warren = WarrenCommand()
    warren("agents", "create", "a", "--backend", "jsonl")
    let command = "exec '\(Products.path("warren"))' --root '\(warren.root)' sessions send k --agent a hello"
    for closing in [">&-", "2>&-", "<&-", "<&- >&- 2>&-"] {
      #expect(Child.run(["sh", "-c", "\(command) \(closing)"]).status == 0)
    }
    #expect(warren("sessions", "export", "--agent", "a").text.split(separator: "\n").count == 4)
  }

  @Test func hardLinkedSessionFileCountsOnceAndIsNotAppendedTo() throws {
    let warren = WarrenCommand()
    for agent in ["a", "z"] {
      warren("agents", "create", agent, "--backend", "jsonl")
      warren("sessions", "send", "own", "--agent", agent, "hello")
    }
    warren("sessions", "send", "k", "--agent", "a", "shared")
    Files.hardLink("\(warren.root)/agents/z/sessions/k.jsonl", to: "\(warren.root)/agents/a/sessions/k.jsonl")
    let status = try warren("status", "--json").json()
    #expect(status["totals"]?.number("sessions") == 3 && status["totals"]?.number("messages") == 3)
    for agent in ["a", "z"] {
      let outcome = warren("sessions", "send", "k", "--agent", agent, "more", "--json")
      #expect(outcome.status == 65)
      #expect(try outcome.errorCode() == "target_shared")
    }
    #expect(warren("sessions", "send", "own", "--agent", "z", "more").status == 0)
  }

  @Test func cursorBehindEverythingFindsNothing() {
    let warren = WarrenCommand()
    warren("agents", "create", "a", "--backend", "jsonl")
    warren("sessions", "send", "k", "--agent", "a", "hello")
    for order in [[], ["--ranked"]] {
      let words = ["sessions", "search", "hello", "--agent", "a", "--json", "--cursor", "s61.9223372036854775807"]
      #expect(warren.run(words + order).status == 0)
    }
  }
}
