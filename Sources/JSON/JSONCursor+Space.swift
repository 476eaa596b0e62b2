// White space, comments and code points.
extension JSONCursor {
  /// Passes white space and, in JSON5, comments.
  mutating func skipSpace() throws(JSONFault) {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      case 0x0B where isJSON5, 0x0C where isJSON5: at += 1
      case Byte.slash where isJSON5: try skipComment()
      case 0x80... where isJSON5:
        guard JSONCursor.isSpace(try codePoint()) else { return }
        at += try codePointLength()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONFault) {
    guard at + 1 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count, "a comment is torn") }
    switch bytes[at + 1] {
    case Byte.slash:
      at += 2
      while at < bytes.count, try !isLineEnd() { at += try codePointLength() }
    case Byte.star:
      at += 2
      while true {
        guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "a comment is not closed") }
        if bytes[at] == Byte.star, at + 1 < bytes.count, bytes[at + 1] == Byte.slash { break }
        at += try codePointLength()
      }
      at += 2
    default: throw JSONFault(.invalidJSON, at: at, "a slash begins no comment")
    }
  }

  /// Whether LF, CR, U+2028 or U+2029 is here.
  private func isLineEnd() throws(JSONFault) -> Bool {
    switch bytes[at] {
    case 0x0A, 0x0D: true
    case 0xE2: (0x2028...0x2029).contains(try codePoint())
    default: false
    }
  }

  private static func isSpace(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
    default: false
    }
  }

  /// The code point here.
  func codePoint() throws(JSONFault) -> UInt32 {
    let length = try codePointLength()
    var value = UInt32(bytes[at])
    if length > 1 { value &= 0x7F >> UInt32(length) }
    for index in at + 1..<at + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
    return value
  }

  /// The bytes of the code point here, 1 to 4.
  /// - Throws: `invalid_utf8`, or `unexpected_end` where the input ends within what so far is UTF-8.
  @inline(__always)
  func codePointLength() throws(JSONFault) -> Int {
    bytes[at] < 0x80 ? 1 : try longCodePointLength()
  }

  private func longCodePointLength() throws(JSONFault) -> Int {
    let first = bytes[at]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if first == 0xE0 { second = 0xA0...0xBF } else if first == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if first == 0xF0 { second = 0x90...0xBF } else if first == 0xF4 { second = 0x80...0x8F }
    default: throw JSONFault(.invalidUTF8, at: at, "a byte that is not UTF-8")
    }
    for offset in 1..<length {
      guard at + offset < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count, "a character is torn") }
      let byte = bytes[at + offset]
      guard offset == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else {
        throw JSONFault(.invalidUTF8, at: at, "a byte that is not UTF-8")
      }
    }
    return length
  }
}
