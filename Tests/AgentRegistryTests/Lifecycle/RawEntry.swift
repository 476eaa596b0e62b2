internal import AgentRegistry
internal import Platform
internal import SQLite
internal import TestSupport
internal import WarrenModel

/// A row of the journal, written by hand, as a crash would have left it.
struct RawEntry {
  var id = String(repeating: "0a", count: 16)
  var kind: OperationKind
  var agent: [UInt8] = Array("a".utf8)
  var newName: [UInt8]?
  var uuid: String?
  var identity: FileIdentity
  var bootID: [UInt8]
  var deletion: String?
  var purges = false

  /// An operation on the agent "a" whose directory lies at this place below the root.
  init(_ kind: OperationKind, at place: String, of ground: LifecycleGround, newName: String? = nil, deletion: String? = nil) throws {
    self.kind = kind
    self.newName = newName.map { Array($0.utf8) }
    self.deletion = deletion
    identity = try ground.identity(place)
    bootID = try ProcessTable().bootID()
    let manifest = Files.text(ground.ground.path(place + "/.warren.json"))
    uuid = manifest.split(separator: "\"").first { $0.count == 36 }.map(String.init)
  }

  var operation: OperationID { get throws { try OperationID(id) } }

  func insert(_ ground: LifecycleGround) async throws {
    try await ground.makeJournal()
    try ground.withJournal { connection in
      try connection.withStatement(
        """
        INSERT INTO operation(id, kind, state, agent, new_name, uuid, device, inode, boot_id, deletion, purges, started_at)
        VALUES(?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, 1)
        """
      ) {
        try $0.bind(id, at: 1)
        try $0.bind(kind.rawValue, at: 2)
        try $0.bind(blob: agent, at: 3)
        try $0.bind(blob: newName, at: 4)
        try $0.bind(uuid, at: 5)
        $0.bind(Int64(bitPattern: identity.device), at: 6)
        $0.bind(Int64(bitPattern: identity.inode), at: 7)
        try $0.bind(blob: bootID, at: 8)
        try $0.bind(deletion, at: 9)
        $0.bind(purges ? 1 : 0, at: 10)
        try $0.run()
      }
    }
  }
}

extension LifecycleGround {
  /// Has the journal made, with nothing in it.
  func makeJournal() async throws {
    if Files.exists(journal) { return }
    let error = await failure {
      try await locked { root, lock in _ = try mover(root).restore("nobody".raw, as: nil, under: lock) }
    }
    precondition(error?.code == .agentUnknown)
  }

  /// A connection of the test's own.
  func withJournal<T>(_ body: (Connection) throws -> T) throws -> T {
    let connection = try Connection(path: journal.raw, mode: .readWrite(create: true))
    let result = Result { try body(connection) }
    try connection.close()
    return try result.get()
  }
}
