internal import HandlePool
package import Platform
package import WarrenModel

/// Looks into one agent directory: which stores lie there and what `.warren.json` says. Opens directories, `.warren.json` and the first
/// lines of JSONL files; never a database.
package struct AgentInspector: Sendable {
  /// How far to look.
  package enum Depth: Hashable, Sendable {
    /// Until the store is recognised.
    case recognise
    /// All JSONL files, for those that have further names or are no files.
    case everything
  }

  let root: StateRoot

  package init(_ root: StateRoot) { self.root = root }

  /// Inspects the agent of this name.
  ///
  /// - Parameter identity: the directory that it must still be; nil to take the one that is there.
  /// - Throws: `deleted` where there is nothing, `replaced` where another directory or none stands there. What cannot be read inside is
  ///   the agent's error, not this call's.
  package func inspect(
    _ name: AgentName, expecting identity: FileIdentity? = nil, depth: Depth = .recognise
  ) throws(WarrenError) -> FoundAgent {
    guard let agents = try root.agentsDirectory() else { throw RegistryErrors.gone(name) }
    let path = try RegistryErrors.translating(name.bytes) { () throws(SystemError) in try FilePath(bytes: name.bytes) }
    do throws(SystemError) {
      let directory = try agents.openDirectory(path)
      let status = try directory.status()
      if identity == nil || identity == status.identity {
        var inspection = Inspection(of: name, in: root, depth: depth)
        inspection.look(into: directory, status)
        return inspection.result(status.identity)
      }
    } catch {
      return try closed(name, path, error, in: agents, expecting: identity)
    }
    throw RegistryErrors.replaced(name)
  }

  /// A directory that cannot be opened: gone, replaced, or a row with its error.
  private func closed(
    _ name: AgentName, _ path: FilePath, _ error: SystemError, in agents: SharedDescriptor, expecting identity: FileIdentity?
  ) throws(WarrenError) -> FoundAgent {
    if error.isNotFound { throw RegistryErrors.gone(name) }
    if error.isNotDirectory || error.isSymbolicLink { throw RegistryErrors.replaced(name) }
    guard let status = try? agents.status(of: path) else { throw RegistryErrors.gone(name) }
    if let identity, identity != status.identity { throw RegistryErrors.replaced(name) }
    var inspection = Inspection(of: name, in: root, depth: .recognise)
    inspection.fail(RegistryErrors.translate(error, subject: Findings.path(of: name)))
    return inspection.result(status.identity)
  }
}
