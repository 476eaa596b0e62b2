import JSON
import TestSupport
import Testing

/// `warren inspect`: what it says of paths that these tests make.
@Suite struct InspectTests {
  private let fixture = InspectFixture()

  @Test(arguments: ["sqlite", "jsonl"]) func aNativeRootItsAgentAndItsFileAreToldApart(_ backend: String) throws {
    let warren = WarrenCommand(root: fixture.path("root"))
    #expect(warren.make("a", backend: backend, texts: ["one", "two", "three"]))
    let file = backend == "sqlite" ? "sessions.sqlite" : "sessions/k.jsonl"
    let before = Files.listing(fixture.path("root"))
    for (place, kind) in [("root", "root"), ("root/agents/a", "agent"), ("root/agents/a/\(file)", "file")] {
      let outcome = fixture.inspect(fixture.path(place), "--json")
      #expect(outcome.status == 0, "\(place)")
      let report = try outcome.json()
      #expect(try report.text("kind") == kind && report.text("layout") == "native", "\(place)")
      #expect(report.number("sessions") == 1 && report.number("messages") == 3, "\(place)")
      #expect(try fixture.formats(report) == [backend == "sqlite" ? "warren_sqlite 1 x1" : "warren_jsonl x1"], "\(place)")
    }
    #expect(Files.listing(fixture.path("root")) == before)
  }

  @Test func anAgentDirectoryWithoutARootIsReadByItself() throws {
    let warren = WarrenCommand(root: fixture.path("root"))
    #expect(warren.make("a", backend: "sqlite", texts: ["one", "two"]))
    #expect(warren.make("other", backend: "sqlite", texts: ["one"]))
    Files.makeDirectory(fixture.path("copies"))
    Files.rename(fixture.path("root/agents/a"), to: fixture.path("copies/a-copy"))
    let before = Files.listing(fixture.path("copies"))
    let report = try fixture.json(fixture.path("copies/a-copy"))
    #expect(try report.text("kind") == "agent" && report.text("layout") == "native")
    #expect(report.number("sessions") == 1 && report.number("messages") == 2)
    #expect(Files.listing(fixture.path("copies")) == before)
  }

  @Test(arguments: [
    ("nothing", "path_missing", 66), ("file/below", "path_missing", 66), ("fifo", "not_a_regular_file", 65),
    ("fifo.jsonl", "not_a_regular_file", 65), ("empty", "input_invalid", 65), ("loop", "input_invalid", 65),
    ("zero", "store_empty_file", 65), ("file", "input_invalid", 65), ("garbage.db", "not_a_database", 65),
    ("cut/sessions.json", "corrupt", 65), ("root/agents", "input_invalid", 65), ("root/openclaw.json", "input_invalid", 65),
    ("linked", "outside_root", 65),
  ]) func whatCannotBeInspectedIsSaid(_ name: String, _ code: String, _ status: Int32) throws {
    Files.makeFIFO(fixture.path("fifo"))
    Files.makeFIFO(fixture.path("fifo.jsonl"))
    Files.makeDirectory(fixture.path("empty"))
    Files.makeDirectory(fixture.path("linked"))
    Files.link(fixture.path("loop"), to: "loop")
    Files.link(fixture.path("linked/agents"), to: "../empty")
    fixture.write("zero", "")
    fixture.write("file", "[1, 2, 3]\n")
    fixture.write("garbage.db", "SQLite format 3\u{0}" + String(repeating: "x", count: 5000))
    fixture.write("cut/sessions.json", #"{"agent:main:main":{"sessionId":"#)
    fixture.write("root/openclaw.json", "{}")
    Files.makeDirectory(fixture.path("root/agents"))
    let before = Files.listing(fixture.directory.path)
    let outcome = fixture.inspect(fixture.path(name), "--json")
    #expect(outcome.status == status)
    #expect(try outcome.errorCode() == code)
    let error = try #require(try outcome.error())
    #expect(try error.text("subject")?.hasPrefix(fixture.path(name)) == true)
    #expect(try error.text("remedy") != nil)
    #expect(outcome.output.isEmpty)
    #expect(Files.listing(fixture.directory.path) == before)
  }

  @Test func aPathIsNeeded() {
    #expect(fixture.inspect().status == 64)
    #expect(fixture.inspect("").status == 64)
  }

  @Test func aPathMayBeALinkButNothingBelowItIsFollowed() throws {
    fixture.writeStore("outside/sessions")
    fixture.write("outside/lines/sessions/gw_x.jsonl", "{\"role\":\"user\",\"content\":\"hidden\"}\n")
    fixture.writeStore("root/agents/ops/sessions")
    for (link, target) in [
      ("agents/linked", "../../outside"), ("sessions", "../outside/sessions"), ("workspace", "../outside/lines"), ("state", "../outside"),
    ] { Files.link(fixture.path("root/\(link)"), to: target) }
    Files.makeDirectory(fixture.path("root/agents/through"))
    Files.link(fixture.path("root/agents/through/sessions"), to: "../../../outside/sessions")
    Files.makeFIFO(fixture.path("root/agents/ops/sessions/fifo.jsonl"))
    Files.link(fixture.path("link"), to: "root")
    let before = Files.listing(fixture.directory.path)
    let outcome = fixture.inspect(fixture.path("link"), "--json")
    #expect(outcome.status == 2)
    let report = try outcome.json()
    #expect(try report.text("path") == fixture.path("root"))
    #expect(report.number("agents") == 2 && report.number("sessions") == 1 && report.number("messages") == 2)
    #expect(try fixture.formats(report) == ["openclaw_json x1", "openclaw_transcript x1"])
    #expect(try report.texts("incomplete", "agent") == ["ops", "through"] || report.texts("incomplete", "agent") == ["through"])
    #expect(try report.texts("findings", "code").contains("symlink_outside"))
    #expect(!(try report.texts("findings", "code").contains("store_elsewhere")))
    #expect(Files.listing(fixture.directory.path) == before)
  }

  @Test func aFIFOInThePlaceOfAnyFileHoldsNothingUp() throws {
    for folder in ["agents/a/sessions", "agents/b/agent", "agents/c", "data/sessions", "state"] {
      Files.makeDirectory(fixture.path("root/\(folder)"))
    }
    for name in [
      "openclaw.json", "config.toml", "agents/a/sessions/sessions.json", "agents/a/.warren.json", "agents/b/agent/openclaw-agent.sqlite",
      "agents/c/sessions.sqlite", "data/sessions/sessions.db", "state/openclaw.sqlite",
    ] { Files.makeFIFO(fixture.path("root/\(name)")) }
    for place in ["root", "root/agents/a", "root/agents/b", "root/agents/c"] {
      let outcome = fixture.inspect(fixture.path(place), "--json")
      #expect(outcome.status == 2)
      #expect(try outcome.json().texts("findings", "code").contains("not_a_regular_file"))
    }
  }

  // MARK: - A store in another place

  @Test(arguments: [
    ("~/.openclaw/agents/{agentId}/sessions/sessions.json", nil), ("ROOT/agents/{agentId}/sessions/sessions.json", nil),
    ("LINK/agents/{agentId}/sessions/sessions.json", nil), ("ROOT/agents/{agentId}/agent/openclaw-agent.sqlite", nil),
    ("/srv/elsewhere/{agentId}/sessions.json", "store_outside_root"), ("/srv/elsewhere/all.sqlite", "store_outside_root"),
    ("ROOT/../other/sessions.json", "store_outside_root"), ("ROOT-2/sessions.json", "store_outside_root"),
    ("relative/sessions.json", "store_outside_root"), ("~/stores/{agentId}.json", "store_outside_root"),
    ("ROOT/shared/sessions.json", "store_elsewhere"), ("~/.openclaw/shared.sqlite", "store_elsewhere"),
  ]) func aStoreThatTheConfigurationPutsElsewhereIsAFinding(_ store: String, _ code: String?) throws {
    let root = fixture.path(".openclaw")
    Files.link(fixture.path("link"), to: ".openclaw")
    let stated = store.replacing("ROOT", with: root).replacing("LINK", with: fixture.path("link"))
    fixture.write(".openclaw/openclaw.json", "// JSON5\n{ session: { store: '\(stated)', }, }")
    fixture.writeStore(".openclaw/agents/ops/sessions")
    let before = Files.listing(root)
    let reports = [try fixture.json(root), try WarrenCommand(root: root)("status", "--json").json()]
    for report in reports {
      #expect(try report.texts("findings", "code").filter { $0?.hasPrefix("store_") ?? false } == (code.map { [$0] } ?? []))
    }
    #expect(Files.listing(root) == before)
  }

  @Test(arguments: ["{ session: { store: 5 } }", "not json", "{}", "{ session: { store: '' } }"])
  func aConfigurationThatSaysNothingIsNoFinding(_ text: String) throws {
    fixture.write("root/openclaw.json", text)
    fixture.writeStore("root/agents/ops/sessions")
    let report = try fixture.json(fixture.path("root"))
    #expect(!(try report.texts("findings", "code").contains { $0?.hasPrefix("store_") ?? false }))
    #expect(report.number("messages") == 2)
  }

  @Test func theStoreOutsideIsReadByItsPath() throws {
    let outside = fixture.path("outside/all.json")
    fixture.write("root/openclaw.json", "{ session: { store: '\(outside)' } }")
    Files.makeDirectory(fixture.path("root/agents/ops"))
    fixture.writeStore("outside", store: "all.json")
    let before = Files.listing(fixture.directory.path)
    let root = try fixture.json(fixture.path("root"))
    #expect(root.number("sessions") == 0)
    let finding = try #require(try root.list("findings").first { try $0.text("code") == "store_outside_root" })
    #expect(try finding.text("subject") == outside)
    let report = try fixture.json(outside)
    #expect(try report.text("kind") == "file" && fixture.formats(report) == ["openclaw_json json x1"])
    #expect(report.number("agents") == 1 && report.number("sessions") == 1 && report.number("messages") == 2)
    #expect(report.list("findings").isEmpty)
    #expect(fixture.inspect(outside).status == 0)
    #expect(Files.listing(fixture.directory.path) == before)
  }

  @Test func filesOfOneSessionAreReadByThemselves() throws {
    let lines = "{\"role\":\"user\",\"content\":\"a\"}\nbroken\n{\"role\":\"assistant\",\"content\":\"b\"}\n"
    for suffix in ["", ".importing", ".migrated"] { fixture.write("s/gw_x.jsonl\(suffix)", lines) }
    let formats = ["": "zeroclaw_jsonl x1", ".importing": "zeroclaw_importing x1", ".migrated": "zeroclaw_migrated x1"]
    for (suffix, format) in formats {
      let report = try fixture.json(fixture.path("s/gw_x.jsonl\(suffix)"))
      #expect(try fixture.formats(report) == [format])
      #expect(report.number("sessions") == 1 && report.number("messages") == 2)
      #expect(try report.texts("oddities", "code").contains("lines_skipped"))
    }
    fixture.writeStore("o")
    let report = try fixture.json(fixture.path("o/\(InspectFixture.id).jsonl"))
    #expect(try fixture.formats(report) == ["openclaw_transcript 3 x1"])
    #expect(report.number("messages") == 2 && report.list("findings").isEmpty)
  }

  @Test func findingsAreOneLineAKindUnlessMoreIsAskedFor() {
    for agent in ["x", "y", "z"] {
      fixture.write("root/agents/\(agent)/sessions/gw_1.jsonl", "broken\n{\"role\":\"user\",\"content\":\"a\"}\n")
    }
    func lines(_ words: String...) -> Int {
      fixture.inspect(words[0], words.count > 1 ? words[1] : "--").text.split(separator: "\n").count { $0.contains("(lines_skipped") }
    }
    let root = fixture.path("root")
    #expect(fixture.inspect(root).text.contains("(lines_skipped, and 2 more)"))
    #expect(lines(root) == 1 && lines(root, "-v") == 3 && lines(root, "-q") == 0)
  }
}
