/// Why some bytes are not one value, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The stable name of a kind of error.
  package struct Code: RawRepresentable, Hashable, Sendable {
    /// Such as `invalid_utf8`.
    package let rawValue: String

    /// A code of this name.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Bytes that are no character.
    package static let invalidUTF8 = Code(rawValue: "invalid_utf8")
    /// U+FEFF in front.
    package static let byteOrderMark = Code(rawValue: "byte_order_mark")
    /// The input begins with NUL: what a file system may leave after a loss of power.
    package static let nulBytes = Code(rawValue: "nul_bytes")
    /// A raw control character in a string.
    package static let controlCharacter = Code(rawValue: "control_character")
    /// Half a surrogate pair, as an escape.
    package static let loneSurrogate = Code(rawValue: "lone_surrogate")
    /// More than one value.
    package static let trailingCharacters = Code(rawValue: "trailing_characters")
    /// The input ends before its value does: torn, or empty.
    package static let unexpectedEnd = Code(rawValue: "unexpected_end")
    /// More arrays and objects open at once than the scanner was told to take.
    package static let tooDeep = Code(rawValue: "too_deep")
    /// More bytes than one value may have.
    package static let tooLarge = Code(rawValue: "too_large")
    /// Everything else.
    package static let invalidJSON = Code(rawValue: "invalid_json")
  }

  /// What kind of error.
  package let code: Code
  /// Byte offset in the buffer that was given, whatever the range within it.
  package let offset: Int
  /// From 1, counted from the begin of the range that was scanned; lines end with LF, CR or CRLF.
  package let line: Int
  /// From 1, in code points.
  package let column: Int
  /// What was found or missed. Holds nothing of the input.
  package let message: String

  /// Counts line and column of `fault` in the bytes from `start` on.
  init(_ fault: JSONFault, in bytes: UnsafeRawBufferPointer, from start: Int) {
    var line = 1
    var column = 1
    var previous: UInt8 = 0
    for index in start..<min(max(fault.offset, start), bytes.count) {
      let byte = bytes[index]
      if byte == 0x0D || (byte == 0x0A && previous != 0x0D) {
        line += 1
        column = 1
      } else if byte != 0x0A && byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
    code = fault.code
    offset = fault.offset
    message = fault.message.description
    self.line = line
    self.column = column
  }

  /// Place and message, for people.
  package var description: String { "line \(line), column \(column): \(message)" }
}
