internal import WarrenModel

extension StateRoot {
  /// An unmanaged root that another program wrote is only read.
  /// - Throws: `foreign_root`.
  func refuseForeign() throws(WarrenError) {
    if isManaged { return }
    if !RootMarks(of: self).layouts.isEmpty { throw RegistryErrors.foreignRoot(path) }
    let inspector = AgentInspector(self)
    for agent in try Discovery(of: self).agents {
      guard let found = try? inspector.inspect(agent.name), let layout = found.layout else { continue }
      if layout != .native { throw RegistryErrors.foreignRoot(path) }
    }
  }
}
