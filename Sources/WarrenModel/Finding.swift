/// One thing that is odd: what, how bad, where, how it shows, and what helps.
public struct Finding: Hashable, Sendable {
  public enum Severity: String, Sendable, CaseIterable {
    case info, warning, error
  }

  /// Stable and bounded: a kind, never a name.
  public let code: String
  public let severity: Severity
  /// The bytes of the path, name or key that it is about.
  public let subject: [UInt8]
  /// What was seen. Holds no text of messages.
  public let evidence: String
  public let remedy: String?
  /// Whether `doctor --fix` can mend it.
  public let fixable: Bool

  public init(
    code: String, severity: Severity, subject: [UInt8], evidence: String, remedy: String? = nil, fixable: Bool = false
  ) {
    self.code = code
    self.severity = severity
    self.subject = subject
    self.evidence = evidence
    self.remedy = remedy
    self.fixable = fixable
  }
}
