internal import Platform
internal import SQLite
internal import WarrenModel

extension ControlJournal {
  /// Remembers a deleted agent; inside `write`, with the end of its deletion.
  func insert(_ tombstone: Tombstone) throws {
    try connection.withStatement(
      """
      INSERT OR IGNORE INTO tombstone(operation, agent, uuid, backend, device, inode, boot_id, sessions, messages, files, bytes, deleted_at, state)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ) {
      try $0.bind(tombstone.operation.text, at: 1)
      try $0.bind(blob: tombstone.agent.bytes, at: 2)
      try $0.bind(tombstone.uuid, at: 3)
      try $0.bind(tombstone.backend, at: 4)
      $0.bind(Int64(bitPattern: tombstone.identity.device), at: 5)
      $0.bind(Int64(bitPattern: tombstone.identity.inode), at: 6)
      try $0.bind(blob: tombstone.bootID, at: 7)
      $0.bind(tombstone.sessions.map(Int64.init), at: 8)
      $0.bind(tombstone.messages.map(Int64.init), at: 9)
      $0.bind(tombstone.files, at: 10)
      $0.bind(tombstone.bytes, at: 11)
      $0.bind(tombstone.deletedAt.milliseconds, at: 12)
      try $0.bind(tombstone.state.rawValue, at: 13)
      try $0.run()
    }
  }

  /// Inside `write`.
  func set(_ state: Tombstone.State, ofDeletion operation: OperationID) throws {
    try connection.withStatement("UPDATE tombstone SET state = ?2 WHERE operation = ?1") {
      try $0.bind(operation.text, at: 1)
      try $0.bind(state.rawValue, at: 2)
      try $0.run()
    }
  }

  func tombstone(ofDeletion operation: OperationID) throws -> Tombstone? {
    try connection.withStatement(
      "SELECT * FROM tombstone WHERE operation = ?"
    ) {
      try $0.bind(operation.text, at: 1)
      return try tombstones($0).first
    }
  }

  /// What lies in the trash, the newest deletion first.
  /// - Parameter agent: only those that had this name.
  func kept(named agent: AgentName? = nil) throws -> [Tombstone] {
    try connection.withStatement(
      "SELECT * FROM tombstone WHERE state IN ('trash', 'purging') AND (?1 IS NULL OR agent = ?1) ORDER BY deleted_at DESC, operation"
    ) {
      try $0.bind(blob: agent?.bytes, at: 1)
      return try tombstones($0)
    }
  }

  /// The newest deletion of an agent with this name or uuid that was not taken back, purged ones included.
  func newestDeletion(of agent: AgentName, uuid: String?) throws -> Tombstone? {
    try connection.withStatement(
      "SELECT * FROM tombstone WHERE (agent = ?1 OR uuid = ?2) AND state <> 'restored' ORDER BY deleted_at DESC LIMIT 1"
    ) {
      try $0.bind(blob: agent.bytes, at: 1)
      try $0.bind(uuid, at: 2)
      return try tombstones($0).first
    }
  }

  private func tombstones(_ row: borrowing Statement) throws -> [Tombstone] {
    var found: [Tombstone] = []
    while try row.step() {
      found.append(
        Tombstone(
          operation: try OperationID(row.string(0)), agent: try AgentName(bytes: row.bytes(1) ?? []), uuid: row.text(2),
          backend: row.text(3),
          identity: FileIdentity(device: UInt64(bitPattern: row.int64(4)), inode: UInt64(bitPattern: row.int64(5))),
          bootID: row.bytes(6) ?? [], sessions: row.optionalInt64(7).map(Int.init), messages: row.optionalInt64(8).map(Int.init),
          files: row.int(9), bytes: row.int64(10), deletedAt: Timestamp(milliseconds: row.int64(11)),
          state: Tombstone.State(rawValue: row.string(12)) ?? .trash))
    }
    return found
  }
}
