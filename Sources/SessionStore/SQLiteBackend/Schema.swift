internal import SQLite

/// The schema of the native store and how a file gets there, version by version. A shipped version is frozen.
///
/// | table | holds |
/// |---|---|
/// | `meta` | the agent's uuid, the segmenter's version, the high-water mark of message ids |
/// | `session` | one row a session; the key is unique among those that are not deleted |
/// | `generation` | one row for each run of a session between resets; the count of the current one is in `session` |
/// | `message` | ids are never reused; the body is NULL where it equals the compact `{"role":…,"content":…}` |
/// | `idempotency` | which ids a request with a key has got |
/// | `operation` | session-level operations and import receipts |
/// | `message_fts` | contentless index of the segmented text, written by Warren in the message's transaction |
/// Times are integer milliseconds since 1970, NULL where unknown.
enum Schema {
  static let version: Int64 = 1

  /// "WRN1" as a big-endian integer.
  static let applicationID: Int64 = 0x5752_4E31

  /// Before the first page exists; they cannot be changed later.
  static func prepareEmptyFile(_ connection: Connection) throws {
    try connection.execute("PRAGMA page_size=4096")
    try connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    try connection.useWriteAheadLog()
  }

  /// Everything of version 1, inside a transaction.
  static func create(_ connection: Connection) throws {
    for statement in version1 { try connection.execute(statement) }
    try connection.withStatement("INSERT INTO meta(key, value) VALUES('segmenter', ?), ('message_id_mark', 0)") {
      $0.bind(Segmenter.version, at: 1)
      try $0.run()
    }
  }

  private static let version1: [StaticString] = [
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE session(
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key BLOB NOT NULL,
      name TEXT,
      created_at INTEGER,
      last_activity INTEGER,
      state INTEGER NOT NULL DEFAULT 0 CHECK(state IN (0, 1, 2)),
      turn_id TEXT,
      turn_started_at INTEGER,
      turn_pid INTEGER,
      turn_process_start INTEGER,
      turn_boot_id TEXT,
      channel TEXT,
      room TEXT,
      sender TEXT,
      origin TEXT,
      generation INTEGER NOT NULL DEFAULT 1,
      message_count INTEGER NOT NULL DEFAULT 0,
      deleted_by TEXT,
      deleted_at INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX session_key ON session(key) WHERE deleted_by IS NULL",
    "CREATE INDEX session_activity ON session(ifnull(last_activity, -9223372036854775807) DESC, key) WHERE deleted_by IS NULL",
    "CREATE INDEX session_running ON session(turn_started_at) WHERE state = 1 AND deleted_by IS NULL",
    "CREATE INDEX session_deleted ON session(deleted_by) WHERE deleted_by IS NOT NULL",
    """
    CREATE TABLE generation(
      session INTEGER NOT NULL,
      number INTEGER NOT NULL,
      created_at INTEGER,
      closed_at INTEGER,
      reason TEXT,
      operation TEXT,
      message_count INTEGER,
      last_activity INTEGER,
      PRIMARY KEY(session, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE message(
      id INTEGER PRIMARY KEY,
      session INTEGER NOT NULL,
      generation INTEGER NOT NULL,
      role TEXT NOT NULL,
      text TEXT NOT NULL,
      body TEXT,
      created_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX message_session ON message(session, generation)",
    """
    CREATE TABLE idempotency(
      session INTEGER NOT NULL,
      key TEXT NOT NULL,
      first_id INTEGER NOT NULL,
      count INTEGER NOT NULL,
      digest BLOB NOT NULL,
      created_at INTEGER NOT NULL,
      PRIMARY KEY(session, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE operation(
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      step TEXT,
      session INTEGER,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      undo_until INTEGER,
      receipt TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX operation_started ON operation(started_at)",
    """
    CREATE VIRTUAL TABLE message_fts USING fts5(
      text, content='', detail=full, tokenize="unicode61 categories 'L* N* Co Mn Mc'"
    )
    """,
    "INSERT INTO message_fts(message_fts, rank) VALUES('automerge', 16)",
    "PRAGMA application_id=1465011761",
    "PRAGMA user_version=1",
  ]
}
