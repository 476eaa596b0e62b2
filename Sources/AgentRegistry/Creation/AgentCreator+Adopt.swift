internal import HandlePool
internal import Platform
internal import SessionStore
package import WarrenModel

extension AgentCreator {
  /// Makes a directory without `.warren.json` one that Warren writes to, at its first write: with the backend that lies there, or
  /// `preferred` where nothing does. Does nothing where there is a `.warren.json`.
  ///
  /// Several at once, in whatever processes, end with one uuid and one database: each part is built aside and takes its name only if that
  /// is free, the database first; the uuid is the one that the database holds. Needs no lock of the control directory. Blocks its thread.
  /// - Throws: `foreign_root`, `foreign_store`, `deleting`, `deleted`, `replaced`; the agent's own error where it is degraded.
  package func adopt(_ agent: FoundAgent, preferred: Backend = .sqlite) throws(WarrenError) -> FoundAgent {
    let found = try AgentInspector(root).inspect(agent.name, expecting: agent.identity)
    if found.manifest != nil { return found }
    if let error = found.error { throw error }
    if found.isForeign { throw RegistryErrors.foreignStore(agent.name) }
    // In an unmanaged root only what no other program can have written is taken over.
    try root.refuseForeign()
    let directory = try open(found)
    defer { try? directory.close() }
    let control = try ControlDirectory(making: root)
    let build = try RegistryErrors.translating { () throws(SystemError) in try BuildDirectory(in: control) }
    defer { build.remove() }
    let backend = found.nativeBackend ?? preferred
    let uuid = try store(backend, found.name, directory, build)
    try placeManifest(Manifest(uuid: uuid, backend: backend, clock: clock), found.name, directory, build)
    return try AgentInspector(root).inspect(agent.name, expecting: agent.identity)
  }

  /// Opens the agent directory with the shared lock that keeps deleters away, and looks again once it has it.
  private func open(_ agent: FoundAgent) throws(WarrenError) -> SharedDescriptor {
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(agent.name) }
    return try RegistryErrors.translating(agent.name.bytes) { () throws(SystemError) -> Result<SharedDescriptor, WarrenError> in
      let path = try FilePath(bytes: agent.name.bytes)
      let directory = SharedDescriptor(try agents.openDirectory(path))
      guard try directory.tryLock(.shared), try !directory.exists(Gate.name) else {
        return .failure(Gate.deleting(agent.name))
      }
      guard try agents.statusIfExists(of: path)?.identity == agent.identity else { return .failure(RegistryErrors.replaced(agent.name)) }
      return .success(directory)
    }.get()
  }

  /// Sees to it that there is a store; answers the uuid that belongs to it.
  private func store(
    _ backend: Backend, _ name: AgentName, _ directory: SharedDescriptor, _ build: BuildDirectory
  ) throws(WarrenError) -> String {
    let uuid = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try UUIDText.make() }
    switch backend {
    case .sqlite: return try placeDatabase(uuid, name, directory, build)
    case .jsonl:
      try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
        do throws(SystemError) { try directory.makeDirectory(StoreFactory.filesName) } catch { if !error.alreadyExists { throw error } }
      }
      return uuid
    }
  }

  private func placeDatabase(
    _ uuid: String, _ name: AgentName, _ directory: SharedDescriptor, _ build: BuildDirectory
  ) throws(WarrenError) -> String {
    let isThere = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try directory.exists(StoreFactory.databaseName) }
    if !isThere {
      try Self.makeDatabase(in: build.descriptor, build.path, uuid: uuid, clock: clock)
      if try move(StoreFactory.databaseName, name, directory, build) { return uuid }
    }
    // Another has been faster, or it lay there before: the database says whose it is.
    let path = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      try root.agentsPath.appending(name.bytes).appending(StoreFactory.databaseName)
    }
    do {
      let store = try SQLiteStore(readingBeside: path.bytes, uuid: nil, clock: clock)
      let stored = try store.uuid()
      try store.close()
      return stored ?? uuid
    } catch let error as WarrenError { throw error } catch { throw WarrenError(.failed, "\(error)", subject: path.bytes) }
  }

  private func placeManifest(
    _ manifest: Manifest, _ name: AgentName, _ directory: SharedDescriptor, _ build: BuildDirectory
  ) throws(WarrenError) {
    try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try Self.write(manifest, in: build.descriptor) }
    // Where another has been faster, its manifest holds.
    _ = try move(Manifest.name, name, directory, build)
  }

  /// Gives what has been built its name in the agent directory, durably; false where the name is taken.
  private func move(
    _ file: FilePath, _ name: AgentName, _ directory: SharedDescriptor, _ build: BuildDirectory
  ) throws(WarrenError) -> Bool {
    try RegistryErrors.translating(name.bytes) { () throws(SystemError) in
      do throws(SystemError) {
        try build.descriptor.rename(file, to: file, in: directory)
      } catch {
        if !error.alreadyExists { throw error }
        // What a faster one has put there need not be on the disk yet.
        try directory.sync()
        return false
      }
      try directory.sync()
      return true
    }
  }
}
