import JSON
import LegacyFormats
import Platform
import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// A directory with what ZeroClaw writes, of one test's own.
struct ZeroClawGround {
  let directory = TemporaryDirectory("zeroclaw")
  /// Some months after all times in the samples.
  static let now = Timestamp(milliseconds: 1_795_000_000_000)
  static let clock = WallClock { now }

  func path(_ below: String) -> String { directory.path(below) }

  var sessions: String { path("sessions") }

  func put(_ name: String, _ text: String) { put(name, Array(text.utf8)) }

  func put(_ name: String, _ bytes: [UInt8]) {
    Files.makeDirectory(sessions)
    Files.write("\(sessions)/\(name)", bytes)
  }

  /// Makes `sessions/sessions.db` in the current schema or the first one, and runs `fill` on it.
  func database(first: Bool = false, _ fill: (Connection) throws -> Void) throws {
    Files.makeDirectory(sessions)
    let connection = try Connection(path: Array("\(sessions)/sessions.db".utf8), mode: .readWrite(create: true))
    try connection.execute(
      """
      CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, session_key TEXT NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL,
        created_at TEXT NOT NULL);
      CREATE INDEX idx_sessions_key_id ON sessions(session_key, id);
      CREATE TABLE session_metadata (session_key TEXT PRIMARY KEY, created_at TEXT NOT NULL, last_activity TEXT NOT NULL,
        message_count INTEGER NOT NULL DEFAULT 0);
      """)
    if !first {
      try connection.execute(
        """
        ALTER TABLE session_metadata ADD COLUMN name TEXT;
        ALTER TABLE session_metadata ADD COLUMN state TEXT NOT NULL DEFAULT 'idle';
        ALTER TABLE session_metadata ADD COLUMN turn_id TEXT;
        ALTER TABLE session_metadata ADD COLUMN turn_started_at TEXT;
        ALTER TABLE session_metadata ADD COLUMN agent_alias TEXT;
        ALTER TABLE session_metadata ADD COLUMN channel_id TEXT;
        ALTER TABLE session_metadata ADD COLUMN room_id TEXT;
        ALTER TABLE session_metadata ADD COLUMN sender_id TEXT;
        """)
    }
    try fill(connection)
    try connection.close()
  }

  /// Reads a database as a preview.
  static func read<T>(
    _ path: String, agents: Set<[UInt8]>? = nil, _ body: (ZeroClawDatabaseSource) throws -> T
  ) throws -> T {
    try #require(
      try Preview.read(path: Array(path.utf8)) {
        try body(ZeroClawDatabaseSource($0, path: RawPath("sessions.db"), now: now, agents: agents))
      })
  }

  func read<T>(_ body: (ZeroClawDatabaseSource) throws -> T) throws -> T { try Self.read("\(sessions)/sessions.db", body) }

  func files() throws -> ZeroClawFilesSource { try Self.files(sessions) }

  static func files(_ path: String) throws -> ZeroClawFilesSource {
    try ZeroClawFilesSource(directory: FilePath(path), path: RawPath(""), clock: clock)
  }

  /// The store of a directory: its database, where one is there, and its files.
  static func store<T>(_ sessions: String, _ body: (ForeignStore) throws -> T) throws -> T {
    // A file that has only just been written is read twice: let that be a short reading.
    _ = try? Preview.read(path: Array("\(sessions)/sessions.db".utf8)) { _ in }
    let files = try Self.files(sessions)
    func made(_ sources: [any ForeignSource]) -> ForeignStore {
      ForeignStore(sources: sources, backend: sources.count > 1 ? .sqlite : .jsonl, path: RawPath(sessions))
    }
    let found = try Preview.read(path: Array("\(sessions)/sessions.db".utf8)) { connection in
      try connection.readTransaction {
        try body(made([ZeroClawDatabaseSource(connection, path: RawPath("sessions.db"), now: now), files]))
      }
    }
    return try found ?? body(made([files]))
  }

  func store<T>(_ body: (ForeignStore) throws -> T) throws -> T { try Self.store(sessions, body) }
}

/// The error that a call throws; nil where it does not.
func thrown(_ body: () throws -> Void) -> WarrenError? {
  do {
    try body()
    return nil
  } catch { return error as? WarrenError ?? WarrenError(.failed, "no error of ours: \(error)") }
}

extension ForeignSource {
  func all(_ session: ForeignSession, after ordinal: Int64 = 0) throws -> [ForeignMessage] {
    var found: [ForeignMessage] = []
    try messages(of: session, generation: nil, after: ordinal) {
      found.append($0)
      return .goOn
    }
    return found
  }

  var kinds: Set<String> { Set(problems.map(\.code)) }
}
