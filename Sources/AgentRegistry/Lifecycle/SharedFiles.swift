internal import Platform
internal import WarrenModel

/// Which files several agent directories may lead to: those that a link leads to, or that have several names.
package struct SharedFiles: Sendable {
  private var owners: [FileIdentity: [AgentName]] = [:]

  package init(of agents: [FoundAgent]) {
    for agent in agents {
      for store in agent.stores {
        let isShared = store.isLink || (store.kind != .jsonl && store.status.links > 1)
        for identity in (isShared ? [store.status.identity] : []) + store.linkedFiles { owners[identity, default: []].append(agent.name) }
      }
    }
  }

  /// The other agents that lead to one of these files, ordered by name.
  func owners(of files: Set<FileIdentity>, besides agent: AgentName) -> [AgentName] {
    var found: Set<AgentName> = []
    if owners.count < files.count {
      for (identity, names) in owners where files.contains(identity) { found.formUnion(names) }
    } else {
      for identity in files { found.formUnion(owners[identity] ?? []) }
    }
    found.remove(agent)
    return found.sorted()
  }
}
