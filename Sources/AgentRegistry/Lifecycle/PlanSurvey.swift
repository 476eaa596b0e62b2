internal import HandlePool
internal import Platform
package import WarrenModel

/// What is in an agent directory, and what of it refuses to be deleted or moved.
package struct PlanSurvey: Sendable {
  package let survey: TreeSurvey
  package let blocks: [WarrenError]

  /// Looks without opening a file of it.
  /// - Parameter shared: what several agents lead to.
  /// - Throws: where the directory cannot be read.
  init(
    of found: FoundAgent, _ directory: SharedDescriptor, in root: StateRoot, shared: SharedFiles
  ) throws(WarrenError) {
    let survey = try TreeSurvey(of: directory, readingHeaders: false)
    var blocks: [WarrenError] = []
    let agents = try root.agentsDirectory()
    let isMount = try RegistryErrors.translating(found.name.bytes) { () throws(SystemError) in
      guard let agents else { return false }
      return try TreeSurvey.isMountPoint(directory, in: agents)
    }
    if isMount { blocks.append(RegistryErrors.mountedAgent(found.name)) }
    if let obstacle = Self.obstacle(in: survey, of: found.name) { blocks.append(obstacle) }
    let files = survey.identities.union(found.stores.filter { !$0.isLink }.map(\.status.identity))
    let owners = shared.owners(of: files, besides: found.name)
    if !owners.isEmpty { blocks.append(RegistryErrors.targetShared(found.name, with: owners)) }
    self.survey = survey
    self.blocks = blocks
  }

  /// Opens the directory and looks.
  /// - Throws: `deleted`, `replaced`.
  package init(of found: FoundAgent, in root: StateRoot, shared: SharedFiles) throws(WarrenError) {
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(found.name) }
    let directory = try RegistryErrors.translating(found.name.bytes) { () throws(SystemError) in
      SharedDescriptor(try agents.openDirectory(FilePath(bytes: found.name.bytes)))
    }
    let isSame = try RegistryErrors.translating(found.name.bytes) { () throws(SystemError) in
      try directory.status().identity == found.identity
    }
    guard isSame else { throw RegistryErrors.replaced(found.name) }
    try self.init(of: found, directory, in: root, shared: shared)
  }

  /// What keeps the tree from being moved or removed as a whole.
  static func obstacle(in survey: TreeSurvey, of agent: AgentName) -> WarrenError? {
    obstacle(in: survey, below: Findings.path(of: agent))
  }

  /// - Parameter directory: the path below the root of what was surveyed.
  static func obstacle(in survey: TreeSurvey, below directory: [UInt8]) -> WarrenError? {
    if let mount = survey.mounts.first { return TreeErrors.mountPoint(directory + [0x2F] + mount.bytes) }
    if let unreadable = survey.unreadable.first { return unreadable.error.about(directory + [0x2F] + unreadable.path.bytes) }
    return nil
  }
}

extension RootScan {
  /// What several agents may lead to, of those that were found.
  package var sharedFiles: SharedFiles { SharedFiles(of: agents) }
}
