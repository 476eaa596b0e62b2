internal import AgentRegistry
internal import HandlePool
internal import WarrenModel

extension RootScan {
  /// Where the store of an agent is opened. One that several directories lead to is opened through one of them, always the same: its
  /// write-ahead log lies beside that name.
  func location(of agent: FoundAgent) -> StoreLocation? {
    guard let store = agent.primaryStore, store.kind.isDatabase else { return agent.location }
    guard let owner = canonicalOwner(of: store, in: agent), owner != agent.name else { return agent.location }
    return self.agent(named: owner)?.location ?? agent.location
  }

  /// Sums over rows with counts; each store once.
  /// - Parameters:
  ///   - isWhole: whether the rows are all agents.
  ///   - elsewhere: the counts of files that several agents have, at all but one of them.
  ///   - unowned: the counts of what belongs to no agent directory.
  func totals(over rows: [AgentSummary], isWhole: Bool, elsewhere: [StoreSummary], unowned: StoreSummary?) -> RootStatus.Totals {
    let own = rows.filter { row in
      guard let agent = agent(named: row.name), let store = agent.primaryStore, let owner = canonicalOwner(of: store, in: agent) else {
        return true
      }
      return owner == row.name
    }
    var (sessions, messages, running, bytes) = (0, 0, 0, Int64(0))
    for counts in own.compactMap({ $0.counts }) + [unowned].compactMap(\.self) {
      sessions += counts.sessions
      messages += counts.messages
      running += counts.running
      bytes += counts.bytes
    }
    for counts in elsewhere {
      sessions -= counts.sessions
      messages -= counts.messages
      running -= counts.running
      bytes -= counts.bytes
    }
    return RootStatus.Totals(
      agents: rows.count, databases: isWhole ? databases : rows.count { $0.database != nil }, sessions: sessions, messages: messages,
      bytes: bytes, running: running)
  }
}
