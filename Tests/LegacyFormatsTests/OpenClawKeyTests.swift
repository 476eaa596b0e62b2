internal import LegacyFormats
internal import Testing
internal import WarrenModel

@Suite struct OpenClawKeyTests {
  private func canonical(_ key: String, in directory: String = "ops", mainKey: String = "main") throws -> String {
    let keys = OpenClawKeys(directory: try AgentName(directory), mainKey: mainKey)
    return String(decoding: keys.canonical(Array(key.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    ("agent:main:main", "agent:main:main"),
    ("Agent:OPS:Main", "agent:ops:main"),
    ("agent:ops:direct:alice", "agent:ops:direct:alice"),
    ("agent:ops:telegram:acct1:direct:123", "agent:ops:telegram:acct1:direct:123"),
    ("agent:ops:telegram:group:-100:topic:7", "agent:ops:telegram:group:-100:topic:7"),
    ("agent:ops:slack:channel:C1:Thread:17.2", "agent:ops:slack:channel:c1:thread:17.2"),
    ("agent:ops:subagent:U1:subagent:U2", "agent:ops:subagent:u1:subagent:u2"),
    ("agent::main:x", "agent::main:x"),
    ("agent:retired agent:main", "agent:retired agent:main"),
    ("agent:main", "agent:main"),
    ("main", "agent:ops:main"),
    ("MAIN", "agent:ops:main"),
    ("global", "global"),
    ("unknown", "unknown"),
    ("cron:job1", "agent:ops:cron:job1"),
    ("hook:u", "agent:ops:hook:u"),
    ("subagent:x", "agent:ops:subagent:x"),
    ("group:123", "agent:ops:unknown:group:123"),
    ("group:120363000000000000@g.us", "agent:ops:whatsapp:group:120363000000000000@g.us"),
    ("120363000000000000@G.US", "agent:ops:whatsapp:group:120363000000000000@g.us"),
    ("telegram:group:-5", "agent:ops:telegram:group:-5"),
    ("discord:channel:42", "agent:ops:discord:channel:42"),
    ("+15550100123", "agent:ops:+15550100123"),
    ("agent:ops:signal:group:AbC9+/kQzW==", "agent:ops:signal:group:AbC9+/kQzW=="),
    ("Agent:OPS:Signal:Group:AbC9:Topic:X", "agent:ops:signal:group:AbC9:topic:x"),
    ("agent:ops:matrix:channel:!RoomAbC:Example.org", "agent:ops:matrix:channel:!RoomAbC:Example.org"),
    ("agent:ops:Matrix:Group:!Ab:Ex.org:Thread:$Ev", "agent:ops:matrix:group:!Ab:Ex.org:thread:$Ev"),
    ("agent:ops:direct:ÉLODIE", "agent:ops:direct:élodie"),
    ("agent:ops:direct:ΟΔΥΣΣΕΥΣ", "agent:ops:direct:οδυσσευς"),
    ("agent:ops:direct:İ", "agent:ops:direct:i̇"),
  ])
  func canonicalForms(_ key: String, _ expected: String) throws {
    #expect(Array(try canonical(key).utf8) == Array(expected.utf8))
    // What is canonical stays so.
    #expect(try canonical(expected) == expected)
  }

  @Test(arguments: [
    ("Retired Agent", "agent:retired-agent:main"), ("team.alpha", "agent:team-alpha:main"), ("日本", "agent:main:main"),
    ("_foo", "agent:_foo:main"), ("x-", "agent:x-:main"), ("İstanbul", "agent:i-stanbul:main"),
  ])
  func theDirectoryGivesTheAgent(_ directory: String, _ expected: String) throws {
    #expect(try canonical("main", in: directory) == expected)
  }

  @Test func anotherMainKey() throws {
    #expect(try canonical("main", mainKey: "Work") == "agent:ops:work")
    #expect(try canonical("work", mainKey: "Work") == "agent:ops:work")
  }

  @Test(arguments: [
    ("agent:ops:main", "ops", "main"), ("agent:ops:cron:nightly:run:9f", "ops", "cron:nightly:run:9f"), ("agent::main:x", "main", "x"),
    ("Agent:Retired Agent:Main", "retired agent", "main"),
  ])
  func keysThatParse(_ key: String, _ id: String, _ rest: String) {
    #expect(OpenClawKeys.shape(of: Array(key.utf8)) == .agent(id: Array(id.utf8), rest: Array(rest.utf8)))
  }

  @Test(arguments: [
    ("agent:main", OpenClawKeys.Shape.malformed), ("agent:", .malformed), ("main", .legacy), ("cron:x", .legacy), ("", .missing),
  ])
  func keysThatDoNot(_ key: String, _ shape: OpenClawKeys.Shape) {
    #expect(OpenClawKeys.shape(of: Array(key.utf8)) == shape)
  }

  @Test func keysThatAreNoUTF8AreFoldedAsBytes() throws {
    let keys = OpenClawKeys(directory: try AgentName("ops"))
    #expect(keys.canonical([0x41, 0xED, 0xA0, 0x80]) == Array("agent:ops:a".utf8) + [0xED, 0xA0, 0x80])
  }
}

@Suite struct OpenClawFileNameTests {
  private static let uuid = "3f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10"

  private func kind(_ name: String) -> OpenClawFileName { OpenClawFileName(Array(name.utf8)) }

  @Test func transcriptsAndTopics() {
    #expect(kind("abc.jsonl") == .transcript(sessionID: Array("abc".utf8)))
    #expect(kind("abc-topic-7%2F8.jsonl") == .transcript(sessionID: Array("abc".utf8)))
    #expect(kind("my.checkpoint.jsonl") == .transcript(sessionID: Array("my.checkpoint".utf8)))
    #expect(kind("x.checkpoint.zzzzzzzz-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl") != .checkpoint(sessionID: Array("x".utf8)))
    #expect(kind("x.checkpoint.\(Self.uuid).jsonl") == .checkpoint(sessionID: Array("x".utf8)))
    #expect(kind("x.trajectory.jsonl") == .trajectory(sessionID: Array("x".utf8)))
    #expect(kind("x.trajectory-path.json") == .trajectory(sessionID: Array("x".utf8)))
    #expect(kind(".jsonl") == .litter)
  }

  @Test(arguments: ["reset", "deleted", "bak"]) func archives(_ reason: String) {
    let at = Timestamp(milliseconds: 1_788_220_800_123)
    let name = "a.reset.b.jsonl.\(reason).2026-09-01T00-00-00.123Z"
    #expect(kind(name) == .archive(sessionID: Array("a.reset.b".utf8), .init(reason: reason, at: at, isCompressed: false)))
    #expect(kind(name + ".zst") == .archive(sessionID: Array("a.reset.b".utf8), .init(reason: reason, at: at, isCompressed: true)))
    #expect(kind("a.jsonl.\(reason).2026-09-01") == .other)
    #expect(kind("a.txt.\(reason).2026-09-01T00-00-00Z") == .other)
  }

  @Test(arguments: ["sessions.json.lock", "a.jsonl.lock", "sessions.json.123.\(uuid).tmp", "a.jsonl.tmp"]) func litter(_ name: String) {
    #expect(kind(name) == .litter)
  }

  @Test func stores() {
    #expect(kind("sessions.json") == .store)
    #expect(kind("sessions.json.bak.1780502400000") == .storeBackup)
    #expect(kind("sessions.json.bak.x") == .other)
  }
}
