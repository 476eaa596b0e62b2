internal import Platform
internal import SQLite
internal import WarrenModel

extension ControlJournal {
  /// Writes new entries down; inside `write`.
  func insert(_ entries: [JournalEntry]) throws {
    try connection.withStatement(
      """
      INSERT INTO operation(id, kind, state, agent, new_name, uuid, device, inode, boot_id, deletion, undoes, purges, started_at)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ) {
      for entry in entries {
        try $0.bind(entry.id.text, at: 1)
        try $0.bind(entry.kind.rawValue, at: 2)
        try $0.bind(entry.state.rawValue, at: 3)
        try $0.bind(blob: entry.agent.bytes, at: 4)
        try $0.bind(blob: entry.newName?.bytes, at: 5)
        try $0.bind(entry.uuid, at: 6)
        $0.bind(Int64(bitPattern: entry.identity.device), at: 7)
        $0.bind(Int64(bitPattern: entry.identity.inode), at: 8)
        try $0.bind(blob: entry.bootID, at: 9)
        try $0.bind(entry.deletion?.text, at: 10)
        try $0.bind(entry.undoes?.text, at: 11)
        $0.bind(entry.purges ? 1 : 0, at: 12)
        $0.bind(entry.startedAt.milliseconds, at: 13)
        try $0.run()
        $0.reset()
      }
    }
  }

  /// Writes down how an operation ended; inside `write`.
  func update(_ entry: JournalEntry) throws {
    try connection.withStatement("UPDATE operation SET state = ?2, finished_at = ?3, undo_until = ?4, receipt = ?5 WHERE id = ?1") {
      try $0.bind(entry.id.text, at: 1)
      try $0.bind(entry.state.rawValue, at: 2)
      $0.bind(entry.finishedAt?.milliseconds, at: 3)
      $0.bind(entry.undoUntil?.milliseconds, at: 4)
      try $0.bind(utf8: entry.receipt, at: 5)
      try $0.run()
    }
  }

  /// Sets the state alone, of an operation that a later one has reversed or purged; inside `write`.
  func set(_ state: Operation.State, of operation: OperationID) throws {
    try connection.withStatement("UPDATE operation SET state = ?2, undo_until = NULL WHERE id = ?1") {
      try $0.bind(operation.text, at: 1)
      try $0.bind(state.rawValue, at: 2)
      try $0.run()
    }
  }

  /// Those that a crash has left, the oldest first.
  func unfinished() throws -> [JournalEntry] {
    try connection.withStatement(
      "SELECT * FROM operation WHERE state = 'pending' ORDER BY started_at, id"
    ) { try entries($0) }
  }

  func operation(_ id: OperationID) throws -> JournalEntry? {
    try connection.withStatement(
      "SELECT * FROM operation WHERE id = ?"
    ) {
      try $0.bind(id.text, at: 1)
      return try entries($0).first
    }
  }

  /// The newest first.
  /// - Parameter agent: only those about an agent that has, had or got this name.
  func operations(of agent: AgentName? = nil, limit: Int = .max) throws -> [JournalEntry] {
    try connection.withStatement(
      "SELECT * FROM operation WHERE ?1 IS NULL OR agent = ?1 OR new_name = ?1 ORDER BY started_at DESC, id DESC LIMIT ?2"
    ) {
      try $0.bind(blob: agent?.bytes, at: 1)
      $0.bind(limit, at: 2)
      return try entries($0)
    }
  }

  /// The newest rename of an agent of this name that was not undone.
  func newestRename(from agent: AgentName) throws -> JournalEntry? {
    try connection.withStatement(
      "SELECT * FROM operation WHERE agent = ? AND kind = 'agent_rename' AND state = 'done' ORDER BY started_at DESC, id DESC LIMIT 1"
    ) {
      try $0.bind(blob: agent.bytes, at: 1)
      return try entries($0).first
    }
  }

  private func entries(_ row: borrowing Statement) throws -> [JournalEntry] {
    var found: [JournalEntry] = []
    while try row.step() {
      found.append(
        JournalEntry(
          id: try OperationID(row.string(0)), kind: OperationKind(rawValue: row.string(1)),
          state: Operation.State(rawValue: row.string(2)) ?? .partial, agent: try AgentName(bytes: row.bytes(3) ?? []),
          newName: try row.bytes(4).map { try AgentName(bytes: $0) }, uuid: row.text(5),
          identity: FileIdentity(device: UInt64(bitPattern: row.int64(6)), inode: UInt64(bitPattern: row.int64(7))),
          bootID: row.bytes(8) ?? [], deletion: try row.text(9).map { try OperationID($0) },
          undoes: try row.text(10).map { try OperationID($0) },
          purges: row.int(11) != 0, startedAt: Timestamp(milliseconds: row.int64(12)),
          finishedAt: row.optionalInt64(13).map { Timestamp(milliseconds: $0) },
          undoUntil: row.optionalInt64(14).map { Timestamp(milliseconds: $0) }, receipt: row.bytes(15)))
    }
    return found
  }
}
