internal import CSQLite

/// An error of SQLite: its codes, its message, the file, and what helps.
///
/// Codes: https://www.sqlite.org/rescode.html
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
  /// The primary result code, the low eight bits of the extended one.
  package let primary: Int32
  package let extended: Int32
  /// SQLite's own words; holds SQL and names of tables, never content.
  package let message: String
  /// The file of the connection, as bytes.
  package let path: [UInt8]

  package init(extended: Int32, message: String, path: [UInt8]) {
    self.primary = extended & 0xFF
    self.extended = extended
    self.message = message
    self.path = path
  }

  /// The last error of a connection that has just returned `code`.
  init(_ code: Int32, of database: OpaquePointer?, path: [UInt8]) {
    let text = database.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
    let extended = database.map { sqlite3_extended_errcode($0) } ?? code
    self.init(
      extended: extended & 0xFF == code & 0xFF ? extended : code, message: text.map { String(cString: $0) } ?? "result \(code)", path: path)
  }

  /// Whether another connection stood in the way; trying again later may work.
  package var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
  package var isInterrupt: Bool { primary == SQLITE_INTERRUPT }
  package var isCorrupt: Bool { primary == SQLITE_CORRUPT }
  /// What a virtual table keeps is damaged (SQLITE_CORRUPT_VTAB); its only one with us is the search index.
  package var isVirtualTableCorrupt: Bool { extended == SQLITE_CORRUPT | (1 << 8) }
  package var isNotADatabase: Bool { primary == SQLITE_NOTADB }
  package var isFull: Bool { primary == SQLITE_FULL }
  package var isReadOnly: Bool { primary == SQLITE_READONLY }
  package var isCannotOpen: Bool { primary == SQLITE_CANTOPEN }
  package var isPermission: Bool { primary == SQLITE_PERM || primary == SQLITE_AUTH }
  package var isTooBig: Bool { primary == SQLITE_TOOBIG }
  package var isConstraint: Bool { primary == SQLITE_CONSTRAINT }
  /// A rollback journal must be played back first, which a reader may not do (SQLITE_READONLY_ROLLBACK).
  package var needsRecovery: Bool { extended == SQLITE_READONLY | (3 << 8) }

  /// What helps, where something general can be said.
  package var remedy: String? {
    switch primary {
    case SQLITE_BUSY, SQLITE_LOCKED: "Try again when the process that holds the lock is done."
    case SQLITE_NOTADB, SQLITE_CORRUPT: "Restore it from a backup, or move the file away."
    case SQLITE_FULL: "Make room on the file system."
    case SQLITE_CANTOPEN, SQLITE_PERM: "Check that the file is there and that its directory may be read and written."
    case SQLITE_READONLY where needsRecovery: "Open it for writing once, which plays its journal back."
    case SQLITE_READONLY: "Check the permissions of the file and its directory."
    case SQLITE_IOERR: "Check the disk and the system log."
    default: nil
    }
  }

  package var description: String {
    "\(String(decoding: path, as: UTF8.self)): \(message) (SQLite result \(extended))" + (remedy.map { ". \($0)" } ?? "")
  }
}
