internal import JSON
internal import WarrenModel

/// The place of a line in its request.
struct LinePart: Hashable {
  /// From 1.
  let number: Int
  let count: Int
}

/// Makes the lines of a session's file.
package enum LineWriter {
  /// What our member of a line says.
  struct Stamp {
    let id: Int64
    let at: Timestamp?
    /// Where the file's name is not the key itself.
    let key: [UInt8]?
    var idempotency: (key: String, digest: [UInt8], count: Int)?
    /// Which line of its request this is, where that has several: so that one that a crash cut short is known.
    var part: LinePart?
  }

  /// What ZeroClaw would write.
  package static func compact(role: String, text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("role")
    writer.string(role)
    writer.key("content")
    writer.string(text)
    writer.endObject()
    return writer.take()
  }

  /// A line without its newline.
  /// - Throws: `input_invalid` where the body is not JSON, `too_large` for what no reader would take.
  static func line(role: String, text: String, body: [UInt8]?, _ stamp: Stamp) throws(WarrenError) -> [UInt8] {
    let line = try unchecked(role: role, text: text, body: body, stamp)
    guard line.count <= LineReader.longest else {
      throw WarrenError(.tooLarge, "The message is larger than \(LineReader.longest) bytes.", remedy: "Store it in parts.")
    }
    return line
  }

  private static func unchecked(role: String, text: String, body: [UInt8]?, _ stamp: Stamp) throws(WarrenError) -> [UInt8] {
    let compact = compact(role: role, text: text)
    guard let body, body != compact else { return spliced(compact, [], stamp) }
    let (flat, lineFeeds) = flattened(body)
    var scanner = JSONScanner(.strict, depthLimit: LineJudge.depthLimit)
    let value: JSONValue
    do {
      value = try scanner.scan(flat)
    } catch {
      throw WarrenError(
        .inputInvalid, "The body of a message is not JSON.", remedy: "Give the original JSON object, or none.", cause: error.description)
    }
    let carries = value.kind == .object && carries(value, role: role, text: text)
    return carries ? spliced(flat, lineFeeds, stamp) : embedded(compact, flat, lineFeeds, stamp)
  }

  /// On one line: line feeds can only be white space in JSON; their places are kept. White space around the value is no part of it.
  private static func flattened(_ body: [UInt8]) -> ([UInt8], [Int]) {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
    guard let first = body.firstIndex(where: { !isSpace($0) }), let last = body.lastIndex(where: { !isSpace($0) }) else {
      return (body, [])
    }
    var flat = Array(body[first...last])
    var places: [Int] = []
    for index in flat.indices where flat[index] == 0x0A {
      flat[index] = 0x20
      places.append(index)
    }
    return (flat, places)
  }

  /// Whether the object's own members say role and text, so that ZeroClaw reads it as it is.
  private static func carries(_ value: JSONValue, role: String, text: String) -> Bool {
    var roles = 0
    var contents = 0
    for member in value.members {
      if member.hasKey("_warren") { return false }
      if (try? member.key()) == nil { return false }
      if member.hasKey("role") {
        roles += 1
        if !holds(member.value, role) { return false }
      } else if member.hasKey("content") {
        contents += 1
        if !holds(member.value, text) { return false }
      }
    }
    return roles == 1 && contents == 1
  }

  private static func holds(_ value: JSONValue, _ text: String) -> Bool {
    !value.hasLoneSurrogate && value.utf8.map { $0.elementsEqual(text.utf8) } ?? false
  }

  private static func spliced(_ object: [UInt8], _ lineFeeds: [Int], _ stamp: Stamp) -> [UInt8] {
    object.dropLast() + Array(",\"_warren\":".utf8) + member(stamp, lineFeeds, body: nil) + [0x7D]
  }

  private static func embedded(_ compact: [UInt8], _ body: [UInt8], _ lineFeeds: [Int], _ stamp: Stamp) -> [UInt8] {
    compact.dropLast() + Array(",\"_warren\":".utf8) + member(stamp, lineFeeds, body: body) + [0x7D]
  }

  private static func member(_ stamp: Stamp, _ lineFeeds: [Int], body: [UInt8]?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.int(stamp.id)
    writer.key("at")
    if let at = stamp.at { writer.int(at.milliseconds) } else { writer.null() }
    if let key = stamp.key {
      writer.key("key")
      writer.string(utf8: key)
    }
    if let idempotency = stamp.idempotency {
      writer.key("idempotency")
      writer.beginObject()
      writer.key("key")
      writer.string(idempotency.key)
      writer.key("digest")
      writer.string(Hex.text(idempotency.digest))
      writer.key("count")
      writer.int(idempotency.count)
      writer.endObject()
    }
    if let part = stamp.part {
      writer.key("part")
      writer.beginArray()
      writer.int(part.number)
      writer.int(part.count)
      writer.endArray()
    }
    if !lineFeeds.isEmpty {
      writer.key("lf")
      writer.beginArray()
      for place in lineFeeds { writer.int(place) }
      writer.endArray()
    }
    if let body {
      writer.key("body")
      writer.raw(body)
    }
    writer.endObject()
    return writer.take()
  }
}
