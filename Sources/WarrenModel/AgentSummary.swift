/// What wrote the files of an agent or a root.
public enum Layout: String, Hashable, Sendable, CaseIterable {
  case native, openclaw, zeroclaw, mixed
}

/// One agent: what is known without opening its store, and its counts where they were asked for.
public struct AgentSummary: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, CaseIterable {
    case ok
    /// There is a store and it cannot be read.
    case degraded
    /// There is no store.
    case absent
    case deleting
  }

  public let name: AgentName
  public let label: AgentLabel?
  /// The text of the uuid; nil without `.warren.json`.
  public let uuid: String?
  /// nil where there is no store.
  public let layout: Layout?
  /// The name of the backend as stored or as it lies there; nil where there is no store. A text, since a stored one may be unknown.
  public let backend: String?
  public let directory: RawPath
  /// The database file; nil without one.
  public let database: RawPath?
  /// Other paths below the root that lead to the same store.
  public let alsoKnownAs: [RawPath]
  /// nil where they were not asked for or could not be read.
  public let counts: StoreSummary?
  public let state: State
  public let findings: [Finding]
  /// Set if and only if the state is `degraded`.
  public let error: WarrenError?

  public init(
    name: AgentName, label: AgentLabel?, uuid: String?, layout: Layout?, backend: String?, directory: RawPath, database: RawPath?,
    alsoKnownAs: [RawPath] = [], counts: StoreSummary? = nil, state: State, findings: [Finding] = [], error: WarrenError? = nil
  ) {
    self.name = name
    self.label = label
    self.uuid = uuid
    self.layout = layout
    self.backend = backend
    self.directory = directory
    self.database = database
    self.alsoKnownAs = alsoKnownAs
    self.counts = counts
    self.state = state
    self.findings = findings
    self.error = error
  }
}
