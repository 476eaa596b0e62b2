internal import Platform
internal import SessionStore
package import WarrenModel

/// Makes agents: whole and durable, or not at all.
package struct AgentCreator: Sendable {
  /// Where a new agent is built inside its operation's directory: any name can then be its own, however long.
  static let buildName: FilePath = "agent"
  /// Names that begin so are Warren's own below an agent, and would be confusing beside them.
  private static let reserved = Array(".warren".utf8)

  let root: StateRoot
  let owner: LockOwner
  let clock: WallClock

  /// - Parameter owner: what the lock file says while this works.
  package init(root: StateRoot, owner: LockOwner, clock: WallClock) {
    self.root = root
    self.owner = owner
    self.clock = clock
  }

  /// Makes a new agent with an empty store; it is durable when this returns. The first one makes the root a managed one.
  ///
  /// Blocks its thread: for a lane.
  /// - Parameters:
  ///   - wait: milliseconds to wait for the control directory; nil: the configuration's.
  ///   - lock: the caller's, where it holds it already, as a daemon does.
  /// - Throws: `agent_exists`, whatever has the name; `name_invalid`; `foreign_root`; `busy`; `disk_full`; `denied`.
  package func create(
    _ name: AgentName, backend: Backend, wait: Int? = nil, under lock: ControlLock? = nil
  ) throws(WarrenError) -> FoundAgent {
    try Self.refuse(name, backend: backend, in: root)
    if let lock { return try create(name, backend, under: lock) }
    let own = try ControlLock(root: root, owner: owner, clock: clock, wait: wait)
    defer { own.release() }
    return try create(name, backend, under: own)
  }

  private func create(_ name: AgentName, _ backend: Backend, under lock: ControlLock) throws(WarrenError) -> FoundAgent {
    try lock.refuseUnsettled(name)
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(name) }
    let path = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try FilePath(bytes: name.bytes) }
    let isTaken = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try agents.statusIfExists(of: path) != nil }
    if isTaken { throw RegistryErrors.exists(name) }
    let build = try RegistryErrors.translating { () throws(SystemError) in try BuildDirectory(in: lock.directory) }
    defer { build.remove() }
    try fill(build, name, backend)
    try place(build, name, path, in: agents)
    return try AgentInspector(root).inspect(name)
  }

  /// What can be refused before anything is made or waited for: a name that none can have, a root that is another program's.
  package static func refuse(_ name: AgentName, backend: Backend, in root: StateRoot) throws(WarrenError) {
    try check(name, for: backend, in: root)
    try root.refuseForeign()
  }

  /// Whether an agent may get this name.
  static func check(_ name: AgentName, for backend: Backend?, in root: StateRoot) throws(WarrenError) {
    if name.bytes.starts(with: reserved) {
      throw WarrenError(
        .nameInvalid, "Names that begin with \".warren\" are reserved.", remedy: "Choose another name.", subject: name.bytes)
    }
    if backend == .sqlite { try checkLength(name, in: root) }
  }

  /// SQLite takes paths of 511 bytes; said before anything is made.
  private static func checkLength(_ name: AgentName, in root: StateRoot) throws(WarrenError) {
    let longest = root.agentsPath.bytes.count + 1 + name.bytes.count + "/sessions.sqlite-journal".utf8.count
    if longest > 511 {
      throw WarrenError(
        .nameInvalid, "The path of its database would have \(longest) bytes; SQLite takes 511.",
        remedy: "Choose a shorter name, a root with a shorter path, or the backend jsonl.", subject: name.bytes)
    }
  }

  private func fill(_ build: BuildDirectory, _ name: AgentName, _ backend: Backend) throws(WarrenError) {
    let uuid = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try UUIDText.make() }
    let directory = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      try build.descriptor.makeDirectory(Self.buildName)
      return SharedDescriptor(try build.descriptor.openDirectory(Self.buildName))
    }
    switch backend {
    case .sqlite:
      let path = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try build.path.appending(Self.buildName) }
      try Self.makeDatabase(in: directory, path, uuid: uuid, clock: clock)
    case .jsonl:
      try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
        try directory.makeDirectory(StoreFactory.filesName)
        try directory.openDirectory(StoreFactory.filesName).sync()
      }
    }
    let manifest = Manifest(uuid: uuid, backend: backend, clock: clock)
    try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      try Self.write(manifest, in: directory)
      try directory.sync()
    }
  }

  /// A new database, private to the owner: SQLite gives its further files the mode of the first.
  static func makeDatabase(in directory: SharedDescriptor, _ path: FilePath, uuid: String, clock: WallClock) throws(WarrenError) {
    let file = try RegistryErrors.translating { () throws(SystemError) in
      // Nobody has this new file open, so that closing a descriptor of it drops no lock.
      try directory.createExclusive(StoreFactory.databaseName).close()
      return try path.appending(StoreFactory.databaseName)
    }
    try SQLiteStore.create(path: file.bytes, uuid: uuid, clock: clock)
  }

  static func write(_ manifest: Manifest, in directory: SharedDescriptor) throws(SystemError) {
    let file = try directory.createExclusive(Manifest.name)
    try file.write(manifest.json)
    try file.sync()
    try file.close()
  }

  /// Renames into place; where that cannot be made durable it is taken back.
  private func place(_ build: BuildDirectory, _ name: AgentName, _ path: FilePath, in agents: SharedDescriptor) throws(WarrenError) {
    do throws(SystemError) {
      try build.descriptor.rename(Self.buildName, to: path, in: agents)
    } catch {
      throw error.alreadyExists ? RegistryErrors.exists(name) : RegistryErrors.translate(error, subject: name.bytes)
    }
    do throws(SystemError) {
      try agents.sync()
    } catch {
      try? agents.rename(path, to: Self.buildName, in: build.descriptor)
      throw RegistryErrors.translate(error, subject: name.bytes)
    }
  }
}
