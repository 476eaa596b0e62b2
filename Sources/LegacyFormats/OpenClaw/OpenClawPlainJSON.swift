internal import JSON

/// A value of JSON5 as plain JSON, compact: strings written anew, numbers digit for digit where JSON knows them so.
///
/// Keeps the order of members and duplicates; what JSON has no number for is null. Without recursion: depth costs memory, never stack.
struct OpenClawPlainJSON {
  private enum Frame {
    case object(JSONMembers)
    case array(JSONElements)
  }

  private var writer = JSONWriter()

  static func bytes(of value: JSONValue) -> [UInt8] {
    var plain = OpenClawPlainJSON()
    plain.write(value)
    return plain.writer.bytes
  }

  private mutating func write(_ root: JSONValue) {
    var stack: [Frame] = []
    begin(root, &stack)
    while let frame = stack.popLast() {
      switch frame {
      case .object(var members):
        guard let member = members.next() else {
          writer.endObject()
          continue
        }
        stack.append(.object(members))
        writer.key(utf8: Self.repaired(member.keyBytes))
        begin(member.value, &stack)
      case .array(var elements):
        guard let element = elements.next() else {
          writer.endArray()
          continue
        }
        stack.append(.array(elements))
        begin(element, &stack)
      }
    }
  }

  private mutating func begin(_ value: JSONValue, _ stack: inout [Frame]) {
    switch value.kind {
    case .object:
      writer.beginObject()
      stack.append(.object(value.members))
    case .array:
      writer.beginArray()
      stack.append(.array(value.elements))
    case .string, .key: writer.string(utf8: value.utf8 ?? [])
    case .number: number(value)
    case .true: writer.bool(true)
    case .false: writer.bool(false)
    case .null: writer.null()
    }
  }

  private mutating func number(_ value: JSONValue) {
    var text = Array(value.rawBytes)
    if text.first == 0x2B { text.removeFirst() }
    var scanner = JSONScanner(.strict)
    if (try? scanner.scan(text)) != nil {
      writer.raw(text)
    } else if let integer = value.int64 {
      writer.int(integer)
    } else {
      plainDecimal(text, value)
    }
  }

  /// `.5`, `5.`, `5.e1` with the zero that JSON wants; hexadecimal beyond 64 bits as a double; infinite and no number as null.
  private mutating func plainDecimal(_ text: [UInt8], _ value: JSONValue) {
    var digits = text
    let isNegative = digits.first == 0x2D
    if isNegative { digits.removeFirst() }
    if digits.first == 0x2E { digits.insert(0x30, at: 0) }
    if let dot = digits.firstIndex(of: 0x2E), dot + 1 == digits.count || !OpenClawBytes.isDigit(digits[dot + 1]) {
      digits.insert(0x30, at: dot + 1)
    }
    let candidate = (isNegative ? [0x2D] : []) + digits
    var scanner = JSONScanner(.strict)
    if (try? scanner.scan(candidate)) != nil { writer.raw(candidate) } else { writer.double(value.double ?? .nan) }
  }

  /// A key with half a surrogate pair is no UTF-8; JSON text must be.
  private static func repaired(_ key: [UInt8]) -> [UInt8] {
    String(validating: key, as: UTF8.self) == nil ? Array(String(decoding: key, as: UTF8.self).utf8) : key
  }
}
