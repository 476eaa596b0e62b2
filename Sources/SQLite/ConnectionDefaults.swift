internal import CSQLite

/// What every connection is set to.
package enum ConnectionDefaults {
  /// How long a statement waits for a lock, in milliseconds: the longest that a caller is left without an answer.
  package static let busyTimeout: Int32 = 5000

  /// Limits against hostile files and input; each far above what Warren's own statements need.
  private static let limits: [(Int32, Int32)] = [
    (SQLITE_LIMIT_ATTACHED, 0),
    (SQLITE_LIMIT_COLUMN, 64),
    (SQLITE_LIMIT_COMPOUND_SELECT, 8),
    (SQLITE_LIMIT_EXPR_DEPTH, 64),
    (SQLITE_LIMIT_FUNCTION_ARG, 16),
    (SQLITE_LIMIT_TRIGGER_DEPTH, 8),
    (SQLITE_LIMIT_VARIABLE_NUMBER, 64),
    (SQLITE_LIMIT_WORKER_THREADS, 0),
  ]

  static func apply(to database: OpaquePointer, busyTimeout: Int32) {
    for (limit, value) in limits { sqlite3_limit(database, limit, value) }
    for (option, value) in [
      (SQLITE_DBCONFIG_TRUSTED_SCHEMA, Int32(0)), (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_DQS_DML, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0),
    ] {
      _ = warren_sqlite_db_config_int(database, option, value, nil)
    }
    sqlite3_busy_timeout(database, busyTimeout)
  }
}
