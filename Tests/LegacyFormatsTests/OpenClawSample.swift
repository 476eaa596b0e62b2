internal import JSON
internal import LegacyFormats
internal import Platform
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

/// A generated state directory and what is expected of it.
struct OpenClawSample {
  /// `shared/samples` beside the package, or beside what the package is in.
  static let folder: String? = {
    var place = #filePath[...]
    for _ in 0..<5 {
      guard let slash = place.lastIndex(of: "/") else { return nil }
      place = place[..<slash]
      let folder = "\(place)/shared/samples"
      if Files.exists(folder + "/make_openclaw_state.py") { return folder }
    }
    return nil
  }()

  let expected: JSONValue
  private let directory = TemporaryDirectory("openclaw")

  var path: String { directory.path("state") }

  init(_ options: [String]) throws {
    let made = Child.run(["python3", "\(Self.folder ?? "")/make_openclaw_state.py", directory.path("state")] + options)
    try #require(made.status == 0, "\(made.errors)")
    var scanner = JSONScanner()
    expected = try scanner.scan(Files.read(directory.path("state.expected.json")))
  }

  private func list(_ field: String) -> [JSONValue] { expected[field].map { Array($0.elements) } ?? [] }

  private static func text(_ value: JSONValue?, _ field: String) -> String { value?[field]?.repairedString ?? "" }

  /// Every store, file by file.
  func compare() throws {
    for store in list("stores") {
      let id = Self.text(store, "id")
      switch Self.text(store, "kind") {
      case "openclaw_json": try compareFiles(store, id, directory: Self.text(store, "agent"))
      case "openclaw_json_before_agents": try compareFiles(store, id, directory: Self.text(store, "belongs_to"), isBeforeAgents: true)
      case "openclaw_sqlite": try compareDatabase(store, id, directory: Self.text(store, "agent"))
      default: Issue.record("a store of an unknown kind")
      }
    }
    for agent in list("agents") where Self.text(agent, "state") == "transcripts_only" {
      try compareUnindexed(Self.text(agent, "directory"))
    }
  }

  private func source(_ directory: String, isBeforeAgents: Bool, salvages: Bool = false) throws -> OpenClawFilesSource {
    let place = isBeforeAgents ? "" : "agents/\(directory)"
    let keys = OpenClawKeys(directory: try AgentName(directory))
    let database = "\(path)/agents/\(directory)/agent/openclaw-agent.sqlite"
    let facts =
      isBeforeAgents
      ? nil
      : try? Preview.read(path: Array(database.utf8)) {
        try OpenClawDatabaseSource($0, keys: keys, path: RawPath(database), now: Self.now).facts()
      }
    return OpenClawFilesSource(
      OpenClawFilesSource.Place(
        directory: try OpenClawGround.open("\(path)/\(place)"), keys: keys, path: RawPath(place), isBeforeAgents: isBeforeAgents,
        database: (facts ?? nil) ?? OpenClawDatabaseFacts()), now: Self.now, salvages: salvages)
  }

  /// A little after the last time in the samples that is to be believed.
  private static let now = Timestamp(milliseconds: 1_788_220_800_000)

  // MARK: Files

  private func compareFiles(_ store: JSONValue, _ id: String, directory: String, isBeforeAgents: Bool = false) throws {
    let source = try source(directory, isBeforeAgents: isBeforeAgents)
    let state = Self.text(store, "state")
    guard state == "ok" else {
      let codes: [String: ErrorCode] = ["empty_file": .storeEmptyFile, "truncated": .corrupt, "not_an_object": .corrupt]
      #expect(failure { _ = try source.sessions() }?.code == codes[state], "\(id)")
      try compareRecovered(source, directory, from: "unindexed")
      if state == "truncated" { try compareSalvaged(store, directory) }
      return
    }
    let sessions = try source.sessions()
    compareSessions(sessions, store, id)
    try compareTexts(sessions, source)
    try compareBranches(sessions, source, directory)
    compareEntries(source, store, id)
    if !isBeforeAgents { compareLines(source, directory) }
    compareUnknown(sessions, store, id)
    if !isBeforeAgents {
      compareWarnings(source, id, directory)
      try compareRecovered(source, directory, from: "orphans")
      compareArchives(source, sessions, directory)
    }
  }

  private func compareSalvaged(_ store: JSONValue, _ directory: String) throws {
    let source = try source(directory, isBeforeAgents: false, salvages: true)
    let keys = try source.sessions().map { ($0.alias ?? $0.key).bytes }
    #expect(keys == store["salvageable"]?.elements.compactMap(\.utf8))
    #expect(source.problems.first { $0.code == "store_truncated" }?.offset == store["complete_through"]?.int64)
  }

  private func compareSessions(_ sessions: [ForeignSession], _ store: JSONValue, _ id: String) {
    func row(_ key: [UInt8], _ alias: [UInt8], _ messages: Int64?, _ updated: Int64?) -> String {
      "\(String(decoding: key, as: UTF8.self)) \(String(decoding: alias, as: UTF8.self)) \(messages ?? -1) \(updated ?? -1)"
    }
    let wanted = store["sessions"]?.elements.map {
      row($0["canonical_key"]?.utf8 ?? [], $0["key"]?.utf8 ?? [], $0["messages"]?.int64, $0["updated_at"]?.int64)
    }
    let found = sessions.map {
      row($0.key.bytes, ($0.alias ?? $0.key).bytes, Int64($0.messageCount), $0.lastActivity?.milliseconds ?? 0)
    }
    #expect(found.sorted() == (wanted ?? []).sorted(), "\(id)")
  }

  /// The stream has as many messages as were counted, and the active branch is as long as is stated.
  private func compareTexts(_ sessions: [ForeignSession], _ source: some ForeignSource) throws {
    for session in sessions {
      let messages = try source.all(session)
      #expect(messages.count == session.messageCount)
      #expect(messages.map(\.ordinal) == Array(1...Int64(max(1, messages.count))).prefix(messages.count).map { $0 })
      #expect(messages.allSatisfy { $0.role != "unknown" && $0.createdAt != nil })
      for former in session.former { #expect(try source.all(session, generation: former.number).count == former.messageCount) }
    }
  }

  /// How many messages lie on the branch that ends in the last entry.
  private func compareBranches(_ sessions: [ForeignSession], _ source: OpenClawFilesSource, _ directory: String) throws {
    for file in list("files") where Self.text(file, "class") == "transcript" {
      guard let wanted = file["active_branch_messages"]?.int64 else { continue }
      for session in sessions {
        let name = String(decoding: session.locator.prefix { $0 != 0x2F }, as: UTF8.self)
        guard Self.text(file, "path") == "agents/\(directory)/sessions/\(name)" else { continue }
        #expect(try source.all(session).count { $0.isActive } == Int(wanted), "\(name)")
      }
    }
  }

  private func compareEntries(_ source: OpenClawFilesSource, _ store: JSONValue, _ id: String) {
    func keys(_ codes: Set<String>) -> [[UInt8]] {
      source.problems.filter { codes.contains($0.code) }.compactMap(\.key).sorted { $0.lexicographicallyPrecedes($1) }
    }
    let reasons = ["not_an_object": "entry_invalid", "session_id_missing": "session_id_missing"]
    let invalid = store["entries"]?["invalid"].map { Array($0.elements) } ?? []
    for entry in invalid {
      let code = reasons[Self.text(entry, "reason")] ?? ""
      #expect(source.problems.contains { $0.code == code && $0.key == entry["key"]?.utf8 }, "\(id)")
    }
    #expect(keys(["entry_invalid", "session_id_missing"]).count == invalid.count)
    let superseded = store["superseded"]?.elements.compactMap { $0["key"]?.utf8 } ?? []
    #expect(keys(["duplicate_key"]) == superseded.sorted { $0.lexicographicallyPrecedes($1) }, "\(id)")
  }

  /// Skipped lines: file, number, offset, length, reason.
  private func compareLines(_ source: OpenClawFilesSource, _ directory: String) {
    let front = "agents/\(directory)/sessions/"
    var wanted: [String] = []
    for file in list("files") where Self.text(file, "path").hasPrefix(front) && Self.text(file, "class") == "transcript" {
      guard file["referenced_by"]?.elements.contains(where: { _ in true }) == true else { continue }
      for line in file["skipped"]?.elements.map({ $0 }) ?? [] {
        wanted.append(
          "\(Self.text(file, "path")) \(line["line"]?.int64 ?? 0) \(line["offset"]?.int64 ?? -1) \(line["length"]?.int64 ?? -1) \(Self.text(line, "reason"))"
        )
      }
    }
    let found = source.problems.filter { $0.line != nil }.map {
      "\($0.path) \($0.line ?? 0) \($0.offset ?? -1) \($0.length ?? -1) \($0.code)"
    }
    #expect(found.sorted() == wanted.sorted())
  }

  private func compareUnknown(_ sessions: [ForeignSession], _ store: JSONValue, _ id: String) {
    for field in store["unknown_fields"]?.elements.map({ $0 }) ?? [] {
      let key = field["key"]?.utf8 ?? []
      let metadata = sessions.first { ($0.alias ?? $0.key).bytes == key }?.metadata ?? []
      var scanner = JSONScanner()
      let value = (try? scanner.scan(metadata))?[Self.text(field, "field")]
      #expect(value.map { Self.compact($0) } == Self.text(field, "raw_json"), "\(id) \(Self.text(field, "field"))")
    }
  }

  /// The bytes without white space outside strings: the raw bytes are as the store was indented.
  private static func compact(_ value: JSONValue) -> String {
    var inString = false
    var escaped = false
    var out: [UInt8] = []
    for byte in value.rawBytes {
      if inString {
        if escaped { escaped = false } else if byte == 0x5C { escaped = true } else if byte == 0x22 { inString = false }
      } else if byte == 0x22 {
        inString = true
      } else if byte == 0x20 || byte == 0x0A {
        continue
      }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private func compareWarnings(_ source: OpenClawFilesSource, _ id: String, _ directory: String) {
    let checked: Set = [
      "duplicate_key", "legacy_key", "updated_at_future", "updated_at_invalid", "session_file_foreign", "transcript_missing",
      "transcript_header_missing",
      "transcript_header_mismatch", "transcript_orphan", "trajectory_orphan", "checkpoint_orphan", "active_sqlite_transcript_jsonl",
    ]
    let front = "agents/\(directory)/sessions/"
    let wanted = list("warnings").compactMap { warning -> String? in
      let (code, subject) = (Self.text(warning, "code"), Self.text(warning, "subject"))
      return checked.contains(code) && subject.hasPrefix(front) ? "\(code) \(subject)" : nil
    }
    let found = source.problems.filter { checked.contains($0.code) }.map { problem in
      "\(problem.code) \(problem.path)" + (problem.key.map { "#" + String(decoding: $0, as: UTF8.self) } ?? "")
    }
    #expect(found.sorted() == wanted.sorted(), "\(id)")
  }

  // MARK: What no entry names

  /// Orphans, or in a directory without a store all transcripts, come back as sessions of their own.
  private func compareRecovered(_ source: OpenClawFilesSource, _ directory: String, from field: String) throws {
    let front = "agents/\(directory)/sessions/"
    let wanted = list(field).filter {
      Self.text($0, "path").hasPrefix(front) && (field == "unindexed" || Self.text($0, "kind") == "transcript")
    }
    let recovered = try source.recovered()
    let counts = recovered.filter { $0.locator.first != 0x2F }.map(\.messageCount).sorted()
    #expect(counts == wanted.compactMap { $0["messages"]?.int64.map(Int.init) }.sorted())
    for session in recovered { #expect(try source.all(session).count == session.messageCount) }
  }

  private func compareUnindexed(_ directory: String) throws {
    let source = try source(directory, isBeforeAgents: false)
    #expect(failure { _ = try source.sessions() }?.code == .storeAbsent)
    try compareRecovered(source, directory, from: "unindexed")
  }

  /// Each archive is a generation, or reported as one that cannot be.
  private func compareArchives(_ source: OpenClawFilesSource, _ sessions: [ForeignSession], _ directory: String) {
    let front = "agents/\(directory)/sessions/"
    let recovered = (try? source.recovered()) ?? []
    for archive in list("archives") where Self.text(archive, "path").hasPrefix(front) {
      let path = Self.text(archive, "path")
      if archive["packed"]?.bool == true {
        #expect(source.problems.contains { $0.code == "archive_compressed" && $0.path == RawPath(path) })
        continue
      }
      let name = Array(path.utf8.dropFirst(front.utf8.count))
      let owner = (sessions + recovered).first { $0.locator.split(separator: 0x2F).contains { $0.elementsEqual(name) } }
      let former = owner?.former.first { $0.reason == Self.text(archive, "reason") }
      #expect(former?.messageCount == archive["messages"]?.int64.map(Int.init), "\(path)")
    }
  }

  // MARK: Databases

  private func compareDatabase(_ store: JSONValue, _ id: String, directory: String) throws {
    let keys = OpenClawKeys(directory: try AgentName(directory))
    let state = Self.text(store, "state")
    let codes: [String: ErrorCode] = ["newer_schema": .newerSchema, "no_session_tables": .noSessionTables]
    try Preview.read(path: Array("\(path)/\(id)".utf8)) { connection in
      let source = OpenClawDatabaseSource(connection, keys: keys, path: RawPath(id), now: Self.now)
      #expect(try OpenClawRecognition.database(connection)?.userVersion == store["user_version"]?.int64)
      guard state == "ok" else {
        #expect(failure { _ = try source.sessions() }?.code == codes[state], "\(id)")
        let lenient = OpenClawDatabaseSource(connection, keys: keys, path: RawPath(id), now: Self.now, readsNewer: true)
        if state == "newer_schema" { #expect(try lenient.sessions().count == store["sessions_inside"]?.int64.map(Int.init)) }
        return
      }
      let sessions = try source.sessions()
      compareSessions(sessions, store, id)
      try compareTexts(sessions, source)
      for row in store["sessions"]?.elements.map({ $0 }) ?? [] {
        let session = sessions.first { $0.key.bytes == row["canonical_key"]?.utf8 }
        #expect(session?.generation == row["windows"]?.int64.map(Int.init))
        #expect(session?.former.reduce(0) { $0 + $1.messageCount } == row["history_messages"]?.int64.map(Int.init))
        #expect(session?.former.allSatisfy { $0.reason == "reset" } == true)
      }
      let invalid = source.problems.filter { $0.code == "row_invalid" }.compactMap(\.key)
      #expect(invalid == store["invalid_rows"]?.elements.compactMap(\.utf8) ?? [])
      let archived = try source.recovered().flatMap { session in session.former.map { "\($0.reason) \($0.messageCount)" } }
      #expect(archived == store["archives_in_database"]?.elements.map { "\(Self.text($0, "reason")) \($0["messages"]?.int64 ?? -1)" } ?? [])
    }
  }
}
