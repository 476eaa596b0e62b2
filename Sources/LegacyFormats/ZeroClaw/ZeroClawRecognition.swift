package import SQLite

/// What a database of ZeroClaw is, by its tables.
package enum ZeroClawRecognition: Hashable, Sendable {
  /// `sessions.db`.
  case sessions(ZeroClawSchema.Era)
  /// `acp-sessions.db`: sessions of editors, with other messages; not read.
  case editorSessions
  /// No store of sessions.
  case other

  /// - Throws: `SQLiteError` where the database cannot be read.
  package static func recognize(_ connection: Connection) throws -> ZeroClawRecognition {
    if let schema = try ZeroClawSchema.read(connection) { return .sessions(schema.era) }
    let tables = try connection.integer(
      "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name IN ('acp_sessions', 'acp_messages')")
    return tables == 2 ? .editorSessions : .other
  }
}
