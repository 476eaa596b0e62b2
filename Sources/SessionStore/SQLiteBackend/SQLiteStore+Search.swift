internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func search(_ query: SearchQuery) throws -> SearchPage {
    do {
      let tokenizer = try tokenizer()
      let expression = try SearchExpression(query.text, tokenizer: tokenizer)
      guard let match = expression.match else { return SearchPage(hits: [], next: nil) }
      return switch query.order {
      case .newest: try newest(query, match, expression, tokenizer)
      case .ranked: try ranked(query, match, expression, tokenizer)
      }
    } catch let error as SQLiteError where error.isCorrupt && messagesAreReadable {
      throw StoreErrors.indexDamaged(error)
    } catch { throw StoreErrors.translate(error, path: connection.path) }
  }

  /// One slice of the matches: the page is not full where the slice ended before.
  private func newest(_ query: SearchQuery, _ match: String, _ expression: SearchExpression, _ tokenizer: Tokenizer) throws -> SearchPage {
    var hits: [SearchHit] = []
    var passed = 0
    var last: Int64?
    // Each match is a row, with NULL where a filter takes it out: so the limit is one on what is looked at.
    try connection.withStatement(
      """
      SELECT f.rowid, s.key, m.generation, m.role, CASE WHEN s.id IS NOT NULL THEN m.text END, m.created_at
      FROM message_fts f LEFT JOIN message m ON m.id = f.rowid AND (?3 IS NULL OR m.role = ?3)
        LEFT JOIN session s ON s.id = m.session AND s.deleted_by IS NULL AND (?4 IS NULL OR s.key = ?4)
          AND (?5 OR m.generation = s.generation)
      WHERE message_fts MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?6
      """
    ) {
      try bind(query, match, to: $0)
      $0.bind(query.cursor?.position ?? .max, at: 2)
      $0.bind(SQLiteConfiguration.searchSlice, at: 6)
      while hits.count <= query.limit, try $0.step() {
        passed += 1
        last = $0.int64(0)
        if !$0.isNull(1) { hits.append(try hit($0, score: nil, expression, tokenizer)) }
      }
    }
    let page = Array(hits.prefix(query.limit))
    let end = page.count < hits.count ? page.last?.message : passed == SQLiteConfiguration.searchSlice ? last : nil
    return SearchPage(hits: page, next: end.map { SearchCursor(agent: nil, position: $0) })
  }

  private func ranked(_ query: SearchQuery, _ match: String, _ expression: SearchExpression, _ tokenizer: Tokenizer) throws -> SearchPage {
    var hits: [SearchHit] = []
    let offset = Int(query.cursor?.position ?? 0)
    try connection.withStatement(
      """
      SELECT m.id, s.key, m.generation, m.role, m.text, m.created_at, f.score
      FROM (SELECT rowid AS id, -bm25(message_fts) AS score FROM message_fts WHERE message_fts MATCH ?1 ORDER BY rowid DESC LIMIT ?2) f
        CROSS JOIN message m ON m.id = f.id CROSS JOIN session s ON s.id = m.session
      WHERE s.deleted_by IS NULL AND (?3 IS NULL OR m.role = ?3)
        AND (?4 IS NULL OR s.key = ?4) AND (?5 OR m.generation = s.generation)
      ORDER BY f.score DESC, m.id DESC LIMIT ?6 OFFSET ?7
      """
    ) {
      try bind(query, match, to: $0)
      $0.bind(SearchQuery.rankedMost, at: 2)
      $0.bind(query.limit + 1, at: 6)
      $0.bind(offset, at: 7)
      while try $0.step() { hits.append(try hit($0, score: $0.double(6), expression, tokenizer)) }
    }
    let page = Array(hits.prefix(query.limit))
    let next = page.count < hits.count ? SearchCursor(agent: nil, position: Int64(offset + page.count)) : nil
    return SearchPage(hits: page, next: next)
  }

  /// Whether the damage that a search has met lies elsewhere: reads all that a hit could show.
  private var messagesAreReadable: Bool {
    do {
      _ = try connection.integer("SELECT sum(length(text)) FROM message")
      _ = try connection.integer("SELECT sum(length(name)) FROM session")
      return true
    } catch { return false }
  }

  private func bind(_ query: SearchQuery, _ match: String, to statement: borrowing Statement) throws {
    try statement.bind(match, at: 1)
    try statement.bind(query.role, at: 3)
    try statement.bind(blob: query.session?.bytes, at: 4)
    statement.bind(query.history ? 1 : 0, at: 5)
  }

  private func hit(_ row: borrowing Statement, score: Double?, _ expression: SearchExpression, _ tokenizer: Tokenizer) throws -> SearchHit {
    SearchHit(
      session: try SessionKey(bytes: row.bytes(1) ?? []), generation: row.int(2), message: row.int64(0), role: row.string(3),
      snippet: Snippet.of(row.string(4), expression, tokenizer: tokenizer), score: score,
      createdAt: row.optionalInt64(5).map { Timestamp(milliseconds: $0) })
  }
}
