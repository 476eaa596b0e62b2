internal import JSON
internal import WarrenModel

/// One valid line, decoded.
///
/// Our own member is the last of the object: `"_warren":{"id":…,"at":…,"key":…,"idempotency":{"key":…,"digest":…,"count":…},"part":[…,…],"lf":[…],"body":…}`.
/// `at` is in milliseconds or null; `idempotency` is in the last line of a request, so that it is there only with all of them; `part` is the
/// number of the line and of the lines of its request, where it has several; `key` is there where the file's name is not the key itself; `lf` are the places in the body where a
/// line feed stands for the space that was written; `body` is the original where its own members could not carry role and content.
struct SessionLine {
  let role: String
  let text: String
  let createdAt: Timestamp?
  let idempotency: (key: String, digest: [UInt8], count: Int)?
  /// The raw key that the line names.
  let key: [UInt8]?
  private let bytes: [UInt8]
  private let value: JSONValue
  private let stamp: JSONMember?

  /// nil where the bytes are no such line (any more).
  init?(_ line: some Collection<UInt8>) {
    let bytes = Array(line)
    let whole = bytes.withUnsafeBytes { WhiteSpace.trimmed($0) }
    var scanner = JSONScanner(.strict, depthLimit: LineJudge.depthLimit)
    guard let value = try? scanner.scan(bytes, in: whole) else { return nil }
    var parts: (role: String?, content: String?) = (nil, nil)
    var stamps: [JSONMember] = []
    if value.kind == .array {
      let texts = value.elements.map { try? $0.string() }
      guard texts.count == 2 else { return nil }
      parts = (texts[0], texts[1])
    }
    for member in value.members {
      if member.hasKey("role") { parts.role = try? member.value.string() }
      if member.hasKey("content") { parts.content = try? member.value.string() }
      if member.hasKey("_warren") { stamps.append(member) }
    }
    guard let role = parts.role, let text = parts.content else { return nil }
    self.role = role
    self.text = text
    self.bytes = bytes
    self.value = value
    stamp = stamps.count == 1 && stamps[0].value.kind == .object ? stamps[0] : nil
    let known = Self.member("at", of: stamp)?.int64
    createdAt = known.map { Timestamp(milliseconds: $0) }
    idempotency = Self.idempotency(Self.member("idempotency", of: stamp))
    key = Self.member("key", of: stamp)?.utf8
  }

  private static func member(_ key: String, of stamp: JSONMember?) -> JSONValue? {
    stamp?.value.members.first { $0.hasKey(key) }?.value
  }

  private static func idempotency(_ value: JSONValue?) -> (key: String, digest: [UInt8], count: Int)? {
    guard let value, let key = try? value.members.first(where: { $0.hasKey("key") })?.value.string(),
      let digest = try? value.members.first(where: { $0.hasKey("digest") })?.value.string(), let bytes = Hex.bytes(digest),
      let count = value.members.first(where: { $0.hasKey("count") })?.value.int64, count > 0, count <= Int32.max
    else { return nil }
    return (key, bytes, Int(count))
  }

  /// The record of the request that ends with this line.
  func record(id: Int64) -> IdempotencyRecord? {
    idempotency.map { IdempotencyRecord(key: $0.key, digest: $0.digest, firstID: id - Int64($0.count) + 1, count: $0.count) }
  }

  /// nil for the one line of a request.
  var part: LinePart? {
    let numbers = Self.member("part", of: stamp)?.elements.compactMap(\.int64) ?? []
    guard numbers.count == 2, numbers[0] > 0, numbers[0] <= numbers[1] else { return nil }
    return LinePart(number: Int(numbers[0]), count: Int(numbers[1]))
  }

  func message(id: Int64) -> Message { Message(id: id, role: role, text: text, createdAt: createdAt, body: body) }

  /// The original, verbatim; nil where it is the compact `{"role":…,"content":…}`.
  var body: [UInt8]? {
    var body: [UInt8]
    if let embedded = Self.member("body", of: stamp) {
      body = Array(embedded.rawBytes)
    } else if let stamp {
      body = withoutStamp(stamp)
    } else {
      body = Array(bytes[value.span])
    }
    if let places = Self.member("lf", of: stamp) {
      for place in places.elements {
        if let place = place.int64, place >= 0, place < body.count, body[Int(place)] == 0x20 { body[Int(place)] = 0x0A }
      }
    }
    return body == LineWriter.compact(role: role, text: text) ? nil : body
  }

  /// The object without our member and one comma beside it.
  private func withoutStamp(_ stamp: JSONMember) -> [UInt8] {
    let span = value.span
    var from = stamp.keySpan.lowerBound
    var to = stamp.value.span.upperBound
    var comma = from - 1
    while comma > span.lowerBound, isSpace(bytes[comma]) { comma -= 1 }
    if bytes[comma] == 0x2C {
      from = comma
    } else {
      var behind = to
      while behind < span.upperBound, isSpace(bytes[behind]) { behind += 1 }
      if bytes[behind] == 0x2C { to = behind + 1 }
    }
    return Array(bytes[span.lowerBound..<from] + bytes[to..<span.upperBound])
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}
