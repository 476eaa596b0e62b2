package import Platform
package import WarrenModel

/// `.warren/`, the directory that makes a root a managed one, and what Warren builds in it.
package struct ControlDirectory: Sendable {
  static let trashName: FilePath = "trash"
  static let temporaryName: FilePath = "tmp"
  static let lockName: FilePath = "lock"

  package let descriptor: SharedDescriptor
  /// `.warren/tmp`.
  let temporary: SharedDescriptor
  /// The real path of `.warren/tmp`.
  let temporaryPath: FilePath
  /// The real path of `.warren/trash`.
  let trashPath: FilePath

  /// Makes the root a managed one: the root with its parents, `agents/` and `.warren/`, durably. What is there stays as it is.
  ///
  /// - Parameter adoptingForeign: whether a root that another program wrote may become a managed one.
  /// - Throws: `foreign_root`; `input_invalid` where something else stands in the place of a directory; `denied`, `disk_full`.
  package static func initialize(
    _ path: FilePath, adoptingForeign: Bool = false, calls: SystemCalls = .direct,
    configuration: RegistryConfiguration = RegistryConfiguration()
  ) throws(WarrenError) -> StateRoot {
    try makeRoot(path, WorkingDirectory(calls: calls))
    let root = try StateRoot(path: path, calls: calls, configuration: configuration)
    if !adoptingForeign { try root.refuseForeign() }
    _ = try ControlDirectory(making: root)
    return root
  }

  /// Opens it; makes what is missing of it, and `agents/`.
  init(making root: StateRoot) throws(WarrenError) {
    try Self.make(StateRoot.agentsName, in: root.descriptor, path: root.path)
    try Self.make(StateRoot.controlName, in: root.descriptor, path: root.path)
    let path = try RegistryErrors.translating { () throws(SystemError) in try root.path.appending(StateRoot.controlName) }
    descriptor = try Self.open(StateRoot.controlName, in: root.descriptor, path: root.path)
    try Self.make(Self.trashName, in: descriptor, path: path)
    try Self.make(Self.temporaryName, in: descriptor, path: path)
    temporary = try Self.open(Self.temporaryName, in: descriptor, path: path)
    temporaryPath = try RegistryErrors.translating { () throws(SystemError) in try path.appending(Self.temporaryName) }
    trashPath = try RegistryErrors.translating { () throws(SystemError) in try path.appending(Self.trashName) }
  }

  /// `.warren/trash`.
  func openTrash() throws(SystemError) -> SharedDescriptor { SharedDescriptor(try descriptor.openDirectory(Self.trashName)) }

  /// The missing directories down to the root, each durable in its parent.
  private static func makeRoot(_ path: FilePath, _ working: WorkingDirectory) throws(WarrenError) {
    var missing: [FilePath] = []
    var place: FilePath? = path
    while let current = place, try RegistryErrors.translating(path.bytes, { () throws(SystemError) in try !working.exists(current) }) {
      missing.append(current)
      place = current.parent
    }
    for directory in missing.reversed() {
      try RegistryErrors.translating(directory.bytes) { () throws(SystemError) in
        do throws(SystemError) {
          try working.makeDirectory(directory)
        } catch {
          if !error.alreadyExists { throw error }
        }
        try working.openDirectory(directory.parent ?? ".", following: true).sync()
      }
    }
  }

  private static func make(_ name: FilePath, in parent: SharedDescriptor, path: FilePath) throws(WarrenError) {
    do throws(SystemError) {
      try parent.makeDirectory(name)
      try parent.sync()
    } catch {
      if !error.alreadyExists { throw RegistryErrors.translate(error, subject: path.bytes + [0x2F] + name.bytes) }
    }
  }

  private static func open(_ name: FilePath, in parent: SharedDescriptor, path: FilePath) throws(WarrenError) -> SharedDescriptor {
    do throws(SystemError) {
      return SharedDescriptor(try parent.openDirectory(name))
    } catch {
      let subject = path.bytes + [0x2F] + name.bytes
      if error.isSymbolicLink || error.isNotDirectory {
        throw WarrenError(
          .inputInvalid, "What stands in the place of Warren's own directory is a link or no directory.", remedy: "Move it away.",
          subject: subject, cause: error.description)
      }
      throw RegistryErrors.translate(error, subject: subject)
    }
  }
}
