internal import SQLite
package import WarrenModel

/// Search over texts that are in no index: they go through one in memory that is SQLite's, with the same words, and are asked the same
/// question. Used by one thread at a time, for one search after the other.
package final class ScratchIndex {
  /// Bytes of text that a ranked search takes, which holds all of them at once: about twice that in memory, and some seconds.
  package static let most: Int64 = 256 << 20

  private let connection: Connection
  private let tokenizer: Tokenizer

  package init() throws {
    connection = try Connection(path: Array(":memory:".utf8), mode: .memory)
    // A preview may run around it, in which no file may be made.
    try connection.execute("PRAGMA temp_store=MEMORY")
    try connection.execute(
      "CREATE VIRTUAL TABLE message_fts USING fts5(text, content='', detail=full, tokenize=\"unicode61 categories 'L* N* Co Mn Mc'\")")
    tokenizer = try Tokenizer(connection, categories: SearchExpression.categories)
  }

  /// What a user's words ask for.
  /// - Throws: `query_blank`.
  package func expression(_ text: String) throws(WarrenError) -> SearchExpression {
    try SearchExpression(text, tokenizer: tokenizer)
  }

  /// Runs `body`, which inserts and asks, and leaves the index empty.
  package func filling<T>(_ body: () throws -> T) throws -> T {
    try connection.immediateTransaction {
      try empty()
      let result = try body()
      try empty()
      return result
    }
  }

  package func empty() throws {
    try connection.withStatement("INSERT INTO message_fts(message_fts) VALUES('delete-all')") { try $0.run() }
  }

  /// - Parameter row: from 1, larger than those before.
  package func insert(_ text: String, as row: Int) throws {
    try connection.withStatement("INSERT INTO message_fts(rowid, text) VALUES(?, ?)") {
      $0.bind(row, at: 1)
      try $0.bind(Segmenter.indexed(text), at: 2)
      try $0.run()
    }
  }

  /// The rows that match, ascending; none where the expression holds no word.
  package func matches(_ expression: SearchExpression) throws -> [Int] {
    guard let match = expression.match else { return [] }
    return try connection.withStatement("SELECT rowid FROM message_fts WHERE message_fts MATCH ?1 ORDER BY rowid") {
      try $0.bind(match, at: 1)
      var rows: [Int] = []
      while try $0.step() { rows.append($0.int(0)) }
      return rows
    }
  }

  /// The best of the last `SearchQuery.rankedMost` rows that match, the best first, in a tie the later row.
  package func best(_ expression: SearchExpression, limit: Int, offset: Int) throws -> [(row: Int, score: Double)] {
    guard let match = expression.match else { return [] }
    return try connection.withStatement(
      """
      SELECT id, score FROM
        (SELECT rowid AS id, -bm25(message_fts) AS score FROM message_fts WHERE message_fts MATCH ?1 ORDER BY rowid DESC LIMIT ?2)
      ORDER BY score DESC, id DESC LIMIT ?3 OFFSET ?4
      """
    ) {
      try $0.bind(match, at: 1)
      $0.bind(SearchQuery.rankedMost, at: 2)
      $0.bind(limit, at: 3)
      $0.bind(offset, at: 4)
      var best: [(row: Int, score: Double)] = []
      while try $0.step() { best.append(($0.int(0), $0.double(1))) }
      return best
    }
  }

  /// The surroundings of the first match in a text, on one line.
  package func snippet(of text: String, _ expression: SearchExpression) -> String {
    Snippet.of(text, expression, tokenizer: tokenizer)
  }

  package func close() throws { try connection.close() }
}
