internal import JSON
internal import LegacyFormats
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct OpenClawFilesTests {
  private let ground = OpenClawGround()

  private func transcript(_ id: String, _ texts: String..., header: String? = nil, name: String? = nil) {
    var text = header ?? OpenClawGround.header(id)
    for (index, message) in texts.enumerated() {
      text += OpenClawGround.message("\(id)\(index)", after: index == 0 ? nil : "\(id)\(index - 1)", message)
    }
    ground.write(name ?? "\(id).jsonl", text)
  }

  @Test func fieldsOfAnEntry() throws {
    transcript("s1", "hello", "there")
    transcript("s2", "x")
    ground.writeStore(
      """
      {"agent:ops:telegram:group:-1:topic:7": {"sessionId": "s1", "updatedAt": 1788220900000, "sessionStartedAt": 1788220000000, "chatType": "group",
        "channel": "telegram", "groupId": "-1", "displayName": "Ops room", "label": "other", "lastTo": "telegram:-1", "status": "running",
        "startedAt": 1788220800000, "vendor": {"big": 9007199254740993, "x": 1.10}},
       "agent:ops:direct:dana": {"sessionId": "s2", "updatedAt": 1788220900000.75, "lastChannel": "telegram", "lastTo": "telegram:5",
        "status": "failed", "subject": "Subject"}}
      """)
    let source = try ground.files()
    let sessions = try source.sessions()
    let group = try #require(source.session("agent:ops:telegram:group:-1:topic:7", in: sessions))
    #expect(group.name == "Ops room")
    #expect(group.state == .running(Turn(id: "", startedAt: Timestamp(milliseconds: 1_788_220_800_000), owner: nil)))
    #expect(group.createdAt == Timestamp(milliseconds: 1_788_220_000_000))
    #expect(group.lastActivity == Timestamp(milliseconds: 1_788_220_900_000))
    #expect(group.origin == SessionOrigin(channel: "telegram", room: "-1"))
    #expect(group.messageCount == 2)
    #expect(group.alias == nil)
    #expect(String(decoding: group.metadata ?? [], as: UTF8.self).contains(#""vendor": {"big": 9007199254740993, "x": 1.10}"#))
    let direct = try #require(source.session("agent:ops:direct:dana", in: sessions))
    #expect(direct.name == "Subject")
    #expect(direct.state == .error(turnID: nil))
    #expect(direct.origin == SessionOrigin(channel: "telegram", sender: "telegram:5"))
    #expect(direct.createdAt == Timestamp(milliseconds: 1_788_220_800_000), "the header's time")
    #expect(direct.lastActivity == Timestamp(milliseconds: 1_788_220_900_000))
    #expect(source.problems.isEmpty)
  }

  @Test func messagesOfEveryShape() throws {
    let lines = [
      #"{"type":"session","version":3,"id":"s","timestamp":"2026-09-01T00:00:00.000Z"}"#,
      #"{"type":"message","id":"1","parentId":null,"timestamp":"2026-09-01T00:00:01.000Z","message":{"role":"user","content":"plain"}}"#,
      #" {"type":"message","id":"2","parentId":"1","message":{"role":"assistant","timestamp":1788220802000,"content":["#
        + #"{"type":"thinking","thinking":"no"},{"type":"text","text":"one"},{"type":"toolCall","name":"x"},{"type":"text","text":"two"}]}} "#,
      #"{"type":"message","id":"3","parentId":"2","message":{"role":"toolResult","content":[{"type":"image"}]}}"#,
      #"{"type":"compaction","id":"4","parentId":"3","summary":"s"}"#,
      #"{"type":"custom_message","id":"5","parentId":"4","content":"not counted"}"#,
      #"{"role":"user","content":"old","timestamp":"2026-09-01T00:00:03.5+01:00"}"#,
      #"{"message":{"role":"assistant","content":"older"}}"#,
      #"{"other":1}"#,
      #"{"t\u0079pe":"message","id":"6","parentId":"5","message":{"role":"user","content":"\ud83d lone"}}"#,
    ]
    ground.write("s.jsonl", lines.joined(separator: "\n"))
    ground.writeStore(#"{"main":{"sessionId":"s","updatedAt":1}}"#)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.key.bytes == Array("agent:ops:main".utf8))
    #expect(session.alias?.bytes == Array("main".utf8))
    let messages = try source.all(session)
    #expect(messages.map(\.role) == ["user", "assistant", "toolResult", "user", "assistant", "user"])
    #expect(messages.map(\.text) == ["plain", "one\ntwo", "", "old", "older", "\u{FFFD} lone"])
    #expect(
      messages.map { $0.createdAt?.rfc3339 } == [
        "2026-09-01T00:00:01.000Z", "2026-09-01T00:00:02.000Z", nil, "2026-08-31T23:00:03.500Z", nil, nil,
      ])
    #expect(messages.map(\.ordinal) == [1, 2, 3, 4, 5, 6])
    #expect(messages[1].body == Array(lines[2].dropFirst().dropLast().utf8))
    #expect(messages.allSatisfy { $0.isActive })
    #expect(session.messageCount == 6)
    #expect(source.codes == ["legacy_key"])
    #expect(try source.all(session, after: 4).map(\.ordinal) == [5, 6])
    var seen = 0
    try source.messages(of: session, generation: nil, after: 0) { _ in
      seen += 1
      return seen == 2 ? .stop : .goOn
    }
    #expect(seen == 2)
  }

  @Test func theActiveBranchIsMarked() throws {
    func line(_ id: String, _ parent: String?) -> String { OpenClawGround.message(id, after: parent, id) }
    // 1-2-3 is left at 2 for 4-5; 6 goes on from 3; 7 goes on from 5: the last one.
    ground.write(
      "s.jsonl",
      OpenClawGround.header("s") + line("1", nil) + line("2", "1") + line("3", "2") + line("4", "2") + line("5", "4") + line("6", "3")
        + line("7", "5"))
    ground.writeStore(#"{"agent:ops:main":{"sessionId":"s","updatedAt":1}}"#)
    let source = try ground.files()
    let messages = try source.all(try #require(try source.sessions().first))
    #expect(messages.filter(\.isActive).map(\.text) == ["1", "2", "4", "5", "7"])
  }

  @Test(
    arguments: [
      // A parent that is not there ends the chain, an id that parents itself too; of two with one id the later is meant.
      ([("1", nil), ("2", "gone"), ("3", "2")], ["2", "3"]),
      ([("1", "1"), ("2", "1")], ["1", "2"]),
      ([("1", nil), ("1", "1"), ("2", nil), ("3", "1")], ["1", "1", "3"]),
      ([("1", "2"), ("2", "1")], ["1", "2"]),
      ([("1", nil), ("2", nil)], ["2"]),
    ] as [([(String, String?)], [String])])
  func oddTrees(_ entries: [(String, String?)], _ active: [String]) throws {
    ground.write("s.jsonl", OpenClawGround.header("s") + entries.map { OpenClawGround.message($0.0, after: $0.1, $0.0) }.joined())
    ground.writeStore(#"{"agent:ops:main":{"sessionId":"s","updatedAt":1}}"#)
    let source = try ground.files()
    #expect(try source.all(try #require(try source.sessions().first)).filter(\.isActive).map(\.text) == active)
  }

  @Test func theNewerEntryWinsAndTheOtherIsAGeneration() throws {
    transcript("old", "a")
    transcript("new", "b", "c")
    transcript("third", "d", "e", "f")
    ground.writeStore(
      """
      {"main": {"sessionId": "new", "updatedAt": 20}, "agent:ops:main": {"sessionId": "old", "updatedAt": 10},
       "AGENT:OPS:MAIN": {"sessionId": "third", "updatedAt": 5}}
      """)
    let source = try ground.files()
    let sessions = try source.sessions()
    #expect(sessions.count == 1)
    let session = try #require(sessions.first)
    #expect(session.alias?.bytes == Array("main".utf8))
    #expect(session.messageCount == 2)
    #expect(session.former.map(\.messageCount) == [3, 1])
    #expect(session.former.map(\.reason) == ["superseded", "superseded"])
    #expect(try source.all(session, generation: 2).map(\.text) == ["a"])
    #expect(try source.all(session, generation: 3).map(\.text) == ["b", "c"])
    #expect(source.problems.filter { $0.code == "duplicate_key" }.compactMap(\.key).count == 2)
    #expect(failure { _ = try source.all(session, generation: 4) }?.code == .generationUnknown)
    #expect(failure { _ = try source.all(session, generation: 0) }?.code == .generationUnknown)
  }

  @Test func inATieTheCanonicalKeyWins() throws {
    transcript("one", "a")
    transcript("two", "b", "c")
    ground.writeStore(#"{"agent:ops:main": {"sessionId": "one", "updatedAt": 10}, "main": {"sessionId": "two", "updatedAt": 10}}"#)
    let session = try #require(try ground.files().sessions().first)
    #expect(session.alias == nil)
    #expect(session.messageCount == 1)
  }

  @Test func theSameKeyTwiceIsItsLastEntry() throws {
    transcript("one", "a")
    transcript("two", "b", "c")
    ground.writeStore(
      #"{"agent:ops:main": {"sessionId": "one", "updatedAt": 30}, "agent:ops:main": {"sessionId": "two", "updatedAt": 10}}"#)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.messageCount == 2)
    #expect(session.former.map(\.messageCount) == [1])
    #expect(source.codes == ["duplicate_key"])
  }

  @Test func refusedEntriesDoNotStopTheOthers() throws {
    transcript("ok", "a")
    ground.writeStore(
      """
      {"agent:ops:a": {"updatedAt": "yesterday"}, "agent:ops:b": 42, "agent:ops:c": {"sessionId": "../../etc/passwd", "updatedAt": 1},
       "agent:ops:d": {"sessionId": "x.checkpoint.3f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10"}, "agent:ops:e": {"sessionId": 7},
       "\(String(repeating: "k", count: 2000))": {"sessionId": "ok"}, "agent:ops:ok": {"sessionId": "ok", "updatedAt": -5}}
      """)
    let source = try ground.files()
    let sessions = try source.sessions()
    #expect(sessions.map(\.key.bytes) == [Array("agent:ops:ok".utf8)])
    #expect(sessions[0].lastActivity == nil)
    #expect(
      source.codes == [
        "entry_invalid", "key_invalid", "session_id_missing", "session_id_missing", "session_id_missing", "session_id_missing",
        "updated_at_invalid",
      ])
  }

  @Test(arguments: [
    ("/home/old/.openclaw/agents/ops/sessions/f.jsonl", true, true),
    (#"C:\\Users\\x\\.openclaw\\agents\\ops\\sessions\\f.jsonl"#, true, true),
    ("f.jsonl", true, false),
    ("/mnt/backup/f.jsonl", false, true),
    ("../f.jsonl", false, true),
    ("/home/x/agents/../agents/ops/sessions/f.jsonl", false, true),
    ("/home/x/agents/ops/sessions/deep/f.jsonl", false, true),
    ("sub/f.jsonl", false, true),
    ("sessions.json", false, true),
    ("/etc/passwd", false, true),
  ])
  func whereASessionFileLeads(_ stated: String, _ isFound: Bool, _ isForeign: Bool) throws {
    transcript("f", "1", "2")
    transcript("s", "1")
    ground.writeStore(#"{"agent:ops:main": {"sessionId": "s", "updatedAt": 1, "sessionFile": "\#(stated)"}}"#)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.messageCount == (isFound ? 2 : 1))
    #expect(source.codes.contains("session_file_foreign") == isForeign)
  }

  @Test func anAbsolutePathOfThisDirectoryIsAtHome() throws {
    transcript("f", "1", "2")
    ground.writeStore(#"{"agent:ops:main": {"sessionId": "s", "updatedAt": 1, "sessionFile": "\#(ground.path("f.jsonl"))"}}"#)
    let source = try ground.files()
    #expect(try source.sessions().first?.messageCount == 2)
    #expect(source.problems.isEmpty)
  }

  @Test func aTopicFileIsFoundByItsSession() throws {
    transcript("s", "1", name: "s-topic-7.jsonl")
    ground.writeStore(#"{"agent:ops:telegram:group:-1:topic:7": {"sessionId": "s", "updatedAt": 1}}"#)
    let source = try ground.files()
    #expect(try source.sessions().first?.messageCount == 1)
    #expect(source.problems.isEmpty)
  }

  @Test func archivesAndCheckpointsAreGenerationsOfTheirSession() throws {
    transcript("now", "1", "2", header: OpenClawGround.header("now", more: #","parentSession":"/x/sessions/before.jsonl""#))
    transcript("now", "c", name: "now.checkpoint.3f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl")
    transcript("named", "n", "m", name: "named.checkpoint.4f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl")
    transcript("before", "b", "b", "b", name: "before.jsonl.reset.2026-08-01T00-00-00.000Z")
    transcript("family", "f", "f", "f", "f", name: "family.jsonl.deleted.2026-07-01T00-00-00Z")
    transcript("now", "k", "k", "k", "k", "k", name: "now.jsonl.bak.2026-06-01T00-00-00Z")
    transcript("stranger", "s", name: "stranger.jsonl.reset.2026-06-01T00-00-00Z")
    ground.write("now.jsonl.reset.2026-05-01T00-00-00Z.zst", [0x28, 0xB5, 0x2F, 0xFD])
    ground.write("now.jsonl.lock", "{}")
    ground.write("now.jsonl.123.tmp", "{}")
    ground.writeStore(
      """
      {"agent:ops:main": {"sessionId": "now", "updatedAt": 1, "usageFamilySessionIds": ["family"], "compactionCheckpoints": [
        {"createdAt": 1000, "preCompaction": {"sessionFile": "named.checkpoint.4f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl"}}]}}
      """)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.former.map(\.reason) == ["checkpoint", "bak", "deleted", "reset", "checkpoint"])
    #expect(session.former.map(\.messageCount) == [2, 5, 4, 3, 1])
    #expect(try source.all(session, generation: 4).map(\.text) == ["b", "b", "b"])
    #expect(source.codes == ["archive_compressed", "archive_orphan"])
    let recovered = try source.recovered()
    #expect(recovered.map(\.key.bytes) == [Array("agent:ops:recovered:stranger".utf8)])
    #expect(recovered[0].messageCount == 0)
    #expect(try source.all(recovered[0], generation: 1).map(\.text) == ["s"])
  }

  @Test func orphansComeBackUnderKeysOfTheirOwn() throws {
    transcript("s", "1")
    transcript("Lost", "a", "b")
    transcript("twice", "a")
    transcript("twice", "a", name: "twice-topic-1.jsonl")
    transcript("known", "a")
    ground.writeStore(#"{"agent:ops:main": {"sessionId": "s", "updatedAt": 1}}"#)
    let source = try ground.files(knows: OpenClawDatabaseFacts(sessionIDs: [Array("known".utf8)]))
    _ = try source.sessions()
    #expect(source.codes == ["active_sqlite_transcript_jsonl", "transcript_orphan", "transcript_orphan", "transcript_orphan"])
    let recovered = try source.recovered()
    #expect(recovered.map(\.key.bytes) == [Array("agent:ops:recovered:lost".utf8)])
    #expect(try source.all(recovered[0]).map(\.text) == ["a", "b"])
    #expect(source.codes.count { $0 == "historical_transcript_deferred" } == 2)
  }

  @Test func theStoreBeforeAgentsGetsAMainSession() throws {
    transcript("a", "1")
    transcript("b", "1", "2")
    let store =
      #"{"+1555":{"sessionId":"a","updatedAt":1},"+1666":{"sessionId":"b","updatedAt":2},"group:9":{"sessionId":"g","updatedAt":3}}"#
    ground.writeStore(store)
    let source = try ground.files(isBeforeAgents: true)
    let sessions = try source.sessions()
    #expect(source.session("agent:ops:main", in: sessions)?.alias?.bytes == Array("+1666".utf8))
    #expect(sessions.count == 3)
    let plain = try ground.files()
    #expect(plain.session("agent:ops:main", in: try plain.sessions()) == nil)
  }

  @Test func whatWaitsForItsFirstMessageIsNotMissing() throws {
    ground.writeStore(
      #"{"main":{"sessionId":"main","updatedAt":1},"agent:ops:b":{"sessionId":"b","initializationPending":true},"agent:ops:c":{"sessionId":"c"}}"#
    )
    let source = try ground.files()
    #expect(try source.sessions().count == 3)
    #expect(source.problems.filter { $0.code == "transcript_missing" }.map { $0.key } == [Array("agent:ops:c".utf8)])
  }

  @Test func json5BecomesJSONWithItsDigits() throws {
    ground.writeStore(
      """
      // by hand
      {'agent:ops:main': {sessionId: 's', updatedAt: +1788220900000, vendor: {hex: 0x42680, big: 9007199254740993, half: .5, dot: 5., inf: Infinity,
        text: 'a"\\x41\\u00e9', e: 1.10, list: [1, -.5, null,], '': true,}, /* end */ },}
      """)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.lastActivity == Timestamp(milliseconds: 1_788_220_900_000))
    #expect(
      String(decoding: session.metadata ?? [], as: UTF8.self)
        == #"{"sessionId":"s","updatedAt":1788220900000,"vendor":{"hex":272000,"big":9007199254740993,"half":0.5,"dot":5,"inf":null,"#
        + #""text":"a\"Aé","e":1.10,"list":[1,-0.5,null],"":true}}"#)
  }

  @Test func aLongTranscriptIsStreamed() throws {
    var bytes = Array(OpenClawGround.header("s").utf8)
    let filler = String(repeating: "x", count: 3 << 20)
    bytes += Array(OpenClawGround.message("0", after: nil, filler).utf8)
    for index in 1...5000 { bytes += Array(OpenClawGround.message("\(index)", after: "\(index - 1)", "m\(index)").utf8) }
    ground.write("s.jsonl", bytes)
    ground.writeStore(#"{"agent:ops:main":{"sessionId":"s","updatedAt":1}}"#)
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    #expect(session.messageCount == 5001)
    var last: ForeignMessage?
    try source.messages(of: session, generation: nil, after: 4990) {
      last = $0
      return .goOn
    }
    #expect(last?.text == "m5000")
    #expect(try source.all(session).first?.text.utf8.count == 3 << 20)
  }

  @Test func listingAgainSaysTheSame() throws {
    transcript("s", "1")
    ground.write("o.jsonl", "garbage\n")
    ground.writeStore(#"{"main": {"sessionId": "s", "updatedAt": 1}}"#)
    let source = try ground.files()
    let first = try source.sessions()
    let problems = source.problems
    #expect(try source.sessions() == first)
    #expect(source.problems == problems)
  }
}
