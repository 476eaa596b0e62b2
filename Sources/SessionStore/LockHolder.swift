internal import Platform

/// Who keeps a database locked, as far as the system tells.
enum LockHolder {
  /// Such as "process 4711 (sqlite3)", or "another process (holder unknown)".
  static func describe(database: [UInt8]) -> String { "another process (holder unknown)" }
}
