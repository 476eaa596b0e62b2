internal import JSON
internal import WarrenModel

/// What a purge tells of what it removed: counts, sizes and times, never a key or a text.
struct PurgeReceipt {
  /// What is not yet done of giving the space back.
  enum Left: String {
    /// The removed content is still in the write-ahead log, since another connection reads it.
    case log
    /// The free space is still in the files.
    case space
    /// Something that is no file of a session lies among the files.
    case files
  }

  let kind: OperationKind
  var sessions = 0
  var generations = 0
  var messages = 0
  var bytesBefore: Int64 = 0
  var bytesAfter: Int64?
  let startedAt: Timestamp
  var finishedAt: Timestamp?
  var left: Left?
  /// Why it is not done.
  var cause: WarrenError?

  init(kind: OperationKind, startedAt: Timestamp) {
    self.kind = kind
    self.startedAt = startedAt
  }

  /// Reads one that was written before; what cannot be understood is 0.
  init(json: [UInt8], kind: OperationKind, startedAt: Timestamp) {
    self.init(kind: kind, startedAt: startedAt)
    var scanner = JSONScanner()
    let value = try? scanner.scan(json)
    sessions = Int(value?["sessions"]?.int64 ?? 0)
    generations = Int(value?["generations"]?.int64 ?? 0)
    messages = Int(value?["messages"]?.int64 ?? 0)
    bytesBefore = value?["bytes_before"]?.int64 ?? 0
    left = (try? value?["left"]?.string()).flatMap { Left(rawValue: $0) }
    if let known = value?["cause"] {
      func text(_ key: String) -> String? { (try? known[key]?.string()) ?? nil }
      cause = WarrenError(ErrorCode(rawValue: text("code") ?? ""), text("message") ?? "", remedy: text("remedy"))
    }
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("kind")
    writer.string(kind.rawValue)
    for (key, value) in [("sessions", sessions), ("generations", generations), ("messages", messages)] {
      writer.key(key)
      writer.int(value)
    }
    writer.key("bytes_before")
    writer.int(bytesBefore)
    if let bytesAfter {
      writer.key("bytes_after")
      writer.int(bytesAfter)
      writer.key("bytes_freed")
      writer.int(max(0, bytesBefore - bytesAfter))
    }
    writer.key("started_at")
    writer.string(startedAt.rfc3339)
    if let finishedAt {
      writer.key("finished_at")
      writer.string(finishedAt.rfc3339)
    }
    if let left {
      writer.key("left")
      writer.string(left.rawValue)
    }
    if let cause {
      writer.key("cause")
      writer.beginObject()
      for (key, value) in [("code", cause.code.rawValue), ("message", cause.message), ("remedy", cause.remedy)] {
        guard let value else { continue }
        writer.key(key)
        writer.string(value)
      }
      writer.endObject()
    }
    writer.endObject()
    return writer.take()
  }
}
