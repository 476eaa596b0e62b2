internal import HandlePool
internal import Platform
package import WarrenModel

/// Removes gates that belong to no unfinished operation, as a copy of a deleted agent's directory brings along.
package struct GateSweep: Sendable {
  private let root: StateRoot

  package init(_ root: StateRoot) { self.root = root }

  /// Looks at every agent; blocks its thread.
  /// - Parameter lock: after its recovery every gate that is left, but those of what it could not settle, belongs to nothing.
  /// - Returns: the agents that are open again.
  package func run(under lock: ControlLock) throws(WarrenError) -> [AgentName] {
    guard let agents = try root.agentsDirectory() else { return [] }
    return try Discovery(of: root).agents.map(\.name).filter { name in
      guard !lock.unsettled.contains(where: { $0.entry.concerns(name) }), let path = try? FilePath(bytes: name.bytes),
        let directory = try? agents.openDirectory(path),
        (try? directory.exists(Gate.name)) == true, (try? directory.tryLock(.exclusive)) == true
      else { return false }
      return (try? directory.unlink(Gate.name)) != nil && (try? directory.sync()) != nil
    }
  }
}
