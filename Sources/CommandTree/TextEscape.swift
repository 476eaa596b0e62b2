/// Makes bytes from anywhere safe to show on a terminal: what cannot be seen, or steers the terminal, becomes a visible escape.
///
/// `\n`, `\r`, `\t`, `\\`, `\x1b` for other ASCII controls, `\u{202e}` for controls and invisible characters of Unicode, `\xff` for bytes that are
/// not UTF-8. The escapes are unambiguous, so two different names never look alike by them.
package enum TextEscape {
  /// The text that can be shown.
  package static func shown(_ bytes: [UInt8]) -> String {
    // The fast path: nearly all cells are plain ASCII.
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x5C }) { return String(decoding: bytes, as: UTF8.self) }
    var out = String.UnicodeScalarView()
    var rest = bytes[...]
    var last: Unicode.Scalar?
    while !rest.isEmpty {
      guard let (scalar, length) = first(of: rest) else {
        out.append(contentsOf: "\\x\(hex(UInt32(rest.removeFirst()), width: 2))".unicodeScalars)
        last = nil
        continue
      }
      if let escape = escape(scalar, after: last) {
        out.append(contentsOf: escape.unicodeScalars)
      } else {
        out.append(scalar)
      }
      last = scalar
      rest.removeFirst(length)
    }
    return String(out)
  }

  /// The same for text.
  package static func shown(_ text: String) -> String { shown(Array(text.utf8)) }

  private static func escape(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?) -> String? {
    switch scalar.value {
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0x5C: return "\\\\"
    case 0..<0x20, 0x7F: return "\\x" + hex(scalar.value, width: 2)
    case 0x20..<0x7F: return nil
    // The selector that asks for the coloured form belongs to the emoji before it, and is seen.
    case 0xFE0F: return CellWidth.takesEmojiForm(last) ? nil : "\\u{fe0f}"
    default: return isUnseen(scalar) ? "\\u{" + hex(scalar.value, width: 1) + "}" : nil
    }
  }

  /// Controls, bidirectional marks and overrides, zero-width characters, byte order marks, tags, line separators.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isDefaultIgnorableCodePoint { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: return false
    }
  }

  /// The scalar at the beginning, or nil where the bytes are not UTF-8.
  private static func first(of bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  private static func hex(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
