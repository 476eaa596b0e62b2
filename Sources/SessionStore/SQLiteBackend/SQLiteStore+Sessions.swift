internal import SQLite
package import WarrenModel

/// What a write needs to know of a session.
struct SessionRow {
  let id: Int64
  let generation: Int
  let count: Int
  var isRunning = false
}

extension SQLiteStore {
  /// The row of a session that is not deleted.
  func row(_ key: SessionKey) throws -> SessionRow? {
    try connection.withStatement("SELECT id, generation, message_count, state FROM session WHERE key = ? AND deleted_by IS NULL") {
      try $0.bind(blob: key.bytes, at: 1)
      guard try $0.step() else { return nil }
      return SessionRow(id: $0.int64(0), generation: $0.int(1), count: $0.int(2), isRunning: $0.int(3) == 1)
    }
  }

  /// The same, or `session_unknown`.
  func knownRow(_ key: SessionKey) throws -> SessionRow {
    guard let row = try row(key) else { throw WarrenError.unknownSession(key) }
    return row
  }

  package func exists(_ key: SessionKey) throws -> Bool { try translating { try row(key) != nil } }

  package func session(_ key: SessionKey) throws -> SessionSummary? {
    try translating {
      try connection.withStatement(
        """
        SELECT key, name, created_at, last_activity, message_count, generation, channel, room, sender,
          state, turn_id, turn_started_at, turn_pid, turn_process_start, turn_boot_id, id
        FROM session WHERE key = ? AND deleted_by IS NULL
        """
      ) {
        try $0.bind(blob: key.bytes, at: 1)
        return try $0.step() ? try summary($0) : nil
      }
    }
  }

  package func list(_ query: SessionQuery) throws -> SessionPage {
    try translating {
      var sessions: [SessionSummary] = []
      let wanted = query.limit.map { $0 + 1 } ?? .max
      try connection.withStatement(
        """
        SELECT key, name, created_at, last_activity, message_count, generation, channel, room, sender,
          state, turn_id, turn_started_at, turn_pid, turn_process_start, turn_boot_id, id
        FROM session
        WHERE deleted_by IS NULL AND ifnull(last_activity, -9223372036854775807) <= ?1
          AND (ifnull(last_activity, -9223372036854775807) < ?1 OR key >= ?2)
          AND (?3 IS NULL OR state = ?3)
          AND (?4 IS NULL OR instr(lower(CAST(key AS TEXT)), lower(?4)) > 0 OR instr(lower(name), lower(?4)) > 0)
          AND (?5 IS NULL OR channel = ?5) AND (?6 IS NULL OR room = ?6) AND (?7 IS NULL OR sender = ?7)
        ORDER BY ifnull(last_activity, -9223372036854775807) DESC, key
        """
      ) {
        let cursor = query.cursor
        $0.bind(cursor.map { $0.lastActivity?.milliseconds ?? -.max } ?? .max, at: 1)
        try $0.bind(blob: cursor?.key.bytes ?? [], at: 2)
        $0.bind(query.state.map { Int64($0.code) }, at: 3)
        try $0.bind(query.containing, at: 4)
        try $0.bind(query.origin.channel, at: 5)
        try $0.bind(query.origin.room, at: 6)
        try $0.bind(query.origin.sender, at: 7)
        while sessions.count < wanted, try $0.step() {
          let session = try summary($0)
          let isCursor = cursor.map { $0.key == session.key && $0.lastActivity == session.lastActivity } ?? false
          if !isCursor { sessions.append(session) }
          if query.generations {
            let below = isCursor ? cursor?.generation ?? session.generation : session.generation
            sessions += try generations(of: session, id: $0.int64(15), below: below)
          }
        }
      }
      let page = query.limit.map { Array(sessions.prefix($0)) } ?? sessions
      return SessionPage(sessions: page, next: page.count < sessions.count ? page.last.map { ListCursor(after: $0) } : nil)
    }
  }

  /// Former generations, the newest first. They carry the activity of their session, so that a page can go on behind each.
  private func generations(of session: SessionSummary, id: Int64, below: Int) throws -> [SessionSummary] {
    try connection.withStatement(
      "SELECT number, created_at, message_count FROM generation WHERE session = ? AND number < ? AND closed_at IS NOT NULL ORDER BY number DESC"
    ) {
      $0.bind(id, at: 1)
      $0.bind(below, at: 2)
      var found: [SessionSummary] = []
      while try $0.step() {
        found.append(
          SessionSummary(
            key: session.key, name: session.name, createdAt: $0.optionalInt64(1).map { Timestamp(milliseconds: $0) },
            lastActivity: session.lastActivity, messageCount: $0.int(2), generation: $0.int(0), archived: true, origin: session.origin))
      }
      return found
    }
  }

  package func running() throws -> [SessionSummary] { try running(startedBefore: nil) }

  package func stuck(startedBefore moment: Timestamp) throws -> [SessionSummary] { try running(startedBefore: moment) }

  private func running(startedBefore moment: Timestamp?) throws -> [SessionSummary] {
    try translating {
      try connection.withStatement(
        """
        SELECT key, name, created_at, last_activity, message_count, generation, channel, room, sender,
          state, turn_id, turn_started_at, turn_pid, turn_process_start, turn_boot_id, id
        FROM session WHERE state = 1 AND deleted_by IS NULL AND (?1 IS NULL OR turn_started_at IS NULL OR turn_started_at < ?1)
        ORDER BY turn_started_at
        """
      ) {
        $0.bind(moment?.milliseconds, at: 1)
        var found: [SessionSummary] = []
        while try $0.step() { found.append(try summary($0)) }
        return found
      }
    }
  }

  package func setName(_ name: String?, of key: SessionKey) throws -> SessionSummary {
    let blank = name?.unicodeScalars.allSatisfy { $0.properties.isWhitespace } ?? true
    return try changing(key) {
      try connection.withStatement("UPDATE session SET name = ?2 WHERE key = ?1 AND deleted_by IS NULL") {
        try $0.bind(blob: key.bytes, at: 1)
        try $0.bind(blank ? nil : name, at: 2)
        try $0.run()
      }
    }
  }

  package func setState(_ state: SessionState, of key: SessionKey) throws -> SessionSummary {
    let now = clock.now
    return try changing(key) {
      try connection.withStatement(
        """
        UPDATE session SET state = ?2, turn_id = ?3, turn_started_at = ?4, turn_pid = ?5, turn_process_start = ?6, turn_boot_id = ?7
        WHERE key = ?1 AND deleted_by IS NULL
        """
      ) {
        try $0.bind(blob: key.bytes, at: 1)
        switch state {
        case .idle: $0.bind(0, at: 2)
        case .running(let turn):
          $0.bind(1, at: 2)
          try $0.bind(turn.id, at: 3)
          $0.bind((turn.startedAt ?? now).milliseconds, at: 4)
          $0.bind(turn.owner.map { Int64($0.pid) }, at: 5)
          $0.bind(turn.owner.map { Int64(bitPattern: $0.startTime) }, at: 6)
          try $0.bind(turn.owner?.bootID, at: 7)
        case .error(let turnID):
          $0.bind(2, at: 2)
          try $0.bind(turnID, at: 3)
        }
        try $0.run()
      }
    }
  }

  private func changing(_ key: SessionKey, _ update: () throws -> Void) throws -> SessionSummary {
    try writing {
      try update()
      guard let session = try session(key) else { throw WarrenError.unknownSession(key) }
      return session
    }
  }

  func summary(_ row: borrowing Statement) throws -> SessionSummary {
    let state: SessionState =
      switch row.int64(9) {
      case 1:
        .running(
          Turn(
            id: row.string(10), startedAt: row.optionalInt64(11).map { Timestamp(milliseconds: $0) },
            owner: row.isNull(12)
              ? nil
              : ProcessIdentity(
                pid: Int32(truncatingIfNeeded: row.int64(12)), startTime: UInt64(bitPattern: row.int64(13)), bootID: row.string(14))))
      case 2: .error(turnID: row.text(10))
      default: .idle
      }
    return SessionSummary(
      key: try SessionKey(bytes: row.bytes(0) ?? []), name: row.text(1), state: state,
      createdAt: row.optionalInt64(2).map { Timestamp(milliseconds: $0) },
      lastActivity: row.optionalInt64(3).map { Timestamp(milliseconds: $0) }, messageCount: row.int(4), generation: row.int(5),
      origin: SessionOrigin(channel: row.text(6), room: row.text(7), sender: row.text(8)))
  }
}

extension SessionQuery.StateFilter {
  /// As stored.
  var code: Int {
    switch self {
    case .idle: 0
    case .running: 1
    case .error: 2
    }
  }
}
