package import Platform
package import WarrenModel

/// A state root with all its agents as they lay there at one moment, and which of them lead to the same store.
package struct RootScan: Sendable {
  /// Ordered by the bytes of their names.
  package let agents: [FoundAgent]
  package let links: [AgentLink]
  package let isManaged: Bool
  package let layout: Layout
  /// Distinct SQLite files at the known places, readable or not.
  package let databases: Int
  /// The database that the agents of a ZeroClaw installation share; it belongs to no directory.
  package let installDatabase: FileStatus?
  /// Whether the root is an installation of ZeroClaw, whose agents share a store.
  package let isZeroClawInstall: Bool
  /// About what is no agent, labels that several share, and stores in other places; those about one agent are its own.
  package let findings: [Finding]
  private let sharing: StoreSharing

  init(of root: StateRoot, _ discovery: Discovery, _ found: [FoundAgent]) {
    let sharing = StoreSharing(of: found, links: discovery.links)
    let marks = RootMarks(of: root)
    agents = found.enumerated().map { sharing.judged($0.element, at: $0.offset) }
    links = discovery.links
    isManaged = root.isManaged
    layout = Self.layout(of: found, marks, isManaged: isManaged)
    var databases = sharing.databases
    if let install = marks.installDatabase { databases.insert(install.identity) }
    self.databases = databases.count
    installDatabase = marks.installDatabase
    isZeroClawInstall = marks.layouts.contains(.zeroclaw)
    findings =
      discovery.findings + Findings.labelCollisions(of: found.map(\.name)) + Findings.sharedUUIDs(of: found)
      + ConfiguredStore.findings(of: root)
    self.sharing = sharing
  }

  /// The agent of exactly this name.
  package func agent(named name: AgentName) -> FoundAgent? { index(of: name).map { agents[$0] } }

  /// Other paths below the root that lead to the agent's stores, ordered by their bytes.
  package func alsoKnownAs(_ agent: FoundAgent) -> [RawPath] { index(of: agent.name).map { sharing.otherPaths(of: $0) } ?? [] }

  /// The agent through which a store that several have is opened: the one that has the file itself, the smallest name among those.
  /// nil where no agent has it.
  package func canonicalOwner(of store: FoundStore, in agent: FoundAgent) -> AgentName? {
    sharing.canonicalOwner(of: store, in: agent.name)
  }

  /// The JSONL files of an agent that count for another agent: each is one target, whatever its names.
  package func filesCountedElsewhere(of agent: FoundAgent) -> Set<FileIdentity> {
    guard let index = index(of: agent.name), let store = agent.stores.first(where: { $0.kind == .jsonl }) else { return [] }
    return sharing.countedElsewhere(store, of: index)
  }

  private func index(of name: AgentName) -> Int? {
    var low = 0
    var high = agents.count
    while low < high {
      let middle = (low + high) / 2
      if agents[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < agents.count && agents[low].name == name ? low : nil
  }

  /// What wrote the files of the root: the layouts of its agents, the marks of the other programs, and Warren's where it is managed.
  private static func layout(of agents: [FoundAgent], _ marks: RootMarks, isManaged: Bool) -> Layout {
    var layouts = Set(agents.compactMap(\.layout)).union(marks.layouts)
    if isManaged { layouts.insert(.native) }
    if layouts.count > 1 { return .mixed }
    return layouts.first ?? .native
  }
}
