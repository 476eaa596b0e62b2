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
    let undo = value["undo"]
    func int(_ key: String) -> Int? { value[key]?.int64.flatMap { Int(exactly: $0) } }
    func text(_ value: JSONValue?) -> String? { (try? value?.string()) ?? nil }
    func time(_ value: JSONValue?) -> Timestamp? { value?.int64.map { Timestamp(milliseconds: $0) } }
    func operation(_ key: String) -> OperationID? { text(value[key]).flatMap { OperationID(exactly: Array($0.utf8)) } }
    sessions = int("sessions")
    messages = int("messages")
    generation = int("generation")
    closed = int("closed")
    from = int("from")
    deletion = operation("deletion")
    undoes = operation("undoes")
    closedAt = time(undo?["closed_at_ms"])
    closedBy = text(undo?["closed_by"])
    reason = text(undo?["reason"])
    lastMessage = undo?["last_message"]?.int64
    deletedAt = time(undo?["deleted_at_ms"])
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in [
      ("sessions", sessions), ("messages", messages), ("generation", generation), ("closed", closed), ("from", from),
    ] { writer.put(key, value.map { Int64($0) }) }
    writer.put("deletion", deletion?.text)
    writer.put("undoes", undoes?.text)
    if closedAt != nil || closedBy != nil || reason != nil || lastMessage != nil || deletedAt != nil {
      // What undoing it needs, and nobody else.
      writer.key("undo")
      writer.beginObject()
      writer.put("closed_at_ms", closedAt?.milliseconds)
      writer.put("closed_by", closedBy)
      writer.put("reason", reason)
      writer.put("last_message", lastMessage)
      writer.put("deleted_at_ms", deletedAt?.milliseconds)
      writer.endObject()
    }
    writer.endObject()
    return writer.take()
  }
}

extension JSONWriter {
  fileprivate mutating func put(_ key: String, _ value: Int64?) {
    guard let value else { return }
    self.key(key)
    int(value)
  }

  fileprivate mutating func put(_ key: String, _ value: String?) {
    guard let value else { return }
    self.key(key)
    string(value)
  }
}
