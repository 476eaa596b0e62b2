internal import JSON
internal import LegacyFormats
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

/// Whatever is done to the bytes: an answer or an error, no crash, no hang, no file touched.
@Suite struct OpenClawMutationTests {
  /// SplitMix64: the same mutants in every run.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let tokens = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\u{0}", "null", "1e999", "-0", "\\ud800", "\\u0000", "//", "/*", "'",
    "\"type\":\"session\"", "\"id\"",
    "parentId", "../", "sessionId", "\u{FEFF}", "é",
  ]

  private static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<6, using: &dice) {
      let at = Int.random(in: 0...bytes.count, using: &dice)
      let end = min(bytes.count, at + Int.random(in: 0..<64, using: &dice))
      switch Int.random(in: 0..<7, using: &dice) {
      case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &dice)
      case 1 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      case 2: bytes.removeSubrange(at..<end)
      case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &dice))
      case 4: bytes.insert(contentsOf: Array(tokens[Int.random(in: 0..<tokens.count, using: &dice)].utf8), at: at)
      case 5: bytes.removeSubrange(at...)
      default: bytes.insert(contentsOf: [UInt8](repeating: UInt8.random(in: 0...255, using: &dice), count: 9), at: at)
      }
    }
    return bytes
  }

  private static func exhaust(_ source: some ForeignSource, _ sessions: [ForeignSession]) {
    for session in sessions {
      for generation in 1...session.generation {
        try? source.messages(of: session, generation: generation, after: 0) { message in
          // What is handed on is JSON, whatever was in the file.
          var scanner = JSONScanner(.strict, depthLimit: 1 << 20)
          #expect((try? scanner.scan(message.body)) != nil)
          return .goOn
        }
      }
      if let metadata = session.metadata {
        var scanner = JSONScanner(.strict, depthLimit: 1 << 20)
        #expect((try? scanner.scan(metadata))?.kind == .object)
      }
    }
  }

  @Test(arguments: [1, 2]) func mutantsOfStoresAndTranscripts(_ seed: UInt64) throws {
    let ground = OpenClawGround()
    var dice = Dice(state: seed)
    let strict = """
      {"agent:ops:main": {"sessionId": "a", "updatedAt": 1788220900000, "sessionFile": "/x/agents/ops/sessions/a.jsonl", "vendor": [1.10, {"": null}],
        "compactionCheckpoints": [{"createdAt": 5, "preCompaction": {"sessionFile": "a.checkpoint.3f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl"}}]},
       "main": {"sessionId": "b", "updatedAt": 3}, "agent:ops:c": {"sessionId": "c", "updatedAt": -1, "usageFamilySessionIds": ["b", "c"]}}
      """
    let lenient =
      "// x\n{'agent:ops:main': {sessionId: 'a', updatedAt: +0x12, n: .5, s: 'a\\\nb\\x41', list: [1, 2,],}, /* y */ main: {sessionId: \"b\",},}"
    var tree = OpenClawGround.header("a", more: #","parentSession":"b""#)
    for (id, parent) in [("1", nil), ("2", "1"), ("3", "2"), ("4", "2"), ("5", "4")] as [(String, String?)] {
      tree += OpenClawGround.message(id, after: parent, "text \(id)")
    }
    tree += #"{"role":"user","content":[{"type":"text","text":"\ud83d\ude00"}]}"# + "\n"
    ground.write("b.jsonl.reset.2026-01-01T00-00-00Z", tree)
    ground.write("a.checkpoint.3f6a2c1e-8a5b-4e0f-9d2b-0c7c7a5d1e10.jsonl", tree)
    ground.write("c.jsonl", tree)
    for round in 0..<500 {
      let store = Array((round % 2 == 0 ? strict : lenient).utf8)
      ground.write("sessions.json", round % 3 == 0 ? store : Self.mutate(store, &dice))
      ground.write("a.jsonl", round % 3 == 1 ? Array(tree.utf8) : Self.mutate(Array(tree.utf8), &dice))
      let before = Files.listing(ground.directory.path)
      let source = try ground.files()
      do {
        Self.exhaust(source, try source.sessions())
      } catch { #expect(error is WarrenError) }
      Self.exhaust(source, try source.recovered())
      #expect(Files.listing(ground.directory.path) == before)
    }
  }

  @Test func mutantsOfADatabase() throws {
    let ground = OpenClawGround()
    var dice = Dice(state: 3)
    let connection = try Connection(path: Array(ground.database.utf8), mode: .readWrite(create: true))
    try connection.execute(
      """
      PRAGMA page_size=1024;
      CREATE TABLE schema_meta(meta_key TEXT PRIMARY KEY, role TEXT, schema_version INTEGER, agent_id TEXT);
      INSERT INTO schema_meta VALUES ('primary', 'agent', 22, 'ops');
      CREATE TABLE session_nodes(session_key TEXT PRIMARY KEY, current_session_id TEXT, entry_json TEXT, entry_valid INTEGER);
      CREATE TABLE session_windows(session_id TEXT PRIMARY KEY, session_key TEXT, previous_session_id TEXT, reason TEXT, created_at INTEGER);
      CREATE TABLE transcript_events(session_id TEXT, seq INTEGER, event_json TEXT, created_at INTEGER, PRIMARY KEY(session_id, seq));
      CREATE TABLE session_transcript_archives(session_id TEXT, generation INTEGER, session_key TEXT, reason TEXT, encoding TEXT, archive_blob BLOB,
        archive_name TEXT, created_at INTEGER);
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19)
        INSERT INTO session_nodes SELECT 'agent:ops:s' || i, 'w' || i, '{"sessionId":"w' || i || '","updatedAt":' || i || '}', 1 FROM n;
      INSERT INTO session_windows SELECT current_session_id, session_key, NULL, 'initial', 5 FROM session_nodes;
      INSERT INTO session_windows SELECT 'old' || current_session_id, session_key, NULL, 'initial', 1 FROM session_nodes;
      INSERT INTO transcript_events SELECT session_id, value, '{"type":"message","id":"' || value || '","parentId":"' || (value - 1)
        || '","message":{"role":"user","content":"text"}}', 0 FROM session_windows, (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3);
      INSERT INTO session_transcript_archives VALUES ('z', 1, 'agent:ops:gone', 'reset', 'identity', CAST('{"role":"user"}' AS BLOB), 'z', 1);
      """)
    try connection.close()
    let whole = Files.read(ground.database)
    for _ in 0..<500 {
      var mutant = whole
      if Int.random(in: 0..<8, using: &dice) == 0 { mutant = Array(mutant.prefix(Int.random(in: 0..<mutant.count, using: &dice))) }
      for _ in 0..<Int.random(in: 1..<30, using: &dice) where !mutant.isEmpty {
        // Often near the begin of a page, where its structure is.
        let page = Int.random(in: 0..<max(1, mutant.count / 1024), using: &dice) * 1024
        let at = min(mutant.count - 1, page + Int.random(in: 0..<(Bool.random(using: &dice) ? 64 : 1024), using: &dice))
        mutant[at] = UInt8.random(in: 0...255, using: &dice)
      }
      Files.write(ground.database, mutant)
      // An unlocked preview waits for what was written within a clock tick.
      Files.setTime(ground.database, seconds: 1_788_220_800)
      let before = Files.listing(ground.directory.path)
      do {
        try ground.withDatabase { source in
          Self.exhaust(source, try source.sessions())
          Self.exhaust(source, try source.recovered())
        }
      } catch { #expect(error is WarrenError || error is SQLiteError, "\(error)") }
      #expect(Files.listing(ground.directory.path) == before)
    }
  }
}
