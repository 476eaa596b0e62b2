/// The counts of one store.
public struct StoreSummary: Hashable, Sendable {
  public let sessions: Int
  /// Messages of current generations.
  public let messages: Int
  /// Sessions with a running turn.
  public let running: Int
  public let lastActivity: Timestamp?
  /// Bytes on disk, write-ahead log included.
  public let bytes: Int64
  public let findings: [Finding]

  public init(sessions: Int, messages: Int, running: Int, lastActivity: Timestamp?, bytes: Int64, findings: [Finding] = []) {
    self.sessions = sessions
    self.messages = messages
    self.running = running
    self.lastActivity = lastActivity
    self.bytes = bytes
    self.findings = findings
  }
}
