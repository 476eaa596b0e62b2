internal import CSQLite

/// The type of a value as SQLite stores it.
package enum ValueKind: Sendable {
  case null, integer, real, text, blob
}

extension Statement {
  /// The type of a column in this row; to be asked before its value is, which may convert it.
  package func kind(_ column: Int32) -> ValueKind {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// The columns of a row.
  package var columnCount: Int32 { sqlite3_column_count(handle) }
}
