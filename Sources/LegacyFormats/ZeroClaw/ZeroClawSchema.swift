package import SQLite

/// What the tables of a database say about ZeroClaw's session store; it has no version number.
package struct ZeroClawSchema: Sendable {
  package enum Era: String, Sendable {
    /// The first one: no names, states, owners or receipts.
    case first = "2026-03"
    /// Between the two.
    case partial
    /// All columns of 0.8.4.
    case current
  }

  package let era: Era
  /// Places of the columns of `session_metadata` in `SELECT *`, by name.
  let places: [String: Int32]
  /// Names of the columns in their order.
  let names: [String]

  private static let added = ["name", "state", "turn_id", "turn_started_at", "agent_alias", "channel_id", "room_id", "sender_id"]

  /// nil where the two tables, or the columns without which they mean nothing, are not there.
  package static func read(_ connection: Connection) throws -> ZeroClawSchema? {
    let tables = try connection.integer(
      "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name IN ('sessions', 'session_metadata')")
    guard tables == 2 else { return nil }
    let messages = try names(connection, "SELECT name FROM pragma_table_xinfo('sessions') WHERE hidden <> 1 ORDER BY cid")
    guard Set(["id", "session_key", "role", "content", "created_at"]).isSubset(of: messages) else { return nil }
    let names = try names(connection, "SELECT name FROM pragma_table_xinfo('session_metadata') WHERE hidden <> 1 ORDER BY cid")
    guard Set(["session_key", "created_at", "last_activity"]).isSubset(of: names) else { return nil }
    let found = added.filter(names.contains).count
    return ZeroClawSchema(
      era: found == 0 ? .first : found == added.count ? .current : .partial,
      places: Dictionary(names.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first }), names: names)
  }

  private static func names(_ connection: Connection, _ sql: StaticString) throws -> [String] {
    try connection.withStatement(sql) {
      var names: [String] = []
      while try $0.step() { names.append($0.string(0)) }
      return names
    }
  }
}
