import LegacyFormats
import TestSupport
import Testing
import WarrenModel

/// Directories of ZeroClaw's JSONL files, and what lies around them.
@Suite struct ZeroClawFilesTests {
  @Test func eachLineIsAMessageOrAProblem() throws {
    let ground = ZeroClawGround()
    let lines: [[UInt8]] = [
      Array(#"{"role":"user","content":"one","extra":1.10}"#.utf8), Array("{\"role\":\"user\",\"content\":\"half a".utf8), [],
      Array(#"{"role":"user"}"#.utf8), [0xEF, 0xBB, 0xBF] + Array(#"{"role":"user","content":"bom"}"#.utf8),
      Array(#"{"role":"user","content":"caf"#.utf8) + [0xE9, 0x22, 0x7D], [0, 0, 0, 0], Array(#"["user","array"]"#.utf8),
      Array(#"{"role":"user","content":"\ud800"}"#.utf8), Array(#"{"role":"a","role":"b","content":"c"}"#.utf8),
      Array(String(repeating: "[", count: 10_000).utf8), Array(#"{"role":"user","content":"last"}"#.utf8),
      Array(#"{"role":"user","content":"to"#.utf8),
    ]
    ground.put("gw_1.jsonl", Array(lines.joined(separator: [0x0A])))
    Files.setTime("\(ground.sessions)/gw_1.jsonl", seconds: 1_700_000_000)
    let before = Files.listing(ground.directory.path)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.messageCount == 3 && session.lastActivity?.milliseconds == 1_700_000_000_000 && session.createdAt == nil)
    let messages = try source.all(session)
    #expect(messages.map(\.text) == ["one", "array", "last"] && messages.map(\.ordinal) == [1, 2, 3])
    #expect(messages[0].body == lines[0] && messages[1].body == lines[7])
    let found = source.problems.map { "\($0.line ?? 0) \($0.code)" }
    #expect(
      found == [
        "2 invalid_json", "4 content_missing", "5 byte_order_mark", "6 invalid_utf8", "7 nul_bytes", "8 array_form", "9 lone_surrogate",
        "10 duplicate_field", "11 invalid_json", "13 torn", "0 no_final_newline",
      ])
    let line = try #require(source.problems.first { $0.line == 4 })
    #expect(line.offset == Int64(lines[0].count + 1 + lines[1].count + 1 + 1) && line.length == lines[3].count)
    #expect(line.path == RawPath("gw_1.jsonl") && line.key == Array("gw_1".utf8))
    #expect(Files.listing(ground.directory.path) == before)
  }

  @Test func whatIsNoFileIsAProblemAndTheOthersAreRead() throws {
    let ground = ZeroClawGround()
    ground.put("ok.jsonl", "{\"role\":\"user\",\"content\":\"x\"}\n")
    Files.makeFIFO("\(ground.sessions)/fifo.jsonl")
    Files.makeDirectory("\(ground.sessions)/directory.jsonl")
    Files.write(ground.path("outside"), "{\"role\":\"user\",\"content\":\"secret\"}\n")
    Files.link("\(ground.sessions)/link.jsonl", to: ground.path("outside"))
    Files.link("\(ground.sessions)/archive", to: ground.path("elsewhere"))
    let source = try ground.files()
    #expect(try source.sessions().map { $0.key.description } == ["ok"])
    #expect(
      source.problems.map { "\($0.code) \($0.path)" }.sorted()
        == ["directory", "fifo", "link"].map { "not_a_regular_file \($0).jsonl" })
  }

  @Test func leftoversAreNamedAndNotRead() throws {
    let ground = ZeroClawGround()
    let line = "{\"role\":\"user\",\"content\":\"x\"}\n"
    Files.makeDirectory("\(ground.sessions)/archive")
    for name in ["a.jsonl", "b.jsonl.importing", "c.jsonl.migrated", "d.jsonl.migrated", "archive/e.jsonl", "archive/f.jsonl.migrated"] {
      Files.write("\(ground.sessions)/\(name)", line)
    }
    Files.write("\(ground.sessions)/acp-sessions.db", "")
    let source = try ground.files()
    #expect(try source.sessions().map { $0.key.description } == ["a"])
    #expect(source.leftovers.importing == [RawPath("b.jsonl.importing")])
    #expect(
      source.leftovers.migrated.count == 2
        && source.leftovers.archived.map(\.description) == ["archive/e.jsonl", "archive/f.jsonl.migrated"])
    #expect(source.leftovers.editorSessions == RawPath("acp-sessions.db"))
    #expect(
      source.problems.map { "\($0.code) \($0.count)" } == [
        "import_interrupted 1", "imported_source 2", "archived_sessions 2", "acp_store 1",
      ])
  }

  @Test func anAbsentDirectoryHasNoSessionsAndOpenClawsIsRefused() throws {
    let ground = ZeroClawGround()
    #expect(try ground.files().sessions().isEmpty)
    ground.put("sessions.json", "{}")
    #expect(thrown { _ = try ground.files() }?.code == .foreignStore)
  }

  @Test func aFileOfGarbageIsCountedNotHeld() throws {
    let ground = ZeroClawGround()
    ground.put("k.jsonl", String(repeating: "x\n", count: 30_000))
    let source = try ground.files()
    #expect(try source.sessions().first?.messageCount == 0)
    #expect(source.problems.count < 10_010)
    #expect(source.problems.filter { $0.code == "invalid_json" }.reduce(0) { $0 + $1.count } == 30_000)
    let findings = ForeignFindings.made(of: source.problems)
    #expect(Set(findings.map(\.code)) == ["lines_skipped", "invalid_json", "no_valid_line"] && findings.count == 3)
  }

  @Test func aLongLineIsRead() throws {
    let ground = ZeroClawGround()
    let text = String(repeating: "long ", count: 6 << 20)
    ground.put("k.jsonl", "{\"role\":\"user\",\"content\":\"\(text)\"}\n")
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(try source.all(session).first?.text.utf8.count == text.utf8.count)
  }

  @Test func theConfigurationSaysWhoseAChannelIs() throws {
    let install = ZeroClawInstall(
      toml: Array(
        #"""
        title = "x" # no table
        channels = ["telegram.root"]
        [channels.telegram.main]
        prompt = """
        [agents.not_one]
        channels = ["telegram.main"] """
        [agents.off]
        enabled = false
        channels = ["telegram.main"]
        [agents."quoted"]
        channels = [
          "discord.a", # first
          'telegram.main',
        ]
        workspace = { path = "/srv/caf\u00e9", size = 3 }
        [[agents]]
        channels = ["slack.x"]
        [agents.second]
        workspace.path = 'agents/quoted/workspace'
        limit = 1_000.5e3
        broken = = 3
        channels = ["telegram.main", "irc.b"]
        [agents.empty]
        """#.utf8))
    #expect(install.agents.map { String(decoding: $0.alias, as: UTF8.self) } == ["off", "quoted", "second", "empty"])
    #expect(install.skippedLines == 1)
    func owner(_ alias: String?, _ channel: String?) throws -> String? {
      install.owner(
        of: ForeignSession(
          key: try SessionKey("k"), createdAt: nil, lastActivity: nil, messageCount: 0, origin: SessionOrigin(channel: channel),
          owner: alias.map { Array($0.utf8) }, locator: [])
      ).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(try owner(nil, "telegram.main") == "quoted" && owner(nil, "irc.b") == "second" && owner("off", "irc.b") == "off")
    #expect(try owner(nil, "telegram.root") == nil && owner(nil, "slack.x") == nil && owner(nil, nil) == nil)
    #expect(String(decoding: install.workspace(of: Array("quoted".utf8)), as: UTF8.self) == "/srv/café")
    #expect(String(decoding: install.workspace(of: Array("second".utf8)), as: UTF8.self) == "agents/quoted/workspace")
    #expect(String(decoding: install.workspace(of: Array("empty".utf8)), as: UTF8.self) == "agents/empty/workspace")
  }
}
