// The text of strings and numbers.
extension JSONWriter {
  mutating func append(quoted text: String) {
    var text = text
    text.withUTF8 { append(quoted: UnsafeRawBufferPointer($0)) }
  }

  /// Appends a string with its quotes: runs that need no escape are copied whole.
  mutating func append(quoted text: UnsafeRawBufferPointer) {
    append(byte: Byte.quote)
    var start = 0
    var at = 0
    while true {
      at = JSONWriter.nextEscape(in: text, from: at)
      append(UnsafeRawBufferPointer(rebasing: text[start..<at]))
      if at == text.count { break }
      append(escaped: text[at])
      at += 1
      start = at
    }
    append(byte: Byte.quote)
  }

  /// The next byte that a string cannot hold as it is, or the end.
  private static func nextEscape(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var at = start
    let quotes = ByteWords.spread(Byte.quote)
    while at + 8 <= text.count {
      let stops = ByteWords.special(ByteWords.load(text, at: at), quote: quotes)
      if stops != 0 { return at + (stops.trailingZeroBitCount >> 3) }
      at += 8
    }
    while at < text.count, text[at] >= 0x20, text[at] != Byte.quote, text[at] != Byte.backslash { at += 1 }
    return at
  }

  private mutating func append(escaped byte: UInt8) {
    append(byte: Byte.backslash)
    switch byte {
    case 0x08: append(byte: 0x62)
    case 0x09: append(byte: 0x74)
    case 0x0A: append(byte: 0x6E)
    case 0x0C: append(byte: 0x66)
    case 0x0D: append(byte: 0x72)
    case Byte.quote, Byte.backslash: append(byte: byte)
    default:
      append(ascii: "u00")
      append(byte: 0x30 + (byte >> 4))
      append(byte: (byte & 15) + (byte & 15 < 10 ? 0x30 : 0x57))
    }
  }

  mutating func append(ascii text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }
}
