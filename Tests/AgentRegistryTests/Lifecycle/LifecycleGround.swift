internal import AgentRegistry
internal import Glibc
internal import HandlePool
internal import Platform
internal import SessionStore
internal import TestSupport
internal import WarrenModel

/// A managed root of one test's own, with what deletions, restores, renames and purges need.
struct LifecycleGround: Sendable {
  let ground = Ground(inMemory: true)
  let owner = LockOwner(command: "warren test")

  var path: String { ground.path }
  var trash: String { ground.path(".warren/trash") }
  var journal: String { ground.path(".warren/control.sqlite") }

  init() throws { _ = try ControlDirectory.initialize(FilePath(ground.path)) }

  func root(_ calls: SystemCalls = .direct) throws -> StateRoot { try ground.root(calls: calls) }

  /// With patience: a process that another test is just starting has our locks too, until it has become another program.
  func lock(_ root: StateRoot) throws -> ControlLock { try ControlLock(root: root, owner: owner, clock: ground.clock, wait: 30_000) }

  func creator(_ root: StateRoot) -> AgentCreator { ground.creator(root) }

  func mover(_ root: StateRoot, pool: HandlePool? = nil) -> AgentMover {
    AgentMover(root: root, pool: pool, lanes: ground.lanes, clock: ground.clock)
  }

  /// Runs the body under the lock of a root of its own; the lock's recovery settles what there is.
  @discardableResult
  func locked<T>(_ calls: SystemCalls = .direct, _ body: (StateRoot, ControlLock) async throws -> T) async throws -> T {
    let root = try root(calls)
    let lock = try lock(root)
    defer { lock.release() }
    return try await body(root, lock)
  }

  // MARK: Agents

  /// Makes an agent with one message, whose text is its name.
  func make(_ name: String, _ backend: Backend = .sqlite) throws {
    let made = try ground.creator(root()).create(AgentName(name), backend: backend)
    let store = try StoreFactory.open(
      directory: FilePath(ground.path("agents/\(name)")), backend: backend, uuid: made.uuid, durability: .normal, clock: ground.clock)
    _ = try store.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: "user", text: name)]))
    try store.close()
  }

  /// The messages of the agent in this directory below the root.
  func texts(_ place: String, _ backend: Backend = .sqlite) throws -> [String] {
    try StoreFactory.preview(directory: FilePath(ground.path(place)), backend: backend, uuid: nil, clock: ground.clock) {
      try $0.history(SessionKey("k"), HistoryQuery(limit: nil)).messages.map(\.text)
    }
  }

  func identity(_ place: String) throws -> FileIdentity { try WorkingDirectory().status(of: FilePath(ground.path(place))).identity }

  func uuid(_ name: String) throws -> String? { try ground.inspect(name).uuid }

  /// A plan for the agent as it is now.
  func plan(_ name: String, renamedTo newName: String? = nil) throws -> AgentPlan {
    let found = try ground.inspect(name)
    return try plan(name, found.uuid, found.identity, renamedTo: newName)
  }

  func plan(_ name: String, _ uuid: String?, _ identity: FileIdentity, renamedTo newName: String? = nil) throws -> AgentPlan {
    AgentPlan(
      kind: newName == nil ? .agentDelete : .agentRename, agent: try AgentName(name), uuid: uuid,
      directory: RawPath(bytes: "agents/\(name)".raw),
      device: identity.device, inode: identity.inode, alsoKnownAs: [], destination: RawPath(bytes: "x".raw),
      newName: try newName.map { try AgentName($0) }, backend: nil, files: 0, bytes: 0, sessions: nil, messages: nil, lastActivity: nil,
      running: [], holders: [], holdersMayBeHidden: false, blocks: [], findings: [])
  }

  /// Deletes an agent and answers the deletion.
  @discardableResult
  func delete(_ name: String, _ change: AgentChange = AgentChange(wait: 5)) async throws -> OperationID {
    let outcome = try await locked { root, lock in
      try await mover(root).run([plan(name)], change, shared: SharedFiles(of: []), under: lock).first
    }
    guard let operation = outcome?.operation, outcome?.error == nil else { throw outcome?.error ?? WarrenError(.failed, "no outcome") }
    return operation.id
  }

  // MARK: What is there

  var history: ControlHistory { get throws { try ControlHistory(root()) } }

  func unfinished() throws -> [Operation] { try history.operations(OperationQuery(limit: nil, unfinished: true)) }

  func operation(_ id: OperationID) throws -> WarrenModel.Operation? { try history.operation(id) }

  func gates() -> [String] {
    Files.names(ground.path("agents")).filter { Files.exists(ground.path("agents/\($0)/.warren-gate")) }
  }

  /// Paths below the root that this process has open.
  func openDescriptors() -> [String] {
    Files.names("/proc/self/fd").compactMap { number in
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
      guard count > 0 else { return nil }
      let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return target.hasPrefix(path) ? target : nil
    }
  }
}
