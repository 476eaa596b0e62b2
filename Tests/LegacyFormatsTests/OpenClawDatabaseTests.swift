internal import LegacyFormats
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct OpenClawDatabaseTests {
  private let ground = OpenClawGround()

  /// Makes the database with the statements.
  private func make(_ sql: StaticString...) throws {
    let connection = try Connection(path: Array(ground.database.utf8), mode: .readWrite(create: true))
    for statement in sql { try connection.execute(statement) }
    try connection.close()
  }

  private func event(_ session: String, _ seq: Int, _ json: String) throws {
    let connection = try Connection(path: Array(ground.database.utf8), mode: .readWrite(create: false))
    try connection.withStatement("INSERT INTO transcript_events(session_id, seq, event_json, created_at) VALUES (?1, ?2, ?3, 0)") {
      try $0.bind(session, at: 1)
      $0.bind(seq, at: 2)
      try $0.bind(json, at: 3)
      try $0.run()
    }
    try connection.close()
  }

  private func message(_ session: String, _ seq: Int, _ id: String, after parent: String?) throws {
    try event(session, seq, String(OpenClawGround.message(id, after: parent, id).dropLast()))
  }

  /// Reads in a preview; the tree stays as it is.
  private func read<T>(readsNewer: Bool = false, _ body: (OpenClawDatabaseSource, [ForeignSession]) throws -> T) throws -> T {
    let before = Files.listing(ground.directory.path)
    let result = try ground.withDatabase(readsNewer: readsNewer) { try body($0, $0.sessions()) }
    #expect(Files.listing(ground.directory.path) == before)
    return try #require(result)
  }

  private func refusal() -> WarrenError? { failure { _ = try read { _, _ in } } }

  private static let events: StaticString = """
    CREATE TABLE transcript_events(session_id TEXT, seq INTEGER, event_json TEXT, created_at INTEGER, PRIMARY KEY(session_id, seq));
    """

  private static let nodes: StaticString = """
    CREATE TABLE session_nodes(session_key TEXT PRIMARY KEY, current_session_id TEXT, entry_json TEXT, entry_valid INTEGER, updated_at INTEGER);
    CREATE TABLE session_windows(session_id TEXT PRIMARY KEY, session_key TEXT, previous_session_id TEXT, reason TEXT, created_at INTEGER);
    CREATE TABLE session_transcript_archives(session_id TEXT, generation INTEGER, session_key TEXT, reason TEXT, encoding TEXT, archive_blob BLOB,
      archive_name TEXT, created_at INTEGER);
    PRAGMA user_version=22;
    """

  @Test func theEarliestSchema() throws {
    try make(
      Self.events,
      """
      CREATE TABLE session_entries(session_key TEXT PRIMARY KEY, entry_json TEXT, updated_at INTEGER);
      INSERT INTO session_entries VALUES ('agent:ops:main', '{"sessionId":"s","updatedAt":7,"vendor":1.10}', 7), ('main', '{"sessionId":"t","updatedAt":9}', 9),
        ('agent:ops:bad', '[]', 1), ('agent:ops:worse', '{', 1);
      """)
    try message("s", 1, "a", after: nil)
    try message("t", 4, "b", after: nil)
    try message("t", 9, "c", after: "b")
    try message("lost", 0, "d", after: nil)
    try event("t", 10, "{oops")
    try read { (source, sessions) throws in
      #expect(sessions.map(\.key.bytes) == [Array("agent:ops:main".utf8)])
      #expect(sessions[0].alias?.bytes == Array("main".utf8))
      #expect(sessions[0].messageCount == 2)
      #expect(try source.all(sessions[0]).map(\.text) == ["b", "c"])
      #expect(source.codes == ["duplicate_key", "invalid_json", "legacy_key", "row_invalid", "row_invalid"])
      let bad = source.problems.first { $0.code == "invalid_json" }
      #expect(bad?.line == 10)
      #expect(bad?.key == Array("main".utf8))
      #expect(sessions[0].former == [.init(number: 1, messageCount: 1, createdAt: Timestamp(milliseconds: 7), reason: "superseded")])
      #expect(try source.all(sessions[0], generation: 1).map(\.text) == ["a"])
      #expect(try source.recovered().map { try source.all($0).map(\.text) } == [["d"]])
    }
  }

  @Test func theSchemaWithSessions() throws {
    try make(
      Self.events,
      """
      CREATE TABLE sessions(session_id TEXT PRIMARY KEY, session_key TEXT, created_at INTEGER, updated_at INTEGER, status TEXT);
      CREATE TABLE session_entries(session_key TEXT PRIMARY KEY, session_id TEXT REFERENCES sessions(session_id), entry_json TEXT, updated_at INTEGER);
      INSERT INTO sessions VALUES ('new', 'agent:ops:main', 20, 20, 'running'), ('old', 'agent:ops:main', 10, 10, 'done');
      INSERT INTO session_entries VALUES ('agent:ops:main', 'new', '{"sessionId":"new","updatedAt":20,"status":"running"}', 20);
      PRAGMA user_version=9;
      """)
    try message("old", 0, "a", after: nil)
    try message("new", 0, "b", after: nil)
    try read { (source, sessions) throws in
      #expect(sessions.map(\.messageCount) == [1])
      #expect(sessions[0].former == [.init(number: 1, messageCount: 1, createdAt: Timestamp(milliseconds: 10), reason: "reset")])
      #expect(try source.all(sessions[0], generation: 1).map(\.text) == ["a"])
      #expect(try source.all(sessions[0], generation: 2).map(\.text) == ["b"])
      #expect(sessions[0].state.name == "running")
      #expect(source.problems.isEmpty)
    }
  }

  @Test func windowsArchivesAndBranches() throws {
    try make(
      Self.events, Self.nodes,
      """
      INSERT INTO session_nodes VALUES ('agent:ops:main', 'w2', '{"sessionId":"w2","updatedAt":5,"displayName":"Main"}', 1, 5),
        ('agent:ops:broken', '', '{"updatedAt":"yesterday"}', -1, 1), ('agent:ops:later', 'w9', '{"sessionId":"w9"}', 0, 1);
      INSERT INTO session_windows VALUES ('w1', 'agent:ops:main', NULL, 'initial', 10), ('w2', 'agent:ops:main', 'w1', 'rollover', 20);
      INSERT INTO session_transcript_archives VALUES
        ('w0', 1, 'agent:ops:main', 'reset', 'identity', x'7B22726F6C65223A2275736572222C22636F6E74656E74223A227A65726F227D0A0A6F6F7073', 'w0.jsonl.reset', 5),
        ('g', 1, 'agent:ops:gone', 'deleted', 'identity', x'7B22726F6C65223A2275736572222C22636F6E74656E74223A22676F6E65227D', 'g.jsonl.deleted', 6),
        ('z', 1, 'agent:ops:gone', 'deleted', 'zstd', x'28B52FFD', 'z.jsonl.deleted.zst', 7);
      """)
    try event("w2", 0, #"{"type":"session","version":3,"id":"w2"}"#)
    try message("w2", 1, "a", after: nil)
    try message("w2", 3, "b", after: "a")
    try message("w2", 4, "c", after: "a")
    try message("w1", 0, "before", after: nil)
    try read { (source, sessions) throws in
      let main = try #require(source.session("agent:ops:main", in: sessions))
      #expect(main.name == "Main")
      #expect(main.former.map(\.reason) == ["reset", "rollover"])
      #expect(try source.all(main).map { "\($0.text) \($0.isActive)" } == ["a true", "b false", "c true"])
      #expect(try source.all(main, generation: 1).map(\.text) == ["zero"])
      #expect(try source.all(main, generation: 2).map(\.text) == ["before"])
      #expect(failure { _ = try source.all(main, generation: 7) }?.code == .generationUnknown)
      #expect(sessions.count == 2)
      #expect(source.codes == ["archive_compressed", "archive_orphan", "row_invalid", "row_pending"])
      let recovered = try source.recovered()
      #expect(recovered.map(\.key.bytes) == [Array("agent:ops:gone".utf8)])
      #expect(try source.all(recovered[0], generation: 1).map(\.text) == ["gone"])
      #expect(try source.all(recovered[0]).isEmpty)
      let facts = try source.facts()
      #expect(facts.sessionIDs == Set(["w1", "w2", "w9"].map { Array($0.utf8) }))
      #expect(facts.archiveNames.count == 3)
    }
  }

  @Test func packedEventsAreReported() throws {
    try make(
      """
      CREATE TABLE transcript_events(session_id TEXT, seq INTEGER, event_json TEXT, event_zstd BLOB, created_at INTEGER, PRIMARY KEY(session_id, seq));
      """, Self.nodes,
      """
      INSERT INTO session_nodes VALUES ('agent:ops:main', 's', '{"sessionId":"s","updatedAt":5}', 1, 5);
      INSERT INTO transcript_events VALUES ('s', 3, NULL, x'28B52FFD', 0);
      PRAGMA user_version=23;
      """)
    try message("s", 1, "a", after: nil)
    try read { (source, sessions) throws in
      #expect(sessions.map(\.messageCount) == [1])
      #expect(source.problems.map(\.code) == ["event_compressed"])
      #expect(source.problems.first?.line == 3)
    }
  }

  @Test func snapshotsAreFieldsOfTheEntryAgain() throws {
    try make(
      Self.events, Self.nodes,
      """
      CREATE TABLE session_entry_snapshots(session_key TEXT, field TEXT, value_json TEXT, PRIMARY KEY(session_key, field));
      INSERT INTO session_nodes VALUES ('agent:ops:main', 's', '{"sessionId":"s", "updatedAt":5}', 1, 5), ('agent:ops:b', 't', '{"a": 1.10}', 1, 5);
      INSERT INTO session_entry_snapshots VALUES ('agent:ops:main', 'skillsSnapshot', '{"version": 1.10}'), ('agent:ops:main', 'broken', '{');
      PRAGMA user_version=24;
      """)
    try read { (source, sessions) throws in
      let main = source.session("agent:ops:main", in: sessions)
      #expect(main?.metadata == Array(#"{"sessionId":"s","updatedAt":5,"skillsSnapshot":{"version": 1.10}}"#.utf8))
      #expect(source.session("agent:ops:b", in: sessions)?.metadata == Array(#"{"a": 1.10}"#.utf8))
      #expect(source.codes == ["snapshot_unread"])
    }
  }

  @Test func whatMustNotBeRead() throws {
    try make(
      "CREATE TABLE schema_meta(meta_key TEXT PRIMARY KEY, role TEXT, schema_version INTEGER, agent_id TEXT);", "PRAGMA user_version=1;")
    #expect(refusal()?.code == .noSessionTables)
    try make(Self.events, Self.nodes, "PRAGMA user_version=99;")
    #expect(refusal()?.code == .newerSchema)
    try read(readsNewer: true) { (source, sessions) throws in
      #expect(sessions.isEmpty)
      #expect(source.codes == ["database_newer_schema"])
    }
    try make("PRAGMA user_version=22; INSERT INTO schema_meta VALUES ('primary', 'agent', 25, 'ops');")
    #expect(refusal()?.code == .newerSchema)
    try make("UPDATE schema_meta SET schema_version = 22, role = 'state';")
    #expect(refusal()?.code == .otherApplication)
    try make("UPDATE schema_meta SET role = 'agent', agent_id = 'research';")
    try read { (source, _) throws in #expect(source.codes == ["owner_mismatch"]) }
  }

  @Test func filesThatAreNoDatabase() throws {
    #expect(try ground.withDatabase { _ in true } == nil)
    Files.write(ground.database, [])
    #expect(refusal()?.code == .storeEmptyFile)
    Files.write(ground.database, String(repeating: "no database ", count: 1000))
    #expect(refusal()?.code == .notADatabase)
    Files.remove(ground.database)
    try make(Self.events, Self.nodes)
    let whole = Files.read(ground.database)
    Files.write(ground.database, Array(whole.prefix(whole.count / 2)))
    #expect(refusal()?.code == .corrupt)
  }

  @Test func aLiveDatabaseIsReadThroughItsLog() throws {
    try make(Self.events, Self.nodes, "INSERT INTO session_nodes VALUES ('agent:ops:main', 's', '{\"sessionId\":\"s\"}', 1, 5);")
    let writer = try Connection(path: Array(ground.database.utf8), mode: .readWrite(create: false))
    try writer.useWriteAheadLog()
    try writer.execute("INSERT INTO transcript_events VALUES ('s', 1, '{\"role\":\"user\",\"content\":\"in the log\"}', 0)")
    try read { (source, sessions) throws in #expect(try source.all(try #require(sessions.first)).map(\.text) == ["in the log"]) }
    try writer.close()
  }

  @Test func theRecognisedFamily() throws {
    try make(Self.events, Self.nodes)
    let schema = try Preview.read(path: Array(ground.database.utf8)) { try OpenClawRecognition.database($0) }
    #expect(schema??.family == .nodes)
    #expect(schema??.userVersion == 22)
    let other = ground.directory.path("other.db")
    let connection = try Connection(path: Array(other.utf8), mode: .readWrite(create: true))
    try connection.execute("CREATE TABLE sessions(id INTEGER)")
    try connection.close()
    let foreign = try Preview.read(path: Array(other.utf8)) { try OpenClawRecognition.database($0) }
    #expect(foreign == .some(nil))
  }
}
