internal import JSON
internal import SQLite
internal import WarrenModel

// The rows of the session tables, whichever they are.
extension OpenClawDatabaseSource {
  /// What the tables hold beside messages.
  struct Contents {
    let schema: OpenClawSchema
    let keys: OpenClawKeys
    let claims: [(claim: OpenClawClaim, sessionID: [UInt8])]
    /// By the key as it is stored; oldest first.
    let windows: [[UInt8]: [OpenClawWindow]]
    /// By canonical key; oldest first.
    let archives: [[UInt8]: [OpenClawArchiveRow]]
  }

  /// Reads them; refused rows are reported.
  func contents() throws -> Contents {
    let schema = try readableSchema()
    let keys = keys(schema)
    if schema.isNewer { report("database_newer_schema") }
    if let stored = schema.agentID, keys.isOther("agent:".utf8 + stored + ":main".utf8) { report("owner_mismatch") }
    return Contents(
      schema: schema, keys: keys, claims: try claims(schema, keys), windows: try windows(schema),
      archives: Dictionary(grouping: try archives(schema, keys), by: \.canonical))
  }

  private func claims(_ schema: OpenClawSchema, _ keys: OpenClawKeys) throws -> [(claim: OpenClawClaim, sessionID: [UInt8])] {
    if schema.family == .nodes {
      let columns = try OpenClawColumns(of: "session_nodes", connection)
      return try connection.withStatement("SELECT * FROM session_nodes") { try claims($0, columns, schema, keys) }
    }
    let columns = try OpenClawColumns(of: "session_entries", connection)
    return try connection.withStatement("SELECT * FROM session_entries") { try claims($0, columns, schema, keys) }
  }

  private func claims(
    _ row: borrowing Statement, _ columns: OpenClawColumns, _ schema: OpenClawSchema, _ keys: OpenClawKeys
  ) throws -> [(claim: OpenClawClaim, sessionID: [UInt8])] {
    var claims: [(OpenClawClaim, [UInt8])] = []
    var scanner = JSONScanner(.strict, depthLimit: OpenClawLineJudge.depthLimit)
    while try row.step() {
      let key = columns.bytes("session_key", row) ?? []
      let canonical = keys.canonical(key)
      let stated = columns.bytes("current_session_id", row) ?? columns.bytes("session_id", row)
      // Only -1 is a refusal; 0 means that OpenClaw has not looked yet.
      let isRefused = columns.int64("entry_valid", row) == -1
      guard !isRefused, let json = columns.bytes("entry_json", row), let value = try? scanner.scan(json),
        let entry = OpenClawEntry(try withSnapshots(value, key, schema), isStrict: true),
        let id = stated.flatMap({ $0.isEmpty ? nil : $0 }) ?? entry.sessionID, !id.contains(0),
        (try? SessionKey(bytes: key)) != nil, (try? SessionKey(bytes: canonical)) != nil
      else {
        report("row_invalid", key: Array(key.prefix(SessionKey.longest)))
        continue
      }
      if columns.int64("entry_valid", row) == 0 { report("row_pending", .info, key: key) }
      claims.append((OpenClawClaim(key: key, canonical: canonical, entry: entry, order: claims.count), id))
    }
    return claims
  }

  private func windows(_ schema: OpenClawSchema) throws -> [[UInt8]: [OpenClawWindow]] {
    switch schema.family {
    case .nodes:
      let columns = try OpenClawColumns(of: "session_windows", connection)
      guard columns.has("session_id", "session_key") else { return [:] }
      return try connection.withStatement("SELECT * FROM session_windows") { try Self.windows($0, columns) }
    case .sessions:
      let columns = try OpenClawColumns(of: "sessions", connection)
      guard columns.has("session_id", "session_key") else { return [:] }
      return try connection.withStatement("SELECT * FROM sessions") { try Self.windows($0, columns) }
    case .entries, nil: return [:]
    }
  }

  private static func windows(_ row: borrowing Statement, _ columns: OpenClawColumns) throws -> [[UInt8]: [OpenClawWindow]] {
    var windows: [[UInt8]: [OpenClawWindow]] = [:]
    while try row.step() {
      guard let id = columns.bytes("session_id", row), !id.isEmpty, !id.contains(0), let key = columns.bytes("session_key", row) else {
        continue
      }
      windows[key, default: []].append(
        OpenClawWindow(
          id: id, previous: columns.bytes("previous_session_id", row), reason: columns.text("reason", row),
          createdAt: columns.int64("created_at", row) ?? 0))
    }
    return windows.mapValues { list in
      list.sorted { $0.createdAt != $1.createdAt ? $0.createdAt < $1.createdAt : $0.id.lexicographicallyPrecedes($1.id) }
    }
  }

  private func archives(_ schema: OpenClawSchema, _ keys: OpenClawKeys) throws -> [OpenClawArchiveRow] {
    guard schema.hasArchives else { return [] }
    return try connection.withStatement(
      "SELECT archive_name, session_key, reason, encoding, created_at FROM session_transcript_archives ORDER BY created_at, archive_name"
    ) { row in
      var archives: [OpenClawArchiveRow] = []
      while try row.step() {
        guard let name = row.bytes(0), !name.contains(0), let key = row.bytes(1) else { continue }
        archives.append(
          OpenClawArchiveRow(
            name: name, key: key, canonical: keys.canonical(key), reason: row.string(2), isPacked: row.string(3) != "identity",
            createdAt: row.int64(4)))
      }
      return archives
    }
  }

  /// The entry together with the large fields that version 24 keeps beside it.
  private func withSnapshots(_ entry: JSONValue, _ key: [UInt8], _ schema: OpenClawSchema) throws -> JSONValue {
    guard schema.hasSnapshots, entry.kind == .object else { return entry }
    let columns = try OpenClawColumns(of: "session_entry_snapshots", connection)
    guard let column = ["value_json", "snapshot_json", "field_json", "json", "value"].first(where: { columns.has($0) }) else {
      report("snapshot_unread", key: key)
      return entry
    }
    var writer = JSONWriter()
    writer.beginObject()
    for member in entry.members {
      writer.key(utf8: member.keyBytes)
      writer.raw(member.value.rawBytes)
    }
    var scanner = JSONScanner(.strict, depthLimit: OpenClawLineJudge.depthLimit)
    var added = 0
    try connection.withStatement("SELECT * FROM session_entry_snapshots WHERE session_key = ?1 ORDER BY field") { row in
      try row.bind(utf8: key, at: 1)
      while try row.step() {
        guard let field = columns.text("field", row), entry[field] == nil, let value = columns.bytes(column, row) else { continue }
        guard (try? scanner.scan(value)) != nil else {
          report("snapshot_unread", key: key)
          continue
        }
        writer.key(field)
        writer.raw(value)
        added += 1
      }
    }
    if added == 0 { return entry }
    writer.endObject()
    return try scanner.scan(writer.take())
  }
}
