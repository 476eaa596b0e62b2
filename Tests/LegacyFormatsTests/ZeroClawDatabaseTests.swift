import LegacyFormats
import SQLite
import TestSupport
import Testing
import WarrenModel

/// Databases of ZeroClaw, row by row.
@Suite struct ZeroClawDatabaseTests {
  @Test func aRowOfTheCurrentSchemaSaysWhoseItIs() throws {
    let ground = ZeroClawGround()
    try ground.database {
      try $0.execute(
        """
        INSERT INTO session_metadata VALUES('gw_1', '2026-08-01T10:00:00.123456789+00:00', '2026-08-01T12:30:00+02:00', 2, 'Chat',
          'running', 'turn-1', '2026-11-18T09:59:00Z', 'scout', 'telegram.production', 'room', 'dana');
        INSERT INTO sessions VALUES(7, 'gw_1', 'user', 'hello', '2026-08-01T10:00:00.5+00:00');
        INSERT INTO sessions VALUES(9, 'gw_1', 'assistant', 'say "hi"', '2026-08-01T10:00:01.25Z');
        """)
    }
    try ground.read { source in
      #expect(try source.schema().era == .current)
      let session = try #require(try source.sessions().first)
      #expect(session.key.description == "gw_1" && session.name == "Chat" && session.messageCount == 2 && session.former.isEmpty)
      #expect(session.createdAt?.rfc3339 == "2026-08-01T10:00:00.123Z" && session.lastActivity?.rfc3339 == "2026-08-01T10:30:00.000Z")
      #expect(session.owner == Array("scout".utf8))
      #expect(session.origin == SessionOrigin(channel: "telegram.production", room: "room", sender: "dana"))
      guard case .running(let turn) = session.state else {
        Issue.record("not running")
        return
      }
      #expect(turn.id == "turn-1" && turn.startedAt?.rfc3339 == "2026-11-18T09:59:00.000Z")
      #expect(
        String(decoding: session.metadata ?? [], as: UTF8.self)
          == #"{"session_key":"gw_1","created_at":"2026-08-01T10:00:00.123456789+00:00","last_activity":"2026-08-01T12:30:00+02:00","message_count":2,"name":"Chat","state":"running","turn_id":"turn-1","turn_started_at":"2026-11-18T09:59:00Z","agent_alias":"scout","channel_id":"telegram.production","room_id":"room","sender_id":"dana"}"#
      )
      let messages = try source.all(session)
      #expect(messages.map(\.ordinal) == [1, 2] && messages.map(\.role) == ["user", "assistant"])
      #expect(messages.map { $0.createdAt?.rfc3339 } == ["2026-08-01T10:00:00.500Z", "2026-08-01T10:00:01.250Z"])
      #expect(String(decoding: messages[1].body, as: UTF8.self) == #"{"role":"assistant","content":"say \"hi\""}"#)
      #expect(try source.all(session, after: 1) == [messages[1]] && source.all(session, after: 2).isEmpty)
      #expect(source.kinds == ["run_stuck"])
    }
  }

  @Test func aTurnThatBeganJustNowIsNotStuck() throws {
    let ground = ZeroClawGround()
    let start = ZeroClawGround.now.advanced(byMilliseconds: -60_000).rfc3339
    try ground.database { connection in
      try connection.withStatement(
        """
        INSERT INTO session_metadata(session_key, created_at, last_activity, message_count, state, turn_started_at)
        VALUES('k', ?1, ?1, 1, 'running', ?1)
        """
      ) {
        try $0.bind(start, at: 1)
        try $0.run()
      }
      try connection.execute("INSERT INTO sessions VALUES(1, 'k', 'user', 'a', '2026-08-01T10:00:00Z')")
    }
    try ground.read { source in
      guard case .running(let turn) = try #require(try source.sessions().first).state else {
        Issue.record("not running")
        return
      }
      #expect(turn.startedAt?.rfc3339 == start && turn.id.isEmpty)
      #expect(source.problems.isEmpty)
    }
  }

  @Test func theFirstSchemaIsKnownByItsColumns() throws {
    let ground = ZeroClawGround()
    try ground.database(first: true) {
      try $0.execute(
        """
        INSERT INTO session_metadata VALUES('k', '2026-03-01T10:00:00+00:00', '2026-03-02T10:00:00+00:00', 1);
        INSERT INTO sessions VALUES(1, 'k', 'user', 'a', '2026-03-01T10:00:00+00:00');
        """)
    }
    try ground.read { source in
      #expect(try source.schema().era == .first)
      let session = try #require(try source.sessions().first)
      #expect(session.state == .idle && session.name == nil && session.owner == nil && session.origin == .unknown)
      #expect(try source.all(session).map(\.text) == ["a"] && source.problems.isEmpty)
    }
  }

  @Test func columnsInAnyOrderAndOnesOfLaterAreRead() throws {
    let ground = ZeroClawGround()
    try ground.database(first: true) {
      try $0.execute(
        """
        DROP TABLE session_metadata;
        CREATE TABLE session_metadata(future TEXT, last_activity TEXT, agent_alias TEXT, created_at TEXT, session_key TEXT, blob BLOB);
        INSERT INTO session_metadata VALUES('f', '2026-03-02T10:00:00Z', 'scout', '2026-03-01T10:00:00Z', 'k', x'00ff');
        INSERT INTO session_metadata VALUES('g', '2026-03-02T10:00:00Z', 'scout', '2026-03-01T10:00:00Z', 'k', NULL);
        """)
    }
    try ground.read { source in
      #expect(try source.schema().era == .partial)
      let sessions = try source.sessions()
      #expect(sessions.count == 1 && sessions[0].owner == Array("scout".utf8))
      #expect(
        String(decoding: sessions[0].metadata ?? [], as: UTF8.self).hasSuffix(#""session_key":"k","blob":{"hex":"00ff"}}"#))
      #expect(source.kinds == ["session_empty", "duplicate_key"])
    }
  }

  @Test func rowsOfOtherTypesAreRefusedAndTheOthersRead() throws {
    let ground = ZeroClawGround()
    try ground.database {
      try $0.execute(
        """
        INSERT INTO session_metadata(session_key, created_at, last_activity, message_count) VALUES
          ('k', 'yesterday', '2026-08-01T10:00:00Z', 5), (x'6b', 'x', 'x', 0), (NULL, 'x', 'x', 0), ('', 'x', 'x', 0),
          (replace(hex(zeroblob(600)), '00', 'ab'), '2026-08-01T10:00:00Z', '2026-08-01T10:00:00Z', 0);
        INSERT INTO sessions VALUES (1, 'k', 'user', 'one', '2026-08-01T10:00:00Z'), (2, 'k', 'user', x'626c6f62', ''),
          (3, 'k', x'00', 'three', ''), (4, x'6b', 'user', 'four', ''), (5, 'k', 'user', CAST(x'636166e9' AS TEXT), x'00'),
          (6, 'orphan', 'user', 'six', '2026-08-01T10:00:00Z'), (7, 'gone', x'00', 'seven', '');
        """)
    }
    try ground.read { source in
      let sessions = try source.sessions()
      #expect(sessions.map { $0.key.description } == ["k"] && sessions[0].messageCount == 2 && sessions[0].createdAt == nil)
      #expect(try source.session(SessionKey("k"))?.messageCount == 2 && source.session(SessionKey("orphan")) == nil)
      let messages = try source.all(sessions[0])
      #expect(messages.map(\.text) == ["one", "caf\u{FFFD}"] && messages[1].createdAt == nil)
      #expect(source.withoutSession.map { $0.key.description } == ["orphan"])
      #expect(try source.all(source.withoutSession[0]).map(\.text) == ["six"])
      // Reading again finds the same problems, not more.
      _ = try source.all(sessions[0])
      let found = source.problems.map { "\($0.code) \(String(decoding: $0.key ?? [], as: UTF8.self).prefix(6)) \($0.line ?? 0)" }
      #expect(
        found.sorted() == [
          "count_wrong k 0", "invalid_utf8 k 5", "key_invalid  0", "key_too_long ababab 0", "messages_without_session orphan 0",
          "row_invalid  0", "row_invalid  4", "row_invalid gone 7", "row_invalid k 2", "row_invalid k 3", "time_invalid k 0",
          "time_invalid k 5",
        ])
    }
  }

  @Test func keysAreBytes() throws {
    let ground = ZeroClawGround()
    try ground.database {
      try $0.execute(
        """
        INSERT INTO session_metadata(session_key, created_at, last_activity) VALUES
          (CAST(x'636166c3a9' AS TEXT), '2026-08-01T10:00:00Z', '2026-08-01T10:00:00Z'),
          (CAST(x'63616665cc81' AS TEXT), '2026-08-01T10:00:00Z', '2026-08-01T10:00:00Z'),
          (CAST(x'6100ff' AS TEXT), '2026-08-01T10:00:00Z', '2026-08-01T10:00:00Z');
        INSERT INTO sessions SELECT NULL, session_key, 'user', hex(session_key), created_at FROM session_metadata;
        """)
    }
    try ground.read { source in
      let sessions = try source.sessions()
      #expect(sessions.count == 3)
      for session in sessions {
        #expect(try source.all(session).map(\.text) == [Hex.text(session.key.bytes).uppercased()])
        #expect(try source.session(session.key)?.messageCount == 1)
      }
    }
  }

  @Test func whatHoldsNoSessionsIsAnError() throws {
    let ground = ZeroClawGround()
    func code(_ fill: (Connection) throws -> Void) throws -> String? {
      let path = ground.path("other.db")
      Files.remove(path)
      let connection = try Connection(path: Array(path.utf8), mode: .readWrite(create: true))
      try fill(connection)
      try connection.close()
      return thrown { try ZeroClawGround.read(path) { _ = try $0.sessions() } }?.code.rawValue
    }
    #expect(try code { try $0.execute("CREATE TABLE memories(id)") } == "database_no_session_tables")
    #expect(
      try code { try $0.execute("CREATE TABLE sessions(id, session_key); CREATE TABLE session_metadata(session_key)") }
        == "database_no_session_tables")
    #expect(
      try code {
        try $0.execute(
          """
          CREATE VIEW sessions AS SELECT 1 AS id, 'k' AS session_key, 'user' AS role, 'x' AS content, '' AS created_at;
          CREATE VIEW session_metadata AS SELECT 'k' AS session_key, '' AS created_at, '' AS last_activity;
          """)
      } == "database_no_session_tables")
    #expect(try code { try $0.execute("PRAGMA encoding='UTF-16'; CREATE TABLE t(x)") } == "unsupported")
    Files.write(ground.path("other.db"), "")
    #expect(thrown { try ZeroClawGround.read(ground.path("other.db")) { _ = try $0.sessions() } }?.code == .storeEmptyFile)
    Files.write(ground.path("other.db"), String(repeating: "this is not a database\n", count: 400))
    #expect(thrown { try ZeroClawGround.read(ground.path("other.db")) { _ = try $0.sessions() } }?.code == .notADatabase)
  }

  @Test(arguments: [1, 3, 5, 9]) func aDatabaseThatIsCutOffIsNeverAnsweredAsWhole(_ pages: Int) throws {
    let ground = ZeroClawGround()
    try ground.database {
      try $0.execute(
        """
        INSERT INTO session_metadata(session_key, created_at, last_activity) VALUES('k', '2026-08-01T10:00:00Z', '2026-08-01T10:00:00Z');
        WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
          INSERT INTO sessions SELECT i, 'k', 'user', hex(randomblob(200)), '2026-08-01T10:00:00Z' FROM n;
        """)
    }
    let bytes = Files.read("\(ground.sessions)/sessions.db")
    for cut in [pages * 4096, pages * 4096 + 1000] {
      Files.write("\(ground.sessions)/sessions.db", Array(bytes.prefix(cut)))
      let error = thrown { try ground.read { _ = try $0.sessions() } }
      #expect(error?.code == .corrupt || error?.code == .notADatabase)
      let store = thrown { try ground.store { _ = try $0.list(SessionQuery()) } }
      #expect(store == nil)
      try ground.store { store in
        let findings = try store.summary().findings
        #expect(findings.contains { $0.severity == .error })
        #expect(store.failures.count == 1)
        #expect(thrown { _ = try store.history(SessionKey("k"), HistoryQuery()) }?.code == error?.code)
      }
    }
  }

  @Test(
    arguments: [
      ("2026-08-01T10:00:00Z", 1_785_578_400_000), ("2026-08-01 10:00:00.5+00:00", 1_785_578_400_500),
      ("2026-08-01t10:00:00.123456789-01:30", 1_785_583_800_123), ("1970-01-01T00:00:00+00:00", 0), ("1969-12-31T23:59:59.999Z", -1),
      ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000),
      ("yesterday", nil), ("", nil), ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil), ("2026-08-01", nil),
      ("2026-08-01T10:00:00", nil), ("2026-08-01T10:00:00.Z", nil), ("2026-08-01T24:00:00Z", nil), ("2026-08-01T10:00:00+0000", nil),
      ("2026-08-01T10:00:00Z ", nil), ("+2026-08-01T10:00:00Z", nil), ("99999-08-01T10:00:00Z", nil),
    ] as [(String, Int64?)]) func timesAreReadOrUnknown(_ text: String, _ milliseconds: Int64?) throws
  {
    let ground = ZeroClawGround()
    try ground.database { connection in
      try connection.withStatement("INSERT INTO session_metadata(session_key, created_at, last_activity) VALUES('k', ?1, ?1)") {
        try $0.bind(text, at: 1)
        try $0.run()
      }
    }
    try ground.read { source in
      let session = try #require(try source.sessions().first)
      #expect(session.lastActivity?.milliseconds == milliseconds && session.createdAt?.milliseconds == milliseconds)
      #expect(source.kinds.contains("time_invalid") == (milliseconds == nil))
    }
  }

  @Test func databasesAreToldApartByTheirTables() throws {
    let ground = ZeroClawGround()
    try ground.database(first: true) { connection in
      let found = try ZeroClawRecognition.recognize(connection)
      #expect(found == .sessions(.first))
    }
    let other = try Connection(path: Array(":memory:".utf8), mode: .memory)
    #expect(try ZeroClawRecognition.recognize(other) == .other)
    try other.execute("CREATE TABLE acp_sessions(id); CREATE TABLE acp_messages(id)")
    #expect(try ZeroClawRecognition.recognize(other) == .editorSessions)
    try other.close()
  }
}
