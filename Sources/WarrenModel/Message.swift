/// One message of a session, as stored.
public struct Message: Hashable, Sendable {
  /// Never reused within a store; in foreign files the ordinal in the history, from 1.
  public let id: Int64
  public let role: String
  /// The text parts joined; "" if there are none.
  public let text: String
  public let createdAt: Timestamp?
  /// The original JSON, verbatim; nil where it equals the compact `{"role":…,"content":…}`.
  public let body: [UInt8]?

  public init(id: Int64, role: String, text: String, createdAt: Timestamp?, body: [UInt8]? = nil) {
    self.id = id
    self.role = role
    self.text = text
    self.createdAt = createdAt
    self.body = body
  }
}

/// One message to be written.
public struct NewMessage: Hashable, Sendable {
  /// When a message was made.
  public enum Time: Hashable, Sendable {
    /// The time of the write.
    case now
    case at(Timestamp)
    /// It stays unknown.
    case unknown
  }

  public let role: String
  public let text: String
  public let time: Time
  /// The original JSON object, verbatim, where it holds more than role and content. Must be valid JSON.
  public let body: [UInt8]?

  public init(role: String, text: String, time: Time = .now, body: [UInt8]? = nil) {
    self.role = role
    self.text = text
    self.time = time
    self.body = body
  }
}
