internal import Platform
internal import WarrenModel

/// Which agents lead to the same store: by device and inode, whatever the names.
struct StoreSharing {
  /// One way to a store: through which agent and which place.
  private struct Way {
    let agent: Int
    let kind: StoreKind
    let isLink: Bool
  }

  /// Regular SQLite files at the known places.
  let databases: Set<FileIdentity>
  /// Only stores with several ways; the first way is that of the canonical owner.
  private let ways: [FileIdentity: [Way]]
  /// By the index of the agent: the stores in `ways` that it leads to. Only agents that have such.
  private let shared: [Int: [FileIdentity]]
  private let names: [AgentName]
  private let linksTo: [AgentName: [AgentLink]]

  /// - Parameter agents: ordered by name.
  init(of agents: [FoundAgent], links: [AgentLink]) {
    names = agents.map(\.name)
    linksTo = Dictionary(grouping: links.filter(\.leadsToAgent), by: \.leadsTo)
    var databases: Set<FileIdentity> = []
    var first: [FileIdentity: Way] = [:]
    var several: [FileIdentity: [Way]] = [:]
    first.reserveCapacity(agents.count)
    for (index, agent) in agents.enumerated() {
      for store in agent.stores {
        let way = Way(agent: index, kind: store.kind, isLink: store.isLink)
        if store.kind.isDatabase, !store.isLink { databases.insert(store.status.identity) }
        for identity in store.identities {
          if let earlier = first[identity] {
            several[identity, default: [earlier]].append(way)
          } else {
            first[identity] = way
          }
        }
      }
    }
    self.databases = databases
    // The sort is stable: among those that have the file itself the smallest name stays first.
    ways = several.mapValues { $0.filter { !$0.isLink } + $0.filter(\.isLink) }
    var shared: [Int: [FileIdentity]] = [:]
    for (identity, ways) in several {
      for way in ways where shared[way.agent]?.contains(identity) != true { shared[way.agent, default: []].append(identity) }
    }
    self.shared = shared
  }

  /// The agent that has the file of a store itself, the smallest name among those; nil where there is none.
  func canonicalOwner(of store: FoundStore, in agent: AgentName) -> AgentName? {
    guard let way = ways[store.status.identity]?.first else { return store.isLink ? nil : agent }
    return way.isLink ? nil : names[way.agent]
  }

  /// The files of an agent's store that count for another agent: those that both have.
  func countedElsewhere(_ store: FoundStore, of agent: Int) -> Set<FileIdentity> {
    Set(store.linkedFiles.filter { identity in ways[identity]?.first.map { $0.agent != agent } ?? false })
  }

  /// Other paths below the root that lead to the stores of an agent.
  func otherPaths(of agent: Int) -> [RawPath] {
    var paths = Set(linksTo[names[agent], default: []].map(\.path))
    for identity in shared[agent] ?? [] {
      for way in ways[identity] ?? [] where way.agent != agent {
        paths.insert(RawPath(bytes: Findings.path(of: names[way.agent], way.kind.path)))
        paths.formUnion(linksTo[names[way.agent], default: []].map(\.path))
      }
    }
    return paths.sorted()
  }

  /// The agent with what its sharing says: a finding at all owners but the canonical one, and no error for a link whose file another has.
  func judged(_ agent: FoundAgent, at index: Int) -> FoundAgent {
    guard let identities = shared[index] else { return agent }
    var agent = agent
    var isReachable = false
    for identity in identities {
      guard let ways = ways[identity], let owner = ways.first, let own = ways.first(where: { $0.agent == index }) else { continue }
      if own.isLink, !owner.isLink { isReachable = true }
      if owner.agent == index { continue }
      agent.findings.append(
        Findings.made(
          "target_shared", .warning, below: agent.name, own.kind.path,
          evidence: "the same file as \"\(RawPath(bytes: Findings.path(of: names[owner.agent], owner.kind.path)))\"",
          remedy: "Give each agent a file of its own."))
    }
    // The error of a link is the only one that a link alone has.
    if isReachable, agent.error?.code == .notRegularFile, agent.stores.allSatisfy(\.isLink) { agent.error = nil }
    return agent
  }
}

extension FoundStore {
  /// What counts as this store: the file, or those of its files that have further names.
  fileprivate var identities: [FileIdentity] { kind == .jsonl ? [status.identity] + linkedFiles : [status.identity] }
}

extension AgentLink {
  fileprivate var leadsToAgent: Bool { if case .agent = target { true } else { false } }

  /// The agent that it leads to; its own name where it leads to none.
  fileprivate var leadsTo: AgentName { if case .agent(let name) = target { name } else { name } }

  /// Its path below the root.
  fileprivate var path: RawPath { RawPath(bytes: Findings.path(of: name)) }
}
