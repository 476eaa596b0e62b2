internal import LegacyFormats
package import Platform
package import WarrenModel

/// What a path is, told without opening a store: the first step of an inspection.
package struct InspectedPlace: Sendable {
  package enum Kind: Hashable, Sendable {
    case root
    /// In a directory `agents`, which a root is around, or anywhere else.
    case agent(AgentName, isInRoot: Bool)
    /// A directory of session files.
    case sessions
    case file
  }

  /// With links, `.` and `..` resolved.
  package let path: FilePath
  package let kind: Kind

  /// Blocks its thread: for a lane.
  /// - Throws: `path_missing`, `not_a_regular_file`, `input_invalid` where nothing of Warren, OpenClaw or ZeroClaw is there, `denied`.
  package init(_ path: [UInt8]) throws(WarrenError) {
    let (resolved, status) = try Self.resolve(path)
    self.path = resolved
    switch status.kind {
    case .regular: kind = .file
    case .directory: kind = try Self.kind(of: resolved)
    case .symbolicLink, .fifo, .socket, .other:
      throw WarrenError(
        .notRegularFile, "It is neither a directory nor a regular file; it was not opened.",
        remedy: "Name a state root, an agent directory or a file of sessions.", subject: resolved.bytes)
    }
  }

  private static func resolve(_ path: [UInt8]) throws(WarrenError) -> (FilePath, FileStatus) {
    do throws(SystemError) {
      if path.isEmpty { throw SystemError(code: SystemError.missing, call: .resolve) }
      let working = WorkingDirectory()
      let resolved = try working.resolve(FilePath(bytes: path))
      return (resolved, try working.status(of: resolved))
    } catch {
      if error.isNotFound || error.isNotDirectory {
        throw WarrenError(
          .pathMissing, "There is nothing at this path.", remedy: "Check how it is written.", subject: path, cause: error.description)
      }
      if error.isSymbolicLink {
        throw WarrenError(
          .inputInvalid, "The path goes through links that lead to each other.", remedy: "Mend the links.", subject: path,
          cause: error.description)
      }
      throw RegistryErrors.translate(error, subject: path)
    }
  }

  private static func kind(of path: FilePath) throws(WarrenError) -> Kind {
    let directory = try RegistryErrors.translating(path.bytes) { () throws(SystemError) in
      SharedDescriptor(try WorkingDirectory().openDirectory(path))
    }
    try refusePart(path)
    if isRoot(directory) { return .root }
    if let name = path.lastComponent.flatMap({ try? AgentName(bytes: $0) }), let parent = path.parent {
      if parent.lastComponent == StateRoot.agentsName.bytes { return .agent(name, isInRoot: true) }
      if isAgent(directory) { return .agent(name, isInRoot: false) }
    }
    if try RegistryErrors.translating(path.bytes, { () throws(SystemError) in try holdsSessions(directory) }) { return .sessions }
    throw WarrenError(
      .inputInvalid, "There is nothing of Warren, OpenClaw or ZeroClaw in this directory.",
      remedy: "Name a state root, an agent directory or a file of sessions.", subject: path.bytes)
  }

  /// The directory of the agents, and ZeroClaw's `data`, are parts of a root and tell nothing by themselves.
  private static func refusePart(_ path: FilePath) throws(WarrenError) {
    let parts = [StateRoot.agentsName.bytes, Array("data".utf8)]
    guard let name = path.lastComponent, parts.contains(name), let parent = path.parent,
      let above = try? SharedDescriptor(WorkingDirectory().openDirectory(parent)), isRoot(above)
    else { return }
    if name != parts[0], !RootMarks.isZeroClawInstall(above) { return }
    throw WarrenError(
      .inputInvalid, "It is a part of a state root.", remedy: "Name the state root, the directory above it.", subject: path.bytes)
  }

  private static func isRoot(_ directory: SharedDescriptor) -> Bool {
    // A link in the place of the agents is refused when the root is opened, and said.
    if [.directory, .symbolicLink].contains(Below.kind(of: StateRoot.agentsName, in: directory)) { return true }
    if Below.kind(of: StateRoot.controlName, in: directory) == .directory { return true }
    if Below.kind(of: "openclaw.json", in: directory) == .regular || Below.kind(of: "state/openclaw.sqlite", in: directory) == .regular {
      return true
    }
    return RootMarks.isZeroClawInstall(directory)
  }

  private static func isAgent(_ directory: SharedDescriptor) -> Bool {
    if Below.kind(of: Manifest.name, in: directory) == .regular { return true }
    let databases = StoreKind.allCases.filter { $0 != .jsonl }
    if databases.contains(where: { Below.kind(of: $0.path, in: directory) != nil }) { return true }
    guard Below.kind(of: StoreKind.jsonl.path, in: directory) == .directory,
      let sessions = try? SharedDescriptor(directory.openDirectory(StoreKind.jsonl.path))
    else { return false }
    return (try? holdsSessions(sessions)) ?? false
  }

  /// Whether a directory has files of sessions by their names.
  private static func holdsSessions(_ directory: SharedDescriptor) throws(SystemError) -> Bool {
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      let name = Array(entry.name)
      let isKnown = ["sessions.json", "sessions.db", "acp-sessions.db"].contains { $0.utf8.elementsEqual(name) }
      if isKnown || SessionsFolder.isLines(name) { return true }
    }
    return false
  }
}
