package import SQLite

/// What SQLite says on whether anybody uses a database.
package enum DatabaseProof: Sendable {
  /// Nobody has it open in a way that SQLite's locks show, and nothing of it is left in a write-ahead log.
  case proved
  /// Somebody has; the text says what stands in the way, in words without a full stop.
  case busy(String)
  /// SQLite cannot tell: it is no database, damaged, not ours to write, or its path is too long. `/proc` alone decides.
  case unprovable(SQLiteError)
}
