internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func history(_ key: SessionKey, _ query: HistoryQuery) throws -> HistoryPage {
    try translating {
      let session = try knownRow(key)
      let generation = try known(generation: query.generation, of: session, key)
      let limit = query.limit.map { Int64($0) } ?? -1
      // One more than wanted tells whether there is more.
      let wanted = limit < 0 ? -1 : limit + 1
      var messages: [Message] = []
      let older = query.position.leadsToOlder
      try messagesStatement(older: older) {
        $0.bind(session.id, at: 1)
        $0.bind(generation, at: 2)
        $0.bind(query.position.bound, at: 3)
        try $0.bind(query.role, at: 4)
        $0.bind(wanted, at: 5)
        while try $0.step() { messages.append($0.message) }
      }
      let more = limit >= 0 && messages.count > Int(limit)
      if more { messages.removeLast() }
      let last = messages.last
      if older { messages.reverse() }
      let next = more ? last.map { HistoryCursor(older ? .before($0.id) : .after($0.id)) } : nil
      return HistoryPage(session: key, generation: generation, messages: messages, next: next)
    }
  }

  /// Two constants rather than one with a condition: each walks the index in its own direction.
  private func messagesStatement(older: Bool, _ body: (borrowing Statement) throws -> Void) throws {
    if older {
      try connection.withStatement(
        """
        SELECT id, role, text, created_at, body FROM message
        WHERE session = ?1 AND generation = ?2 AND id < ?3 AND (?4 IS NULL OR role = ?4) ORDER BY id DESC LIMIT ?5
        """, body)
    } else {
      try connection.withStatement(
        """
        SELECT id, role, text, created_at, body FROM message
        WHERE session = ?1 AND generation = ?2 AND id > ?3 AND (?4 IS NULL OR role = ?4) ORDER BY id LIMIT ?5
        """, body)
    }
  }

  private func known(generation: Int?, of session: SessionRow, _ key: SessionKey) throws -> Int {
    guard let generation, generation != session.generation else { return session.generation }
    let found = try connection.withStatement("SELECT 1 FROM generation WHERE session = ? AND number = ? AND closed_at IS NOT NULL") {
      $0.bind(session.id, at: 1)
      $0.bind(generation, at: 2)
      return try $0.step()
    }
    guard found else {
      throw WarrenError(
        .generationUnknown, "The session has no generation \(generation); the current one is \(session.generation).",
        remedy: "List them with --generations.", subject: key.bytes)
    }
    return generation
  }
}

extension Statement {
  /// A row of id, role, text, created_at, body.
  fileprivate var message: Message {
    Message(
      id: int64(0), role: string(1), text: string(2), createdAt: optionalInt64(3).map { Timestamp(milliseconds: $0) }, body: bytes(4))
  }
}

extension HistoryQuery.Position {
  /// Whether going on leads to older messages.
  package var leadsToOlder: Bool {
    switch self {
    case .newest, .before: true
    case .oldest, .after: false
    }
  }

  /// The id beyond which nothing is wanted.
  package var bound: Int64 {
    switch self {
    case .newest: .max
    case .oldest: .min
    case .before(let id), .after(let id): id
    }
  }
}
