internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func removeLast(_ key: SessionKey) throws -> Message? {
    try writing {
      let session = try knownRow(key)
      guard let last = try newest(of: session) else { return nil }
      try raiseIDMark()
      try connection.withStatement("DELETE FROM message WHERE id = ?") {
        $0.bind(last.id, at: 1)
        try $0.run()
      }
      try removeFromIndex([IndexEntry(id: last.id, text: last.text)])
      try addToCount(-1, of: session)
      return last
    }
  }

  package func updateLast(_ key: SessionKey, with message: NewMessage) throws -> Message? {
    try writing {
      let session = try knownRow(key)
      guard let last = try newest(of: session) else { return nil }
      try removeFromIndex([IndexEntry(id: last.id, text: last.text)])
      try connection.withStatement("UPDATE message SET role = ?2, text = ?3, body = ?4 WHERE id = ?1") {
        $0.bind(last.id, at: 1)
        try $0.bind(message.role, at: 2)
        try $0.bind(message.text, at: 3)
        try $0.bind(utf8: message.body, at: 4)
        try $0.run()
      }
      try indexNow([IndexEntry(id: last.id, text: message.text)])
      try touch(session, at: clock.now)
      return Message(id: last.id, role: message.role, text: message.text, createdAt: last.createdAt, body: message.body)
    }
  }

  package func replaceHistory(_ key: SessionKey, with messages: [NewMessage]) throws -> [Int64] {
    try writing {
      let session = try knownRow(key)
      try removeAll(of: session)
      var pending: [IndexEntry] = []
      let now = clock.now
      let ids = try insert(messages, into: session, at: now, index: &pending)
      try indexNow(pending)
      try touch(session, at: now)
      return ids
    }
  }

  package func clear(_ key: SessionKey) throws -> Int {
    try writing {
      let session = try knownRow(key)
      let removed = try removeAll(of: session)
      if removed > 0 { try touch(session, at: clock.now) }
      return removed
    }
  }

  /// Removes the messages of the current generation from table, index and count.
  @discardableResult
  private func removeAll(of session: SessionRow) throws -> Int {
    try raiseIDMark()
    try connection.withStatement("SELECT id, text FROM message WHERE session = ? AND generation = ?") {
      $0.bind(session.id, at: 1)
      $0.bind(session.generation, at: 2)
      while try $0.step() { try removeFromIndex([IndexEntry(id: $0.int64(0), text: $0.string(1))]) }
    }
    let removed = try connection.withStatement("DELETE FROM message WHERE session = ? AND generation = ?") {
      $0.bind(session.id, at: 1)
      $0.bind(session.generation, at: 2)
      try $0.run()
      return connection.changes
    }
    try addToCount(-removed, of: session)
    return removed
  }

  private func newest(of session: SessionRow) throws -> Message? {
    try connection.withStatement(
      "SELECT id, role, text, created_at, body FROM message WHERE session = ? AND generation = ? ORDER BY id DESC LIMIT 1"
    ) {
      $0.bind(session.id, at: 1)
      $0.bind(session.generation, at: 2)
      guard try $0.step() else { return nil }
      return Message(
        id: $0.int64(0), role: $0.string(1), text: $0.string(2), createdAt: $0.optionalInt64(3).map { Timestamp(milliseconds: $0) },
        body: $0.bytes(4))
    }
  }

  private func addToCount(_ difference: Int, of session: SessionRow) throws {
    try connection.withStatement("UPDATE session SET message_count = message_count + ? WHERE id = ?") {
      $0.bind(difference, at: 1)
      $0.bind(session.id, at: 2)
      try $0.run()
    }
  }

  func touch(_ session: SessionRow, at now: Timestamp) throws {
    try connection.withStatement("UPDATE session SET last_activity = max(ifnull(last_activity, ?1), ?1) WHERE id = ?2") {
      $0.bind(now.milliseconds, at: 1)
      $0.bind(session.id, at: 2)
      try $0.run()
    }
  }
}
