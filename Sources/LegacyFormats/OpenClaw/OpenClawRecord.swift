internal import JSON
internal import WarrenModel

/// One record of a transcript: a line of a file, or a row of a database.
struct OpenClawRecord {
  enum Kind {
    case header, message, other
  }

  let kind: Kind
  /// Its place in the tree of entries; nil without an id, and for headers.
  let id: [UInt8]?
  let parent: [UInt8]?
  /// The id that a header gives.
  let headerID: [UInt8]?
  private let value: JSONValue
  private let message: JSONValue?

  /// nil where the value is no object.
  ///
  /// A message is what has the type `message`, or no type and a role: of its own, or in its `message`.
  init?(_ value: JSONValue, in bytes: [UInt8]) {
    guard value.kind == .object else { return nil }
    var (type, id, parent, role, message): (JSONValue?, JSONValue?, JSONValue?, JSONValue?, JSONValue?)
    for member in value.members {
      switch Self.name(member, in: bytes) {
      case .type: type = member.value
      case .id: id = member.value
      case .parent: parent = member.value
      case .role: role = member.value
      case .message: message = member.value
      case nil: break
      }
    }
    self.value = value
    let type8 = type?.utf8
    self.message = type8 == nil && role?.kind == .string ? value : message?.kind == .object ? message : nil
    if let type8 {
      kind = type8.elementsEqual("message".utf8) ? .message : type8.elementsEqual("session".utf8) ? .header : .other
    } else {
      kind = role?.kind == .string || (message?["role"])?.kind == .string ? .message : .other
    }
    headerID = kind == .header ? id?.utf8 : nil
    self.id = kind == .header ? nil : id?.utf8
    self.parent = kind == .header ? nil : parent?.utf8
  }

  private enum Name { case type, id, parent, role, message }

  private static func name(_ member: JSONMember, in bytes: [UInt8]) -> Name? {
    switch member.keySpan.count {
    case 4 where member.hasKey("id"): .id
    case 6 where member.hasKey("type"): .type
    case 6 where member.hasKey("role"): .role
    case 9 where member.hasKey("message"): .message
    case 10 where member.hasKey("parentId"): .parent
    case 11... where bytes[member.keySpan].contains(0x5C): escaped(member)
    default: nil
    }
  }

  private static func escaped(_ member: JSONMember) -> Name? {
    if member.hasKey("id") { return .id }
    if member.hasKey("type") { return .type }
    if member.hasKey("role") { return .role }
    if member.hasKey("message") { return .message }
    return member.hasKey("parentId") ? .parent : nil
  }

  /// The role as it was written; `unknown` where there is none.
  var role: String { message?["role"]?.repairedString ?? "unknown" }

  /// The content where it is a string, else its text parts, joined by line feeds.
  var text: String {
    guard let content = message?["content"] else { return "" }
    if content.kind == .string { return content.repairedString ?? "" }
    return content.elements.compactMap { part in
      if part.kind == .string { return part.repairedString }
      guard part["type"]?.repairedString == "text" else { return nil }
      return part["text"]?.repairedString
    }.joined(separator: "\n")
  }

  /// The message's own time, or the record's.
  var createdAt: Timestamp? { Self.time(message?["timestamp"]) ?? Self.time(value["timestamp"]) }

  /// What a header says of the session before it: an id, or a path to its file.
  var parentSession: [UInt8]? { kind == .header ? value["parentSession"]?.utf8 : nil }

  /// The version that a header gives.
  var version: Int64? { kind == .header ? value["version"]?.int64 : nil }

  /// The record as it was written, without white space around it.
  var body: [UInt8] { Array(value.rawBytes) }

  private static func time(_ value: JSONValue?) -> Timestamp? {
    guard let value else { return nil }
    if value.kind == .string { return OpenClawTime.parse(iso: value.utf8 ?? []) }
    return OpenClawEntry.milliseconds(value)
  }
}
