internal import CSQLite
internal import Synchronization

/// One open SQLite database, used by one thread at a time (the lane of its handle).
package final class Connection {
  /// The path as it was given.
  package let path: [UInt8]
  /// Ends a long statement from another thread.
  package let interrupter: Interrupter
  private(set) var database: OpaquePointer?
  /// The last failure, whatever error a caller makes of it.
  private(set) var lastError: SQLiteError?
  private var statements: [UnsafePointer<UInt8>: OpaquePointer] = [:]
  private let walFrames: UnsafeMutablePointer<Int32>

  /// Opens with `ConnectionDefaults` set.
  ///
  /// - Parameters:
  ///   - path: absolute, without symbolic links in it (they are refused); at most 511 bytes, SQLite's own limit.
  ///   - busyTimeout: how long one statement waits for other connections, in milliseconds.
  package convenience init(
    path: [UInt8], mode: OpenMode, busyTimeout: Int32 = ConnectionDefaults.busyTimeout
  ) throws(SQLiteError) {
    let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW
    switch mode {
    case .readWrite(let create):
      try self.init(
        name: path, path: path, flags: common | SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), busyTimeout: busyTimeout)
    case .readOnly:
      try self.init(name: path, path: path, flags: common | SQLITE_OPEN_READONLY, busyTimeout: busyTimeout)
    case .memory:
      try self.init(
        name: Array(":memory:".utf8), path: Array(":memory:".utf8), flags: common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY,
        busyTimeout: 0)
    }
  }

  /// `name` is what SQLite gets: a path, or a URI where `flags` say so.
  init(name: [UInt8], path: [UInt8], flags: Int32, busyTimeout: Int32) throws(SQLiteError) {
    SQLiteLibrary.configure()
    guard path.count < 512, !path.contains(0) else {
      throw SQLiteError(extended: SQLITE_CANTOPEN, message: "the path is longer than the 511 bytes that SQLite takes", path: path)
    }
    var opened: OpaquePointer?
    let code = name.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
        for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
        buffer[bytes.count] = 0
        return sqlite3_open_v2(buffer.baseAddress, &opened, flags, nil)
      }
    }
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(code, of: opened, path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    self.path = path
    database = opened
    interrupter = Interrupter(opened)
    walFrames = .allocate(capacity: 1)
    walFrames.initialize(to: 0)
    ConnectionDefaults.apply(to: opened, busyTimeout: busyTimeout)
    // In the place of SQLite's own hook, which would checkpoint inside a caller's commit: `PRAGMA wal_autocheckpoint` must not be used, it would
    // take ours away. Retained nowhere: the hook goes with the connection, the counter after it, both in `close` or `deinit`.
    sqlite3_wal_hook(opened, noteWALFrames, walFrames)
  }

  deinit {
    finalizeStatements()
    interrupter.forget()
    sqlite3_close_v2(database)
    walFrames.deallocate()
  }

  /// Closes at once and for certain.
  /// - Throws: where a statement or a backup is still in use; the connection stays open then.
  package func close() throws(SQLiteError) {
    guard let database else { return }
    finalizeStatements()
    interrupter.forget()
    let code = sqlite3_close(database)
    guard code == SQLITE_OK else {
      interrupter.remember(database)
      throw SQLiteError(code, of: database, path: path)
    }
    self.database = nil
  }

  private func finalizeStatements() {
    for statement in statements.values { sqlite3_finalize(statement) }
    statements.removeAll()
  }

  /// The pages in the write-ahead log after the last commit of this connection.
  package var framesInWAL: Int { Int(walFrames.pointee) }

  /// Forgets the count, after a checkpoint that began the log anew.
  func walWasReset() { walFrames.pointee = 0 }

  /// Rows that the last INSERT, UPDATE or DELETE changed.
  package var changes: Int { database.map { Int(sqlite3_changes64($0)) } ?? 0 }

  /// Rows changed since the connection was opened, those inside virtual tables included.
  package var totalChanges: Int { database.map { Int(sqlite3_total_changes64($0)) } ?? 0 }

  package var lastInsertedID: Int64 { database.map { sqlite3_last_insert_rowid($0) } ?? 0 }

  /// Whether the file was opened for reading only, also where writing was asked for and the system refused it. BEGIN EXCLUSIVE then takes
  /// no exclusive lock, and does not say so.
  package var isReadOnly: Bool { database.map { sqlite3_db_readonly($0, "main") == 1 } ?? false }

  package var isInTransaction: Bool { database.map { sqlite3_get_autocommit($0) == 0 } ?? false }

  /// Runs one statement that yields no rows, once; it is not kept.
  package func execute(_ sql: StaticString) throws(SQLiteError) {
    guard let database else { throw closedError }
    let code = sql.withUTF8Buffer { buffer in
      sqlite3_exec(database, UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self), nil, nil, nil)
    }
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// Prepares a statement, or takes the one kept from before, and lends it to `body`; it is reset afterwards.
  ///
  /// `sql` is a constant with `?` parameters. The same constant may be used again inside `body`.
  package func withStatement<T>(_ sql: StaticString, _ body: (borrowing Statement) throws -> T) throws -> T {
    guard let database else { throw closedError }
    let key = sql.utf8Start
    let pointer = try statements.removeValue(forKey: key) ?? prepare(sql, in: database)
    defer {
      sqlite3_reset(pointer)
      sqlite3_clear_bindings(pointer)
      if let other = statements.updateValue(pointer, forKey: key) { sqlite3_finalize(other) }
    }
    return try body(Statement(pointer, of: self))
  }

  private func prepare(_ sql: StaticString, in database: OpaquePointer) throws(SQLiteError) -> OpaquePointer {
    var pointer: OpaquePointer?
    let code = sql.withUTF8Buffer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        sqlite3_prepare_v3(database, $0.baseAddress, Int32($0.count), UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
      }
    }
    guard code == SQLITE_OK, let pointer else { throw error(code) }
    return pointer
  }

  /// One integer from a query that yields one row, such as a pragma; nil without a row.
  package func integer(_ sql: StaticString) throws -> Int64? {
    try withStatement(sql) { try $0.step() ? $0.int64(0) : nil }
  }

  /// One text from a query that yields one row; nil without a row or for NULL.
  package func text(_ sql: StaticString) throws -> String? {
    try withStatement(sql) { try $0.step() ? $0.text(0) : nil }
  }

  /// Turns write-ahead logging on, which stays with the file.
  /// - Throws: busy where the file keeps its mode, since another connection has it open.
  package func useWriteAheadLog() throws {
    // Asked first: setting it needs a lock.
    if try text("PRAGMA journal_mode") == "wal" { return }
    let mode = try text("PRAGMA journal_mode=WAL") ?? "none"
    guard mode == "wal" else {
      throw SQLiteError(
        extended: SQLITE_BUSY, message: "the journal mode stays \(mode) where wal is wanted; another connection may have it open",
        path: path)
    }
  }

  /// Keeps the last connection's end from moving the write-ahead log into the database: for a file that is not ours to change.
  package func keepLogOnClose(_ keeps: Bool) {
    if let database { _ = warren_sqlite_db_config_int(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps ? 1 : 0, nil) }
  }

  /// The error of a call that has just returned `code`.
  func error(_ code: Int32) -> SQLiteError {
    let error = SQLiteError(code, of: database, path: path)
    lastError = error
    return error
  }

  private var closedError: SQLiteError {
    SQLiteError(extended: SQLITE_MISUSE, message: "the connection is closed", path: path)
  }
}

private func noteWALFrames(
  _ context: UnsafeMutableRawPointer?, _ database: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ frames: Int32
) -> Int32 {
  context?.assumingMemoryBound(to: Int32.self).pointee = frames
  return SQLITE_OK
}
