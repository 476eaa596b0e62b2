package import SQLite
internal import SessionStore
package import WarrenModel

/// ZeroClaw's `sessions.db` as a stream, of its first schema and of those since.
///
/// A session is a row of `session_metadata`; its messages are the rows of `sessions` with its key, role and content being text. What the
/// database counts, and its search index, are not trusted.
package final class ZeroClawDatabaseSource: ForeignStoreLookup {
  package let label = "ZeroClaw sessions.db"
  private let connection: Connection
  private let path: RawPath
  private let now: Timestamp
  private let agents: Set<[UInt8]>?
  private var log = ProblemLog()
  private var known: ZeroClawSchema?
  /// Messages whose key has no row of its own, as sessions: ZeroClaw lists none of them; an import may. Known after `sessions()`.
  package private(set) var withoutSession: [ForeignSession] = []

  /// - Parameters:
  ///   - connection: open for reading, inside a preview. For one answer from several calls: inside a read transaction.
  ///   - path: of the database below the root, for problems.
  ///   - now: what time it is, to tell a turn that goes on from one that a crash has left.
  ///   - agents: the aliases in the configuration; nil where they are not known, and no owner is then called unknown.
  package init(_ connection: Connection, path: RawPath, now: Timestamp, agents: Set<[UInt8]>? = nil) {
    self.connection = connection
    self.path = path
    self.now = now
    self.agents = agents
  }

  package var problems: [ForeignProblem] { log.problems }

  /// What schema it has.
  /// - Throws: `database_no_session_tables`, `store_empty_file`, and where the database cannot be read.
  package func schema() throws -> ZeroClawSchema { try translating { try readSchema() } }

  package func sessions() throws -> [ForeignSession] {
    try translating {
      try connection.readTransaction {
        let schema = try readSchema()
        var counts = try countMessages()
        var sessions: [ForeignSession] = []
        var keys: Set<[UInt8]> = []
        try connection.withStatement("SELECT * FROM session_metadata") {
          while try $0.step() {
            let row = ZeroClawRow($0, schema)
            guard let key = key(of: row) else { continue }
            guard keys.insert(key.bytes).inserted else {
              note("duplicate_key", .warning, key.bytes)
              continue
            }
            sessions.append(session(key, row, count: counts.removeValue(forKey: key.bytes) ?? 0))
          }
        }
        withoutSession = []
        for (key, count) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
          note("messages_without_session", .warning, key, count: count)
          guard let valid = try? SessionKey(bytes: key) else { continue }
          withoutSession.append(
            ForeignSession(key: valid, createdAt: nil, lastActivity: nil, messageCount: count, locator: key))
        }
        noteAmbiguous(keys)
        return sessions
      }
    }
  }

  package func session(_ key: SessionKey) throws -> ForeignSession? {
    try translating {
      try connection.readTransaction {
        let schema = try readSchema()
        let row = try connection.withStatement("SELECT * FROM session_metadata WHERE session_key = ?1 LIMIT 1") {
          try $0.bind(utf8: key.bytes, at: 1)
          return try $0.step() ? ZeroClawRow($0, schema) : nil
        }
        guard let row, let found = self.key(of: row), found == key else { return nil }
        let count = try connection.withStatement(
          "SELECT count(*) FROM sessions WHERE session_key = ?1 AND typeof(role) = 'text' AND typeof(content) = 'text'"
        ) {
          try $0.bind(utf8: key.bytes, at: 1)
          return try $0.step() ? $0.int(0) : 0
        }
        return session(key, row, count: count)
      }
    }
  }

  package func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    if let generation, generation != 1 { throw WarrenError.unknownGeneration(generation, of: session.key, current: 1) }
    try translating {
      _ = try readSchema()
      try connection.withStatement(
        """
        SELECT id, role, content, created_at FROM sessions
        WHERE session_key = ?1 AND typeof(role) = 'text' AND typeof(content) = 'text' ORDER BY id LIMIT -1 OFFSET ?2
        """
      ) {
        try $0.bind(utf8: session.locator, at: 1)
        $0.bind(max(0, ordinal), at: 2)
        var place = max(0, ordinal)
        while try $0.step() {
          place += 1
          if try body(message($0, place, of: session)) == .stop { return }
        }
      }
    }
  }

  // MARK: - Parts

  private func translating<T>(_ body: () throws -> T) throws -> T {
    // What the body of a stream throws is not ours.
    do { return try body() } catch let error as SQLiteError { throw StoreErrors.translate(error, path: connection.path) }
  }

  private func readSchema() throws -> ZeroClawSchema {
    if let known { return known }
    if try connection.integer("PRAGMA page_count") == 0 {
      throw WarrenError(
        .storeEmptyFile, "The database is an empty file.", remedy: "Restore it from a backup, or remove it.", subject: connection.path)
    }
    if let encoding = try connection.text("PRAGMA encoding"), encoding != "UTF-8" {
      throw WarrenError(
        .unsupported, "The database keeps its text as \(encoding).", remedy: "Convert it to UTF-8 with the sqlite3 program.",
        subject: connection.path)
    }
    guard let found = try ZeroClawSchema.read(connection) else {
      throw WarrenError(
        .noSessionTables, "The database holds no session tables.",
        remedy: "Look at it with \"warren inspect\"; move it away if nothing needs it.", subject: connection.path)
    }
    known = found
    return found
  }

  /// The messages of each key, after those that are none are noted.
  private func countMessages() throws -> [[UInt8]: Int] {
    var counts: [[UInt8]: Int] = [:]
    try connection.withStatement("SELECT session_key, count(*) FROM sessions WHERE typeof(session_key) = 'text' GROUP BY session_key") {
      while try $0.step() { counts[$0.bytes(0) ?? []] = $0.int(1) }
    }
    // Without a look into the content itself, which may lie on further pages.
    try connection.withStatement(
      """
      SELECT id, session_key, typeof(session_key) = 'text' FROM sessions
      WHERE typeof(role) <> 'text' OR typeof(content) <> 'text' OR typeof(session_key) <> 'text'
      """
    ) {
      while try $0.step() {
        let (id, key) = ($0.int(0), $0.int(2) == 1 ? $0.bytes(1) : nil)
        log.add(ForeignProblem(code: "row_invalid", severity: .warning, path: path, key: key, line: id))
        if let key, let count = counts[key] { counts[key] = count > 1 ? count - 1 : nil }
      }
    }
    return counts
  }

  /// nil for a row whose key is none, which is noted.
  private func key(of row: ZeroClawRow) -> SessionKey? {
    guard case .text(let bytes) = row.value("session_key") else {
      note("row_invalid", .warning, nil)
      return nil
    }
    do throws(WarrenError) {
      return try SessionKey(bytes: bytes)
    } catch {
      note(error.code.rawValue, .warning, Array(bytes.prefix(64)))
      return nil
    }
  }

  private func session(_ key: SessionKey, _ row: ZeroClawRow, count: Int) -> ForeignSession {
    let (created, last) = (row.time("created_at"), row.time("last_activity"))
    if created == nil || last == nil { note("time_invalid", .warning, key.bytes) }
    if let stored = row.integer("message_count"), stored != Int64(count) { note("count_wrong", .warning, key.bytes) }
    if count == 0 { note("session_empty", .info, key.bytes) }
    let owner = row.bytes("agent_alias")
    if let owner, let agents, !agents.contains(owner) { note("owner_unknown", .warning, key.bytes) }
    return ForeignSession(
      key: key, name: row.text("name"), state: state(row, of: key), createdAt: created, lastActivity: last, messageCount: count,
      origin: SessionOrigin(channel: row.text("channel_id"), room: row.text("room_id"), sender: row.text("sender_id")), owner: owner,
      metadata: row.json, locator: key.bytes)
  }

  private func state(_ row: ZeroClawRow, of key: SessionKey) -> SessionState {
    switch row.text("state") {
    case nil, "idle": return .idle
    case "error": return .error(turnID: row.text("turn_id"))
    case "running":
      let start = row.time("turn_started_at")
      let limit = now.advanced(byMilliseconds: -ZeroClawConfiguration.longestTurn)
      if start.map({ $0 < limit }) ?? true { note("run_stuck", .warning, key.bytes) }
      return .running(Turn(id: row.text("turn_id") ?? "", startedAt: start, owner: nil))
    default:
      note("state_unknown", .info, key.bytes)
      return .idle
    }
  }

  private func message(_ row: borrowing Statement, _ place: Int64, of session: ForeignSession) -> ForeignMessage {
    let time = row.kind(3) == .text ? row.withBytes(3) { ZeroClawTime.parse($0) } : nil
    let isText = row.isUTF8(1) && row.isUTF8(2)
    if time == nil { noteRow(row.int(0), "time_invalid", session.key) }
    if !isText { noteRow(row.int(0), "invalid_utf8", session.key) }
    let (role, text) = (row.string(1), row.string(2))
    return ForeignMessage(
      ordinal: place, role: role, text: text, createdAt: time, body: LineWriter.compact(role: role, text: text))
  }

  /// The short id that ZeroClaw shows drops `gw_`, so that two keys may have one.
  private func noteAmbiguous(_ keys: Set<[UInt8]>) {
    let prefix = Array("gw_".utf8)
    for key in keys where key.starts(with: prefix) && keys.contains(Array(key.dropFirst(prefix.count))) {
      note("display_id_ambiguous", .info, key)
    }
  }

  private func noteRow(_ id: Int, _ code: String, _ key: SessionKey) {
    log.add(ForeignProblem(code: code, severity: .warning, path: path, key: key.bytes, line: id))
  }

  private func note(_ code: String, _ severity: Finding.Severity, _ key: [UInt8]?, count: Int = 1) {
    log.add(ForeignProblem(code: code, severity: severity, path: path, key: key, count: count))
  }
}

extension Statement {
  fileprivate func isUTF8(_ column: Int32) -> Bool { withBytes(column) { String(validating: $0, as: UTF8.self) != nil } }
}
