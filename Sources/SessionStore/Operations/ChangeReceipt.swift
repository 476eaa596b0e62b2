internal import JSON
internal import WarrenModel

/// What a reset, a deletion or a restoration tells, and what undoing it needs; a field that is nil is left out.
struct ChangeReceipt {
  /// How many sessions it is about, where that is not one.
  var sessions: Int?
  /// Messages that left the current generations, or came back.
  var messages: Int?
  /// The generation that is current since.
  var generation: Int?
  /// The generation that was closed.
  var closed: Int?
  /// The former generation whose messages became the current ones.
  var from: Int?
  /// When that one had been closed, by which operation and why.
  var closedAt: Timestamp?
  var closedBy: String?
  var reason: String?
  /// The largest id that was given before.
  var lastMessage: Int64?
  /// The deletion that was taken back, and when it had been.
  var deletion: OperationID?
  var deletedAt: Timestamp?
  /// The operation that this one reversed.
  var undoes: OperationID?

  init() {}

  init(json: [UInt8]) {
    var scanner = JSONScanner()
    guard let value = try? scanner.scan(json) else { return }
    func int(_ key: String) -> Int? { value[key]?.int64.flatMap { Int(exactly: $0) } }
    func text(_ key: String) -> String? { (try? value[key]?.string()) ?? nil }
    func time(_ key: String) -> Timestamp? { value[key]?.int64.map { Timestamp(milliseconds: $0) } }
    func operation(_ key: String) -> OperationID? { text(key).flatMap { OperationID(exactly: Array($0.utf8)) } }
    sessions = int("sessions")
    messages = int("messages")
    generation = int("generation")
    closed = int("closed")
    from = int("from")
    closedAt = time("closed_at_ms")
    closedBy = text("closed_by")
    reason = text("reason")
    lastMessage = value["last_message"]?.int64
    deletion = operation("deletion")
    deletedAt = time("deleted_at_ms")
    undoes = operation("undoes")
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in [
      ("sessions", sessions.map { Int64($0) }), ("messages", messages.map { Int64($0) }), ("generation", generation.map { Int64($0) }),
      ("closed", closed.map { Int64($0) }), ("from", from.map { Int64($0) }), ("closed_at_ms", closedAt?.milliseconds),
      ("last_message", lastMessage), ("deleted_at_ms", deletedAt?.milliseconds),
    ] {
      guard let value else { continue }
      writer.key(key)
      writer.int(value)
    }
    for (key, value) in [("closed_by", closedBy), ("reason", reason), ("deletion", deletion?.text), ("undoes", undoes?.text)] {
      guard let value else { continue }
      writer.key(key)
      writer.string(value)
    }
    writer.endObject()
    return writer.take()
  }
}
