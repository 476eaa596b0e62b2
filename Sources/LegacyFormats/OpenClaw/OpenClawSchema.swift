package import SQLite

/// Which of OpenClaw's per-agent schemas a database has: told by its tables, since versions between them vary in detail.
package struct OpenClawSchema: Hashable, Sendable {
  package enum Family: String, Hashable, Sendable {
    /// `session_entries` and `transcript_events` alone: the earliest.
    case entries
    /// `sessions` for the transcripts, `session_entries` for the keys: versions 4 to 13.
    case sessions
    /// `session_nodes` and `session_windows`: from version 14 on.
    case nodes
  }

  /// The newest version whose meaning is known.
  package static let newestVersion: Int64 = 24

  /// nil where there are no tables of sessions.
  package let family: Family?
  /// `PRAGMA user_version`.
  package let userVersion: Int64
  /// `schema_meta.schema_version`.
  package let schemaVersion: Int64?
  /// `agent` for an agent's database.
  package let role: String?
  /// Whose it says that it is.
  package let agentID: [UInt8]?
  /// What its main session is called.
  package let mainKey: [UInt8]?
  package let hasEvents: Bool
  /// Whether events may be packed with zstd: version 23.
  package let hasPackedEvents: Bool
  package let hasArchives: Bool
  /// Whether large fields of entries have a table of their own: version 24.
  package let hasSnapshots: Bool

  /// Whether a newer program wrote it than is known here.
  package var isNewer: Bool { max(userVersion, schemaVersion ?? 0) > Self.newestVersion }

  package init(of connection: Connection) throws {
    userVersion = try connection.integer("PRAGMA user_version") ?? 0
    let meta = try OpenClawColumns(of: "schema_meta", connection)
    let own = try Self.meta(meta, connection)
    (role, agentID, schemaVersion) = own
    let events = try OpenClawColumns(of: "transcript_events", connection)
    hasEvents = events.has("session_id", "seq", "event_json")
    hasPackedEvents = hasEvents && events.has("event_zstd")
    let entries = try OpenClawColumns(of: "session_entries", connection).has("session_key", "entry_json")
    if try OpenClawColumns(of: "session_nodes", connection).has("session_key", "entry_json") {
      family = .nodes
    } else if entries, try OpenClawColumns(of: "sessions", connection).has("session_id") {
      family = .sessions
    } else {
      family = entries && hasEvents ? .entries : nil
    }
    hasArchives = try OpenClawColumns(of: "session_transcript_archives", connection)
      .has("session_id", "session_key", "reason", "encoding", "archive_blob", "archive_name", "created_at")
    hasSnapshots = try OpenClawColumns(of: "session_entry_snapshots", connection).has("session_key", "field")
    let contract = try OpenClawColumns(of: "session_key_contract", connection)
    mainKey = contract.has("main_key") ? try connection.text("SELECT main_key FROM session_key_contract").map { Array($0.utf8) } : nil
  }

  private static func meta(_ columns: OpenClawColumns, _ connection: Connection) throws -> (String?, [UInt8]?, Int64?) {
    guard columns.has("meta_key") else { return (nil, nil, nil) }
    return try connection.withStatement("SELECT * FROM schema_meta WHERE meta_key = 'primary'") { row in
      guard try row.step() else { return (nil, nil, nil) }
      return (columns.text("role", row), columns.bytes("agent_id", row), columns.int64("schema_version", row))
    }
  }
}
