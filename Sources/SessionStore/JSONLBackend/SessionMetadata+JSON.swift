internal import JSON
internal import WarrenModel

extension SessionMetadata {
  private static let known: Set<[UInt8]> = Set(
    [
      "format", "key", "name", "created_at", "state", "origin", "generation", "generation_created_at", "closed", "mark", "idempotency",
      "operation",
    ]
    .map { Array($0.utf8) })

  /// nil where the bytes are no such object.
  init?(json: [UInt8]) {
    var scanner = JSONScanner(.strict)
    guard let value = try? scanner.scan(json), value.kind == .object else { return nil }
    for member in value.members {
      let value = member.value
      switch String(decoding: member.keyBytes, as: UTF8.self) {
      case "name": name = value.repairedString
      case "created_at": createdAt = value.time
      case "generation_created_at": generationCreatedAt = value.time
      case "generation": generation = value.int64.flatMap { Int(exactly: $0) }.map { max(1, $0) } ?? 1
      case "mark": mark = value.mark
      case "origin":
        origin = SessionOrigin(
          channel: value["channel"]?.repairedString, room: value["room"]?.repairedString, sender: value["sender"]?.repairedString)
      case "state": state = Self.state(value)
      case "closed": closed = value.elements.compactMap { Self.closed($0) }
      case "operation": operation = value.utf8.flatMap { OperationID(exactly: $0) }
      case "idempotency": records = value.elements.compactMap { Self.record($0) }
      default:
        if !Self.known.contains(member.keyBytes) { others.append(Other(key: member.keyBytes, value: Array(value.rawBytes))) }
      }
    }
  }

  private static func state(_ value: JSONValue) -> SessionState {
    switch value["name"]?.repairedString {
    case "running":
      var owner: ProcessIdentity?
      if let pid = value["pid"]?.int64, let start = value["process_start"]?.repairedString.flatMap({ UInt64($0) }) {
        owner = ProcessIdentity(
          pid: Int32(truncatingIfNeeded: pid), startTime: start, bootID: value["boot_id"]?.repairedString ?? "")
      }
      return .running(Turn(id: value["turn_id"]?.repairedString ?? "", startedAt: value["started_at"]?.time, owner: owner))
    case "error": return .error(turnID: value["turn_id"]?.repairedString)
    default: return .idle
    }
  }

  private static func closed(_ value: JSONValue) -> Closed? {
    guard let number = value["number"]?.int64.flatMap({ Int(exactly: $0) }) else { return nil }
    return Closed(number: number, createdAt: value["created_at"]?.time, mark: value["mark"]?.mark ?? IDMark())
  }

  private static func record(_ value: JSONValue) -> IdempotencyRecord? {
    guard let key = value["key"]?.repairedString, let digest = value["digest"]?.repairedString.flatMap({ Hex.bytes($0) }),
      let first = value["first"]?.int64, let count = value["count"]?.int64.flatMap({ Int32(exactly: $0) })
    else { return nil }
    return IdempotencyRecord(key: key, digest: digest, firstID: first, count: Int(count))
  }

  /// The file's content, for a session of this key.
  func json(key: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(pretty: true)
    writer.beginObject()
    writer.key("format")
    writer.int(1)
    if String(validating: key, as: UTF8.self) != nil {
      writer.key("key")
      writer.string(utf8: key)
    }
    writer.text("name", name)
    writer.time("created_at", createdAt)
    write(state, to: &writer)
    if origin != .unknown {
      writer.key("origin")
      writer.beginObject()
      writer.text("channel", origin.channel)
      writer.text("room", origin.room)
      writer.text("sender", origin.sender)
      writer.endObject()
    }
    writer.key("generation")
    writer.int(generation)
    writer.time("generation_created_at", generationCreatedAt)
    writer.mark("mark", mark)
    writer.text("operation", operation?.text)
    writeLists(to: &writer)
    for other in others {
      writer.key(utf8: other.key)
      writer.raw(other.value)
    }
    writer.endObject()
    writer.endLine()
    return writer.take()
  }

  private func writeLists(to writer: inout JSONWriter) {
    if !closed.isEmpty {
      writer.key("closed")
      writer.beginArray()
      for generation in closed {
        writer.beginObject()
        writer.key("number")
        writer.int(generation.number)
        writer.time("created_at", generation.createdAt)
        writer.mark("mark", generation.mark)
        writer.endObject()
      }
      writer.endArray()
    }
    if !records.isEmpty {
      writer.key("idempotency")
      writer.beginArray()
      for record in records {
        writer.beginObject()
        writer.key("key")
        writer.string(record.key)
        writer.key("digest")
        writer.string(Hex.text(record.digest))
        writer.key("first")
        writer.int(record.firstID)
        writer.key("count")
        writer.int(record.count)
        writer.endObject()
      }
      writer.endArray()
    }
  }

  private func write(_ state: SessionState, to writer: inout JSONWriter) {
    writer.key("state")
    writer.beginObject()
    writer.text("name", state.name)
    switch state {
    case .idle: break
    case .error(let turnID): writer.text("turn_id", turnID)
    case .running(let turn):
      writer.text("turn_id", turn.id)
      writer.time("started_at", turn.startedAt)
      if let owner = turn.owner {
        writer.key("pid")
        writer.int(Int(owner.pid))
        // A text, since it may be larger than what other programs keep of a number.
        writer.text("process_start", String(owner.startTime))
        writer.text("boot_id", owner.bootID)
      }
    }
    writer.endObject()
  }
}

extension JSONValue {
  fileprivate subscript(_ key: String) -> JSONValue? { members.first { $0.hasKey(key) }?.value }

  fileprivate var time: Timestamp? { int64.map { Timestamp(milliseconds: $0) } }

  fileprivate var mark: IDMark { IDMark(id: max(0, self["id"]?.int64 ?? 0), offset: max(0, self["offset"]?.int64 ?? 0)) }
}

extension JSONWriter {
  fileprivate mutating func text(_ key: String, _ value: String?) {
    guard let value else { return }
    self.key(key)
    string(value)
  }

  fileprivate mutating func time(_ key: String, _ value: Timestamp?) {
    guard let value else { return }
    self.key(key)
    int(value.milliseconds)
  }

  fileprivate mutating func mark(_ key: String, _ value: IDMark) {
    if value == IDMark() { return }
    self.key(key)
    beginObject()
    self.key("id")
    int(value.id)
    self.key("offset")
    int(value.offset)
    endObject()
  }
}
