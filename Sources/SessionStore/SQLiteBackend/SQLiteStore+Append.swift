internal import Platform
internal import SQLite
package import WarrenModel

extension SQLiteStore {
  package func append(_ request: AppendRequest) throws -> [Int64] {
    var pending: [IndexEntry] = []
    return try writing {
      let ids = try write(request, index: &pending)
      try indexNow(pending)
      return ids
    }
  }

  package func append(group: [AppendRequest]) throws -> [Result<[Int64], WarrenError>] {
    var pending: [IndexEntry] = []
    return try writing {
      let results = try group.map { request -> Result<[Int64], WarrenError> in
        let before = pending.count
        do {
          return .success(try connection.savepoint { try write(request, index: &pending) })
        } catch {
          guard connection.isInTransaction else { throw error }
          pending.removeSubrange(before...)
          return .failure(StoreErrors.translate(error, path: connection.path))
        }
      }
      // After the last savepoint: one between its rows would make FTS5 flush each time.
      try indexNow(pending)
      return results
    }
  }

  /// One request inside the open transaction.
  private func write(_ request: AppendRequest, index: inout [IndexEntry]) throws -> [Int64] {
    let found = try row(request.session)
    var digest: [UInt8]?
    if let key = request.idempotencyKey {
      let wanted = request.digest
      if let found, let ids = try earlierIDs(found.id, key, wanted) { return ids }
      digest = wanted
    }
    let now = clock.now
    let session = try found ?? makeSession(request.session, request.origin, at: now)
    let ids = try insert(request.messages, into: session, at: now, index: &index)
    if let key = request.idempotencyKey, let digest, let first = ids.first {
      try remember(IdempotencyRecord(key: key, digest: digest, firstID: first, count: ids.count), in: session)
    }
    if found != nil, request.origin != .unknown { try mergeOrigin(request.origin, into: session.id) }
    return ids
  }

  func remember(_ record: IdempotencyRecord, in session: SessionRow) throws {
    try connection.withStatement(
      "INSERT OR IGNORE INTO idempotency(session, key, first_id, count, digest, created_at) VALUES(?, ?, ?, ?, ?, ?)"
    ) {
      $0.bind(session.id, at: 1)
      try $0.bind(record.key, at: 2)
      $0.bind(record.firstID, at: 3)
      $0.bind(record.count, at: 4)
      try $0.bind(blob: record.digest, at: 5)
      $0.bind(clock.now.milliseconds, at: 6)
      try $0.run()
    }
  }

  /// Inserts messages into the current generation and counts them; the index is the caller's.
  func insert(_ messages: [NewMessage], into session: SessionRow, at now: Timestamp, index: inout [IndexEntry]) throws -> [Int64] {
    if messages.isEmpty { return [] }
    let first = try nextMessageID()
    try connection.withStatement("INSERT INTO message(id, session, generation, role, text, body, created_at) VALUES(?, ?, ?, ?, ?, ?, ?)") {
      for (offset, message) in messages.enumerated() {
        let id = first + Int64(offset)
        $0.bind(id, at: 1)
        $0.bind(session.id, at: 2)
        $0.bind(session.generation, at: 3)
        try $0.bind(message.role, at: 4)
        try $0.bind(message.text, at: 5)
        try $0.bind(utf8: message.body, at: 6)
        $0.bind(message.time.at(now)?.milliseconds, at: 7)
        try $0.run()
        $0.reset()
        index.append(IndexEntry(id: id, text: message.text))
      }
    }
    let activity = messages.compactMap { $0.time.at(now) }.max()
    try connection.withStatement(
      """
      UPDATE session SET message_count = message_count + ?2,
        last_activity = CASE WHEN ?3 > ifnull(last_activity, ?3 - 1) THEN ?3 ELSE last_activity END WHERE id = ?1
      """
    ) {
      $0.bind(session.id, at: 1)
      $0.bind(messages.count, at: 2)
      $0.bind(activity?.milliseconds, at: 3)
      try $0.run()
    }
    return (0..<Int64(messages.count)).map { first + $0 }
  }

  private func nextMessageID() throws -> Int64 {
    let highest = try connection.integer(
      """
      SELECT max(ifnull((SELECT max(id) FROM message), 0), (SELECT value FROM meta WHERE key = 'message_id_mark'))
      """)
    return (highest ?? 0) + 1
  }

  /// Keeps ids that are about to go from ever being given again. Before a removal, in its transaction.
  func raiseIDMark() throws {
    try connection.withStatement(
      """
      UPDATE meta SET value = max(value, ifnull((SELECT max(id) FROM message), 0)) WHERE key = 'message_id_mark'
      """
    ) { try $0.run() }
  }

  func makeSession(_ key: SessionKey, _ origin: SessionOrigin, at now: Timestamp) throws -> SessionRow {
    try connection.withStatement("INSERT INTO session(key, created_at, last_activity, channel, room, sender) VALUES(?, ?, NULL, ?, ?, ?)") {
      try $0.bind(blob: key.bytes, at: 1)
      $0.bind(now.milliseconds, at: 2)
      try $0.bind(origin.channel, at: 3)
      try $0.bind(origin.room, at: 4)
      try $0.bind(origin.sender, at: 5)
      try $0.run()
    }
    let id = connection.lastInsertedID
    try connection.withStatement("INSERT INTO generation(session, number, created_at) VALUES(?, 1, ?)") {
      $0.bind(id, at: 1)
      $0.bind(now.milliseconds, at: 2)
      try $0.run()
    }
    return SessionRow(id: id, generation: 1, count: 0)
  }

  private func mergeOrigin(_ origin: SessionOrigin, into session: Int64) throws {
    try connection.withStatement(
      "UPDATE session SET channel = ifnull(?2, channel), room = ifnull(?3, room), sender = ifnull(?4, sender) WHERE id = ?1"
    ) {
      $0.bind(session, at: 1)
      try $0.bind(origin.channel, at: 2)
      try $0.bind(origin.room, at: 3)
      try $0.bind(origin.sender, at: 4)
      try $0.run()
    }
  }

  private func earlierIDs(_ session: Int64, _ key: String, _ digest: [UInt8]) throws -> [Int64]? {
    try connection.withStatement("SELECT first_id, count, digest FROM idempotency WHERE session = ? AND key = ?") {
      $0.bind(session, at: 1)
      try $0.bind(key, at: 2)
      guard try $0.step() else { return nil }
      guard $0.bytes(2) == digest else {
        throw WarrenError(
          .idempotencyConflict, "This idempotency key was used for other content in this session.",
          remedy: "Use a new key for new content.", subject: Array(key.utf8))
      }
      let first = $0.int64(0)
      return (0..<$0.int64(1)).map { first + $0 }
    }
  }
}

extension NewMessage.Time {
  /// The moment to store; nil where it stays unknown.
  func at(_ now: Timestamp) -> Timestamp? {
    switch self {
    case .now: now
    case .at(let time): time
    case .unknown: nil
    }
  }
}

extension AppendRequest {
  /// SHA-256 of what a request with an idempotency key asks for: role, text and body of each message, each with its length before it.
  var digest: [UInt8] {
    var hash = SHA256()
    for message in messages {
      for part in [Array(message.role.utf8), Array(message.text.utf8), message.body ?? []] {
        hash.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> ($0 * 8)) })
        hash.update(part)
      }
    }
    return hash.finish()
  }
}
