internal import CSQLite

/// A prepared statement, lent by its connection; it cannot outlive the closure that it is lent to.
///
/// Parameters count from 1, columns from 0, as in SQLite.
package struct Statement: ~Copyable {
  private let pointer: OpaquePointer
  var handle: OpaquePointer { pointer }
  private unowned let connection: Connection

  init(_ pointer: OpaquePointer, of connection: Connection) {
    self.pointer = pointer
    self.connection = connection
  }

  /// Binds an integer, or NULL.
  package func bind(_ value: Int64?, at index: Int32) {
    if let value { sqlite3_bind_int64(pointer, index, value) } else { sqlite3_bind_null(pointer, index) }
  }

  package func bind(_ value: Int, at index: Int32) { sqlite3_bind_int64(pointer, index, Int64(value)) }

  /// Binds text, or NULL. NUL characters in it are kept.
  package func bind(_ value: String?, at index: Int32) throws(SQLiteError) {
    guard var value else {
      sqlite3_bind_null(pointer, index)
      return
    }
    try check(value.withUTF8 { bind(text: $0, at: index) })
  }

  /// Binds bytes as a blob, or NULL.
  package func bind(blob value: [UInt8]?, at index: Int32) throws(SQLiteError) {
    guard let value else {
      sqlite3_bind_null(pointer, index)
      return
    }
    let code = value.withUnsafeBytes {
      $0.isEmpty
        ? sqlite3_bind_zeroblob(pointer, index, 0) : sqlite3_bind_blob(pointer, index, $0.baseAddress, Int32($0.count), Self.transient)
    }
    try check(code)
  }

  /// Binds bytes that are UTF-8 as text, or NULL.
  package func bind(utf8 value: [UInt8]?, at index: Int32) throws(SQLiteError) {
    guard let value else {
      sqlite3_bind_null(pointer, index)
      return
    }
    try check(value.withUnsafeBufferPointer { bind(text: $0, at: index) })
  }

  private func bind(text bytes: UnsafeBufferPointer<UInt8>, at index: Int32) -> Int32 {
    bytes.withMemoryRebound(to: CChar.self) {
      // An empty buffer may have no address, and a bound null pointer would be NULL.
      $0.isEmpty
        ? sqlite3_bind_text(pointer, index, "", 0, nil)
        : sqlite3_bind_text(pointer, index, $0.baseAddress, Int32($0.count), Self.transient)
    }
  }

  /// Goes on to the next row; false after the last one.
  package func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.error(code)
    }
  }

  /// Runs a statement whose rows, if any, are of no interest.
  package func run() throws(SQLiteError) {
    while try step() {}
  }

  /// Makes the statement ready to run again, inside the same loan; parameters stay bound.
  package func reset() { sqlite3_reset(pointer) }

  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

  package func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

  package func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }

  package func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

  package func double(_ column: Int32) -> Double { sqlite3_column_double(pointer, column) }

  /// The text of a column, "" for NULL; bytes that are not UTF-8 are replaced.
  package func string(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(pointer, column) else { return "" }
    return String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))), as: UTF8.self)
  }

  /// The text of a column, nil for NULL.
  package func text(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }

  /// The bytes of a column, whether text or blob; nil for NULL.
  package func bytes(_ column: Int32) -> [UInt8]? {
    if isNull(column) { return nil }
    return withBytes(column) { Array($0) }
  }

  /// Lends the bytes of a column without a copy; they are valid inside `body` only.
  package func withBytes<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    let start = sqlite3_column_blob(pointer, column)
    return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else { throw connection.error(code) }
  }

  /// SQLITE_TRANSIENT: SQLite makes its own copy.
  private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

extension Statement {
  /// Binds an address of the caller's for one of SQLite's pointer-passing functions; `type` is a constant.
  func bind(pointer value: UnsafeMutableRawPointer, type: StaticString, at index: Int32) {
    type.withUTF8Buffer { $0.withMemoryRebound(to: CChar.self) { _ = sqlite3_bind_pointer(handle, index, value, $0.baseAddress, nil) } }
  }
}
