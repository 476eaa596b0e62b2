/// One or many messages for one session, written in one transaction or not at all. The session is created where it does not exist.
public struct AppendRequest: Hashable, Sendable {
  public let session: SessionKey
  public let messages: [NewMessage]
  /// Same key and same content again: the same ids, nothing written. Other content: `idempotency_conflict`. Scope: the session with all its
  /// generations, until it is purged.
  public let idempotencyKey: String?
  /// Recorded when the session is created; fields that are set replace unknown ones later.
  public let origin: SessionOrigin

  public init(session: SessionKey, messages: [NewMessage], idempotencyKey: String? = nil, origin: SessionOrigin = .unknown) {
    self.session = session
    self.messages = messages
    self.idempotencyKey = idempotencyKey
    self.origin = origin
  }
}
