/// A state root with its agents; also what a list of agents is.
public struct RootStatus: Hashable, Sendable {
  /// Sums over the agents; a store that several lead to is counted once.
  public struct Totals: Hashable, Sendable {
    public let agents: Int
    public let databases: Int
    public let sessions: Int
    public let messages: Int
    public let bytes: Int64
    public let running: Int

    public init(agents: Int, databases: Int, sessions: Int, messages: Int, bytes: Int64, running: Int) {
      self.agents = agents
      self.databases = databases
      self.sessions = sessions
      self.messages = messages
      self.bytes = bytes
      self.running = running
    }
  }

  public let root: RawPath
  public let managed: Bool
  public let layout: Layout
  /// nil in a list that opened no store.
  public let totals: Totals?
  /// Ordered by the bytes of their names.
  public let agents: [AgentSummary]
  public let findings: [Finding]

  public init(root: RawPath, managed: Bool, layout: Layout, totals: Totals?, agents: [AgentSummary], findings: [Finding]) {
    self.root = root
    self.managed = managed
    self.layout = layout
    self.totals = totals
    self.agents = agents
    self.findings = findings
  }
}
