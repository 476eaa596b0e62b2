internal import CSQLite

/// Splits text into words as FTS5's `unicode61` does, with the same folding, and tells where in the text each one stands.
///
/// https://www.sqlite.org/fts5.html#custom_tokenizers has the interface that this asks.
package final class Tokenizer {
  /// One word: folded, with its place in the text as byte offsets.
  package struct Token: Hashable, Sendable {
    package let text: [UInt8]
    package let range: Range<Int>
  }

  private let tokenizer: fts5_tokenizer
  private let instance: OpaquePointer
  private let connection: Connection

  /// - Parameter categories: the Unicode categories whose characters make words, such as `L* N* Co`.
  package init(_ connection: Connection, categories: StaticString) throws {
    self.connection = connection
    let missing = SQLiteError(extended: SQLITE_ERROR, message: "this SQLite has no FTS5", path: connection.path)
    guard let api = try Self.api(of: connection), let find = api.pointee.xFindTokenizer else { throw missing }
    var context: UnsafeMutableRawPointer?
    var found = fts5_tokenizer()
    guard find(api, "unicode61", &context, &found) == SQLITE_OK, let create = found.xCreate else { throw missing }
    var made: OpaquePointer?
    let code = "categories".withCString { name in
      categories.withUTF8Buffer { value in
        value.withMemoryRebound(to: CChar.self) { value in
          var arguments: [UnsafePointer<CChar>?] = [name, value.baseAddress]
          return create(context, &arguments, 2, &made)
        }
      }
    }
    guard code == SQLITE_OK, let made else { throw connection.error(code) }
    tokenizer = found
    instance = made
  }

  deinit { tokenizer.xDelete?(instance) }

  /// The words of UTF-8 text, in order.
  package func tokens(_ text: UnsafeRawBufferPointer) -> [Token] {
    guard let tokenize = tokenizer.xTokenize, let start = text.baseAddress else { return [] }
    var tokens: [Token] = []
    // Borrowed for the call only; nothing keeps it.
    withUnsafeMutablePointer(to: &tokens) { sink in
      _ = tokenize(
        instance, sink, FTS5_TOKENIZE_DOCUMENT, start.assumingMemoryBound(to: CChar.self), Int32(clamping: text.count), takeToken)
    }
    return tokens
  }

  package func tokens(_ text: String) -> [Token] {
    var text = text
    return text.withUTF8 { tokens(UnsafeRawBufferPointer($0)) }
  }

  private static func api(of connection: Connection) throws -> UnsafeMutablePointer<fts5_api>? {
    var api: UnsafeMutablePointer<fts5_api>?
    try withUnsafeMutablePointer(to: &api) { place in
      try connection.withStatement("SELECT fts5(?1)") { statement in
        statement.bind(pointer: place, type: "fts5_api_ptr", at: 1)
        _ = try statement.step()
      }
    }
    return api
  }
}

private func takeToken(
  _ context: UnsafeMutableRawPointer?, _ flags: Int32, _ token: UnsafePointer<CChar>?, _ length: Int32, _ start: Int32, _ end: Int32
) -> Int32 {
  guard let context, let token else { return SQLITE_OK }
  let bytes = UnsafeRawBufferPointer(start: token, count: Int(length))
  context.assumingMemoryBound(to: [Tokenizer.Token].self).pointee.append(
    Tokenizer.Token(text: Array(bytes), range: Int(start)..<Int(end)))
  return SQLITE_OK
}
