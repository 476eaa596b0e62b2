/// What lies at a path: what wrote it, in which versions, how much there is, and what is odd.
public struct InspectionReport: Hashable, Sendable {
  /// What the path is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A state root.
    case root
    /// An agent directory.
    case agent
    /// A directory of session files without an agent directory around it that could be told.
    case sessions
    /// A single file.
    case file
  }

  /// What the sessions are kept in.
  public enum Era: String, Hashable, Sendable, CaseIterable {
    case files, databases, mixed
  }

  /// A format that was found.
  public struct Format: Hashable, Sendable {
    public let format: StoreFormat
    /// The version as the program counts it; nil where it has none or it could not be read.
    public let version: String?
    /// The family of the schema, where a program has had several; nil elsewhere.
    public let schema: String?
    /// Files or databases.
    public let count: Int

    public init(format: StoreFormat, version: String? = nil, schema: String? = nil, count: Int = 1) {
      self.format = format
      self.version = version
      self.schema = schema
      self.count = count
    }
  }

  /// With links, `.` and `..` resolved.
  public let path: RawPath
  public let kind: Kind
  /// Whose formats these are; nil where nothing tells.
  public let layout: Layout?
  /// By format, version and schema.
  public let formats: [Format]
  /// Agents whose sessions these are; nil where nothing tells.
  public let agents: Int?
  /// nil where they are not read.
  public let sessions: Int?
  /// Of current generations; nil where they are not read.
  public let messages: Int?
  /// Sessions with a running turn.
  public let running: Int?
  /// Bytes on disk, write-ahead logs included; nil where they are not counted.
  public let bytes: Int64?
  /// nil where nothing tells.
  public let lastActivity: Timestamp?
  /// Paths among their subjects are below the path.
  public let findings: [Finding]
  /// Agents that could not be read, or not wholly.
  public let incomplete: [AgentFailure]

  public init(
    path: RawPath, kind: Kind, layout: Layout?, formats: [Format], agents: Int? = nil, sessions: Int? = nil, messages: Int? = nil,
    running: Int? = nil, bytes: Int64?, lastActivity: Timestamp? = nil, findings: [Finding] = [], incomplete: [AgentFailure] = []
  ) {
    self.path = path
    self.kind = kind
    self.layout = layout
    self.formats = formats
    self.agents = agents
    self.sessions = sessions
    self.messages = messages
    self.running = running
    self.bytes = bytes
    self.lastActivity = lastActivity
    self.findings = findings
    self.incomplete = incomplete
  }

  /// Whose these formats are, and Warren's besides where it manages the place; nil where nothing tells.
  public static func layout(of formats: [Format], isManaged: Bool = false) -> Layout? {
    let layouts = Set(formats.map(\.format.layout)).union(isManaged ? [.native] : [])
    return layouts.count > 1 ? .mixed : layouts.first
  }

  /// What the sessions are kept in; nil where there are none.
  public var era: Era? {
    let eras = Set(formats.compactMap(\.format.era))
    return eras.count > 1 ? .mixed : eras.first
  }

  /// Whether all that is there was read.
  public var isWhole: Bool { incomplete.isEmpty && !findings.contains { $0.severity == .error } }
}
