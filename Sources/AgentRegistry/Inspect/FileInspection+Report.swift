internal import LegacyFormats
internal import Platform
internal import WarrenModel

// From what was found to the report.
extension FileInspection {
  func made(
    _ format: StoreFormat, version: String? = nil, schema: String? = nil, sessions: Int? = nil, messages: Int? = nil, bytes: Int64,
    findings: [Finding] = []
  ) -> InspectionReport {
    InspectionReport(
      path: RawPath(bytes: path.bytes), kind: .file, layout: format.layout,
      formats: [.init(format: format, version: version, schema: schema)], sessions: sessions, messages: messages, bytes: bytes,
      findings: findings)
  }

  func made(
    _ format: StoreFormat, version: String?, schema: String? = nil, of sessions: [ForeignSession], _ problems: [ForeignProblem],
    bytes: Int64
  ) -> InspectionReport {
    let owners = Set(sessions.compactMap(Self.owner))
    return InspectionReport(
      path: RawPath(bytes: path.bytes), kind: .file, layout: format.layout,
      formats: [.init(format: format, version: version, schema: schema)], agents: owners.isEmpty ? nil : owners.count,
      sessions: sessions.count, messages: sessions.reduce(0) { $0 + $1.messageCount },
      running: sessions.count { if case .running = $0.state { true } else { false } },
      bytes: bytes, lastActivity: sessions.compactMap(\.lastActivity).max(), findings: ForeignFindings.made(of: problems))
  }

  /// The agent that the store says a session belongs to, or its key.
  private static func owner(of session: ForeignSession) -> [UInt8]? {
    if let owner = session.owner { return owner }
    guard case .agent(let id, _) = OpenClawKeys.shape(of: session.key.bytes) else { return nil }
    return id
  }
}
