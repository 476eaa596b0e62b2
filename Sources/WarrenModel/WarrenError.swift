/// What went wrong, as a value: a stable code, a sentence, what to do about it, and the object that it is about.
public struct WarrenError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: ErrorCode
  /// One sentence for people. Holds no text of messages.
  public let message: String
  /// What helps, or nil where nothing is known to.
  public let remedy: String?
  /// The bytes of the name, key or path that it is about.
  public let subject: [UInt8]?
  /// The error below, as text: for logs.
  public let cause: String?

  public init(_ code: ErrorCode, _ message: String, remedy: String? = nil, subject: [UInt8]? = nil, cause: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.subject = subject
    self.cause = cause
  }

  /// The same error about another object.
  public func about(_ subject: [UInt8]) -> WarrenError {
    WarrenError(code, message, remedy: remedy, subject: subject, cause: cause)
  }

  public var description: String {
    let about = subject.map { String(decoding: $0, as: UTF8.self) + ": " } ?? ""
    return about + message + (remedy.map { " " + $0 } ?? "")
  }
}

extension WarrenError {
  /// `session_unknown`, about this key.
  package static func unknownSession(_ key: SessionKey) -> WarrenError {
    WarrenError(.sessionUnknown, "There is no such session.", remedy: "List the sessions of the agent.", subject: key.bytes)
  }
}
