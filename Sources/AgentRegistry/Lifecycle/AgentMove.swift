internal import HandlePool
internal import Platform
internal import WarrenModel

/// Deleting, restoring and renaming an agent: one machine, since all three move one directory, under a gate, from one place to another.
///
/// | kind | from | gate | to | afterwards |
/// |---|---|---|---|---|
/// | delete | `agents/<dir>` | made here; it goes along | `trash/<operation>/<dir>` | tombstone |
/// | restore | `trash/<deletion>/<dir>` | in it since the deletion | `agents/<dir>` | gate lifted, `trash/<deletion>` removed |
/// | rename | `agents/<old>` | made here | `agents/<new>` | gate lifted |
///
/// The steps are those of `Step`, in this order; each is durable before the next, and may be taken again. What lies on disk tells which
/// was the last: the journal knows only that the operation has begun and how it ended. Between `gated` and `prepared` comes the drain,
/// which leaves nothing on disk (`AgentMover`). Blocks its thread: for a lane.
struct AgentMove {
  enum Step: String, CaseIterable {
    /// In the journal; nothing else.
    case requested
    /// New leases are refused in every process.
    case gated
    /// There is a place in the trash.
    case prepared
    /// The directory is where it goes.
    case moved
    /// The gate is lifted; what the directory lay in is gone.
    case settled
  }

  /// Where the directory of an operation was found.
  enum Position {
    case source(SharedDescriptor)
    case destination(SharedDescriptor)
    /// At neither: somebody else has moved or removed it.
    case nowhere
  }

  let entry: JournalEntry
  private let agents: SharedDescriptor
  private let trash: SharedDescriptor

  init(_ entry: JournalEntry, agents: SharedDescriptor, trash: SharedDescriptor) {
    self.entry = entry
    self.agents = agents
    self.trash = trash
  }

  private var makesGate: Bool { entry.kind != .agentRestore }
  private var liftsGate: Bool { entry.kind != .agentDelete }
  private var sourceName: FilePath { get throws(SystemError) { try FilePath(bytes: entry.agent.bytes) } }
  private var destinationName: FilePath { get throws(SystemError) { try FilePath(bytes: entry.nameAfter.bytes) } }
  /// The directory in the trash that a deletion uses, or that a restore empties.
  private var trashName: FilePath {
    get throws(SystemError) { try FilePath((entry.kind == .agentRestore ? entry.deletion ?? entry.id : entry.id).text) }
  }

  /// The parents; of the one in the trash, nil where it is not there.
  private func source() throws(SystemError) -> SharedDescriptor? { entry.kind == .agentRestore ? try inTrash() : agents }
  private func destination() throws(SystemError) -> SharedDescriptor? { entry.kind == .agentDelete ? try inTrash() : agents }

  private func inTrash() throws(SystemError) -> SharedDescriptor? {
    do throws(SystemError) { return SharedDescriptor(try trash.openDirectory(trashName)) } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  // MARK: - Steps

  /// Makes the gate, durably; does nothing where its own is there.
  func closeGate(of directory: SharedDescriptor) throws(SystemError) {
    guard makesGate else { return }
    // One of another operation is left over: under the lock there is no other that is unfinished.
    if try !hasOwnGate(directory), try directory.exists(Gate.name) { try directory.unlink(Gate.name) }
    if try !hasOwnGate(directory) {
      let file = try directory.createExclusive(Gate.name)
      CutPoint.gateCreated.reached()
      try file.write(gateContent)
      try file.sync()
      try file.close()
      CutPoint.gateMade.reached()
    }
    try directory.sync()
    CutPoint.gated.reached()
  }

  /// Makes the place in the trash that a deletion needs. The caller syncs the trash, once for several.
  func prepare() throws(SystemError) {
    guard entry.kind == .agentDelete else { return }
    do throws(SystemError) { try trash.makeDirectory(trashName) } catch { if !error.alreadyExists { throw error } }
  }

  /// Renames, where that has not been done. The caller syncs `agents/`, once for several.
  /// - Throws: ENOENT where the directory is at neither place, as somebody else has moved it meanwhile.
  func move() throws(SystemError) {
    let source = try source()
    guard let destination = try destination() else { throw try gone }
    var isRenamed = false
    if let source, try source.statusIfExists(of: sourceName)?.identity.inode == entry.identity.inode {
      try source.rename(sourceName, to: destinationName, in: destination)
      isRenamed = true
      CutPoint.renamed.reached()
    }
    if try destination.statusIfExists(of: destinationName)?.identity.inode != entry.identity.inode {
      // Another directory took the name between the look and the rename.
      if isRenamed, let source { try destination.rename(destinationName, to: sourceName, in: source) }
      throw try gone
    }
    try syncOwnParent()
  }

  private var gone: SystemError {
    get throws(SystemError) { SystemError(code: SystemError.missing, call: .rename, path: try sourceName) }
  }

  /// The parent that only this operation has; `agents/` is synced by the caller.
  private func syncOwnParent() throws(SystemError) { try inTrash()?.sync() }

  /// Lifts the gate, and removes what the directory lay in. After both parents are synced.
  func settle(_ directory: SharedDescriptor) throws(SystemError) {
    guard liftsGate else { return }
    if entry.kind == .agentRestore {
      // Nothing may be left to tell that it was in the trash, once it is open to others.
      try removeTrashDirectory()
      CutPoint.trashRemoved.reached()
    }
    try liftGate(of: directory)
    CutPoint.gateLifted.reached()
  }

  /// Takes back what has been done before the rename.
  func rollBack(_ directory: SharedDescriptor) throws(SystemError) {
    CutPoint.rollingBack.reached()
    guard makesGate else { return }
    // Whatever is in it: a crash may have come before its content, and under the lock it is nobody else's.
    try liftGate(of: directory)
    CutPoint.gateRemoved.reached()
    if entry.kind == .agentDelete { try removeTrashDirectory() }
  }

  /// Lifts the gate of a directory that is held open, wherever others have moved it.
  func letGo(_ directory: SharedDescriptor) throws(SystemError) {
    if makesGate, try hasOwnGate(directory) { try liftGate(of: directory) }
  }

  /// Removes the place in the trash that was made for a directory which is nowhere.
  func giveUp() throws(SystemError) {
    if entry.kind == .agentDelete { try removeTrashDirectory() }
  }

  private func liftGate(of directory: SharedDescriptor) throws(SystemError) {
    do throws(SystemError) { try directory.unlink(Gate.name) } catch { if !error.isNotFound { throw error } }
    try directory.sync()
  }

  /// Leaves it where others have put something into it, which is not ours to remove.
  private func removeTrashDirectory() throws(SystemError) {
    do throws(SystemError) { try trash.removeDirectory(trashName) } catch { if !error.isNotFound && !error.isNotEmpty { throw error } }
    try trash.sync()
  }

  private var gateContent: [UInt8] { Array(entry.id.text.utf8) + [0x0A] }

  private func hasOwnGate(_ directory: SharedDescriptor) throws(SystemError) -> Bool {
    do throws(SystemError) {
      return try directory.openRegular(Gate.name).readToEnd(limit: 64) == gateContent
    } catch {
      if error.isNotFound || error.isNotRegularFile || error.isSymbolicLink { return false }
      throw error
    }
  }

  // MARK: - Where it is

  /// Finds the directory by what the journal knows of it, at the destination first.
  /// - Parameter bootID: of now: within one boot the device counts too.
  func position(bootID: [UInt8]) throws(SystemError) -> Position {
    if let place = try destination(), let found = try open(destinationName, in: place, bootID) { return .destination(found) }
    if let place = try source(), let found = try open(sourceName, in: place, bootID) { return .source(found) }
    return .nowhere
  }

  private func open(_ name: FilePath, in parent: SharedDescriptor, _ bootID: [UInt8]) throws(SystemError) -> SharedDescriptor? {
    let directory: SharedDescriptor
    do throws(SystemError) { directory = SharedDescriptor(try parent.openDirectory(name)) } catch {
      if error.isNotFound || error.isNotDirectory || error.isSymbolicLink { return nil }
      throw error
    }
    let identity = try directory.status().identity
    guard identity.inode == entry.identity.inode, bootID != entry.bootID || identity.device == entry.identity.device else { return nil }
    // An inode may have been given to another directory since.
    if let uuid = entry.uuid, case .manifest(let manifest) = Manifest.read(in: directory, limit: RegistryConfiguration().manifestBytes),
      manifest.uuid != uuid
    {
      return nil
    }
    return directory
  }

  /// The last step that is on disk, for those who only look.
  func step(bootID: [UInt8]) -> Step {
    switch try? position(bootID: bootID) {
    case .destination(let directory): liftsGate && (try? directory.exists(Gate.name)) == false ? .settled : .moved
    case .source(let directory):
      if entry.kind == .agentRestore {
        .requested
      } else if (try? inTrash()) != nil {
        .prepared
      } else {
        (try? hasOwnGate(directory)) == true ? .gated : .requested
      }
    case .nowhere, nil: .requested
    }
  }
}
