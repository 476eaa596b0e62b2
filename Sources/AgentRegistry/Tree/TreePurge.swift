package import Platform
package import WarrenModel

/// Removes a directory with all that is in it, for good: links as links, nothing on another mount.
///
/// What is there when it stops can be removed by running it again, now or after a crash.
package struct TreePurge: Sendable {
  /// What is gone so far, also where `run` has thrown.
  package private(set) var freed = Freed()
  private let name: FilePath
  private let parent: SharedDescriptor
  private let parentPath: FilePath
  private let identity: FileIdentity?
  private let isDurable: Bool

  /// - Parameters:
  ///   - parentPath: the parent's path, for errors only.
  ///   - identity: the directory that is meant; another one of that name is left alone. nil: whatever is there, a file or a link too.
  ///   - durable: whether the removal is on the disk when `run` returns.
  package init(
    _ name: FilePath, in parent: SharedDescriptor, parentPath: FilePath, identity: FileIdentity? = nil, durable: Bool = true
  ) {
    self.name = name
    self.parent = parent
    self.parentPath = parentPath
    self.identity = identity
    isDurable = durable
  }

  /// Removes until nothing is left; where nothing is there, it is done.
  /// - Throws: at the first thing that cannot be removed, with its path: `mount_point`, `denied`, `replaced` where something else
  ///   has the name or directories are moved about, `busy` where somebody goes on writing, `io_error`.
  package mutating func run() throws(WarrenError) {
    do throws(SystemError) {
      var walk = try PurgeWalk(name, in: parent, identity: identity)
      defer { freed.add(walk.freed) }
      try walk.run()
      if isDurable { try parent.sync() }
    } catch {
      let path = error.path.flatMap { try? parentPath.appending($0) } ?? parentPath
      throw TreeErrors.translate(error, subject: path.bytes)
    }
  }
}

extension Freed {
  fileprivate mutating func add(_ other: Freed) {
    files += other.files
    directories += other.directories
    bytes += other.bytes
  }
}
