internal import LegacyFormats
internal import Platform
internal import SQLite
internal import SessionStore
internal import WarrenModel

/// Whose a database is and in which version, by its header and its tables.
struct DatabaseFacts {
  /// nil for what holds no sessions that Warren knows of.
  let format: StoreFormat?
  let version: String?
  let schema: String?

  /// Reads without leaving a trace; nil where there is no file.
  static func read(_ path: FilePath) throws -> DatabaseFacts? { try Preview.read(path: path.bytes) { try DatabaseFacts(of: $0) } }

  init(of connection: Connection) throws {
    let version = try connection.integer("PRAGMA user_version") ?? 0
    if try connection.integer("PRAGMA application_id") == SQLiteStore.applicationID {
      (format, self.version, schema) = (.warrenSQLite, String(version), nil)
      return
    }
    if let found = try OpenClawRecognition.database(connection) {
      let version = max(found.schemaVersion ?? 0, found.userVersion)
      (format, self.version, schema) = (.openclawSQLite, version > 0 ? String(version) : nil, found.family?.rawValue)
      return
    }
    switch try ZeroClawRecognition.recognize(connection) {
    case .sessions(let era): (format, self.version, schema) = (.zeroclawSQLite, era.rawValue, nil)
    case .editorSessions: (format, self.version, schema) = (.zeroclawACP, nil, nil)
    case .other: (format, self.version, schema) = (nil, version > 0 ? String(version) : nil, nil)
    }
  }

  /// What a database at this place should be.
  static func format(of kind: StoreKind) -> StoreFormat {
    switch kind {
    case .native: .warrenSQLite
    case .jsonl: .zeroclawJSONL
    case .zeroclawSQLite: .zeroclawSQLite
    case .zeroclawWorkspace: .zeroclawStray
    case .openclawSQLite: .openclawSQLite
    case .openclawJSON: .openclawJSON
    }
  }
}
