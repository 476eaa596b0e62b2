internal import JSON
internal import WarrenModel

/// What Warren needs of an entry of `sessions.json`, or of `entry_json` in a database; everything else stays in `metadata`.
struct OpenClawEntry {
  /// A state before a compaction, as the entry tells it.
  struct Checkpoint {
    let sessionFile: [UInt8]?
    let createdAt: Timestamp?
  }

  let sessionID: [UInt8]?
  let sessionFile: [UInt8]?
  /// As stated, future times included; nil where it is no time.
  let updatedAt: Timestamp?
  /// Whether something is stated that is no time.
  let hasInvalidTime: Bool
  let createdAt: Timestamp?
  let name: String?
  let state: SessionState
  let origin: SessionOrigin
  let checkpoints: [Checkpoint]
  /// Ids of earlier runs of the same session.
  let family: [[UInt8]]
  /// Whether there need not be a transcript yet.
  let isPending: Bool
  /// The entry as a JSON object: its own bytes, or what they mean where they are JSON5.
  let metadata: [UInt8]

  /// nil where the value is no object.
  init?(_ value: JSONValue, isStrict: Bool) {
    guard value.kind == .object else { return nil }
    func text(_ key: String) -> String? { value[key]?.repairedString.flatMap { $0.isEmpty ? nil : $0 } }
    func time(_ key: String) -> Timestamp? { value[key].flatMap(Self.milliseconds) }
    sessionID = value["sessionId"]?.utf8.flatMap { $0.isEmpty ? nil : $0 }
    sessionFile = (value["sessionFile"]?.utf8 ?? value["transcriptPath"]?.utf8).flatMap { $0.isEmpty ? nil : $0 }
    updatedAt = time("updatedAt")
    hasInvalidTime = updatedAt == nil && value["updatedAt"] != nil
    createdAt = time("sessionStartedAt") ?? time("createdAt")
    name = text("displayName") ?? text("label") ?? text("subject")
    state = Self.state(text("status"), startedAt: time("startedAt"))
    origin = Self.origin(value)
    checkpoints =
      value["compactionCheckpoints"]?.elements.map {
        Checkpoint(sessionFile: $0["preCompaction"]?["sessionFile"]?.utf8, createdAt: $0["createdAt"].flatMap(Self.milliseconds))
      } ?? []
    family = value["usageFamilySessionIds"]?.elements.compactMap { $0.utf8 } ?? []
    isPending = value["initializationPending"]?.bool ?? false
    metadata = isStrict ? Array(value.rawBytes) : OpenClawPlainJSON.bytes(of: value)
  }

  /// A number as a moment; nil for what is not finite, negative, or beyond what a date can say.
  static func milliseconds(_ value: JSONValue) -> Timestamp? {
    if let exact = value.int64 { return (0...latest).contains(exact) ? Timestamp(milliseconds: exact) : nil }
    guard let double = value.double, double >= 0, double <= Double(latest) else { return nil }
    return Timestamp(milliseconds: Int64(double))
  }

  /// The last millisecond of the year 9999.
  private static let latest: Int64 = 253_402_300_799_999

  /// OpenClaw does not say which process runs a turn.
  static func state(_ status: String?, startedAt: Timestamp?) -> SessionState {
    switch status {
    case "running": .running(Turn(id: "", startedAt: startedAt, owner: nil))
    case "failed", "killed", "timeout": .error(turnID: nil)
    default: .idle
    }
  }

  /// Where it came from: what the entry says of itself, then of its last delivery, then of its origin. What was last written to is the
  /// sender of a direct conversation only; in others it is the room.
  private static func origin(_ value: JSONValue) -> SessionOrigin {
    func text(_ keys: String...) -> String? {
      var found: JSONValue? = value
      for key in keys { found = found?[key] }
      return found?.repairedString.flatMap { $0.isEmpty ? nil : $0 }
    }
    let channel =
      text("channel") ?? text("lastChannel") ?? text("deliveryContext", "channel") ?? text("origin", "provider")
      ?? text("origin", "surface")
    let room = text("groupId") ?? text("groupChannel") ?? text("room") ?? text("space") ?? text("origin", "nativeChannelId")
    let isRoom = text("chatType").map { $0 != "direct" } ?? (room != nil)
    let to = text("deliveryContext", "to") ?? text("lastTo")
    let sender = text("origin", "from") ?? (isRoom ? nil : to) ?? text("origin", "label")
    return SessionOrigin(channel: channel, room: room ?? (isRoom ? to : nil), sender: sender)
  }
}
