package import Platform
package import WarrenModel

extension StateRoot {
  /// Finds and inspects all agents, opening no database; leaves no trace.
  ///
  /// What comes or goes meanwhile may be in it or not; an agent that cannot be read is a row with its error.
  /// - Throws: where `agents/` itself cannot be read.
  package func scan(lanes: LaneSet) async throws(WarrenError) -> RootScan {
    let discovery = try await lanes.run { () throws(WarrenError) in try Discovery(of: self) }
    let found = await inspect(discovery.agents, lanes)
    return await lanes.run { RootScan(of: self, discovery, found) }
  }

  /// In pieces over a few lanes, in order.
  private func inspect(_ agents: [Discovery.Agent], _ lanes: LaneSet) async -> [FoundAgent] {
    let size = configuration.agentsPerVisit
    let pieces = stride(from: 0, to: agents.count, by: size).map { agents[$0..<min($0 + size, agents.count)] }
    var found = [[FoundAgent]](repeating: [], count: pieces.count)
    await withTaskGroup(of: (Int, [FoundAgent]).self) { group in
      var next = 0
      func add() {
        guard next < pieces.count else { return }
        let (number, piece) = (next, pieces[next])
        next += 1
        group.addTask { (number, await lanes.run { self.inspect(piece) }) }
      }
      for _ in 0..<configuration.scanLanes { add() }
      while let (number, piece) = await group.next() {
        found[number] = piece
        add()
      }
    }
    return Array(found.joined())
  }

  private func inspect(_ agents: ArraySlice<Discovery.Agent>) -> [FoundAgent] {
    let inspector = AgentInspector(self)
    return agents.compactMap { agent in
      do throws(WarrenError) {
        return try inspector.inspect(agent.name, expecting: agent.identity, depth: .everything)
      } catch {
        // Gone since it was found, or another directory stands there by now: that one is an agent too.
        return error.code == .replaced ? try? inspector.inspect(agent.name, depth: .everything) : nil
      }
    }
  }
}
