package import HandlePool
package import Platform
internal import Synchronization
package import WarrenModel

/// A state root that is there: its real path and a descriptor, from which everything below is reached.
package final class StateRoot: Sendable {
  /// The real path: links, `.` and `..` resolved.
  package let path: FilePath
  package let descriptor: SharedDescriptor
  package let configuration: RegistryConfiguration
  /// `<root>/agents`, which holds the agent directories; there is none in a root without agents.
  package let agentsPath: FilePath
  /// Opened at its first use after it has come to be; never set back.
  private let openedAgents: Mutex<SharedDescriptor?> = Mutex(nil)

  package static let agentsName: FilePath = "agents"
  package static let controlName: FilePath = ".warren"

  /// Resolves and opens; makes nothing.
  /// - Throws: `root_missing`, `input_invalid` where it is no directory, `outside_root` where `agents` is a link, `denied`.
  package init(
    path: FilePath, calls: SystemCalls = .direct, configuration: RegistryConfiguration = RegistryConfiguration()
  ) throws(WarrenError) {
    do throws(SystemError) {
      let working = WorkingDirectory(calls: calls)
      self.path = try working.resolve(path)
      descriptor = SharedDescriptor(try working.openDirectory(self.path))
      agentsPath = try self.path.appending(Self.agentsName)
    } catch {
      throw Self.describe(error, path)
    }
    self.configuration = configuration
    _ = try agentsDirectory()
  }

  /// A directory whose subdirectories are looked at as agent directories, though there is no root around them: a copy, a backup.
  package init(agentsIn path: FilePath, calls: SystemCalls = .direct) throws(WarrenError) {
    do throws(SystemError) {
      let working = WorkingDirectory(calls: calls)
      self.path = try working.resolve(path)
      descriptor = SharedDescriptor(try working.openDirectory(self.path))
      agentsPath = self.path
    } catch { throw RegistryErrors.translate(error, subject: path.bytes) }
    configuration = RegistryConfiguration()
    openedAgents.withLock { $0 = descriptor }
  }

  private static func describe(_ error: SystemError, _ path: FilePath) -> WarrenError {
    if error.isNotFound {
      return WarrenError(
        .rootMissing, "There is no state root here.", remedy: "Make one with \"warren init\", or name another with --root.",
        subject: path.bytes, cause: error.description)
    }
    if error.isNotDirectory {
      return WarrenError(
        .inputInvalid, "The state root is not a directory.", remedy: "Name a directory with --root.", subject: path.bytes,
        cause: error.description)
    }
    return RegistryErrors.translate(error, subject: path.bytes)
  }

  /// Whether Warren may write here: `.warren/` is a real directory.
  package var isManaged: Bool { (try? descriptor.status(of: Self.controlName))?.kind == .directory }

  /// The directory of the agents; nil where there is none.
  /// - Throws: `outside_root` where it is a link, `input_invalid` where it is no directory, `denied`.
  package func agentsDirectory() throws(WarrenError) -> SharedDescriptor? {
    try openedAgents.withLock { (opened) throws(WarrenError) in
      if let opened { return opened }
      do throws(SystemError) {
        opened = SharedDescriptor(try descriptor.openDirectory(Self.agentsName))
      } catch {
        if error.isNotFound { return nil }
        throw Self.describeAgents(error, kind: (try? descriptor.status(of: Self.agentsName))?.kind, agentsPath)
      }
      return opened
    }
  }

  private static func describeAgents(_ error: SystemError, kind: FileKind?, _ path: FilePath) -> WarrenError {
    if kind == .symbolicLink {
      return WarrenError(
        .outsideRoot, "The directory of the agents is a symbolic link, which is not followed.",
        remedy: "Name the state root that it leads to.", subject: path.bytes, cause: error.description)
    }
    if error.isNotDirectory {
      return WarrenError(
        .inputInvalid, "What stands in the place of the directory of the agents is no directory.", remedy: "Move it away.",
        subject: path.bytes, cause: error.description)
    }
    return RegistryErrors.translate(error, subject: path.bytes)
  }

  /// What the pool needs; nil where there is no agent yet.
  package func poolRoot(clock: WallClock) throws(WarrenError) -> PoolRoot? {
    try agentsDirectory().map { PoolRoot(path: agentsPath, descriptor: $0, clock: clock, foreign: ForeignStores.open) }
  }
}
