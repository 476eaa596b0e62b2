/// A line of a session's file that is no message, and why.
package struct SkippedLine: Hashable, Sendable {
  /// Stable names; see "Reason codes of lines" in the description of the samples.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    case invalidUTF8 = "invalid_utf8"
    case nulBytes = "nul_bytes"
    case invalidJSON = "invalid_json"
    case trailingCharacters = "trailing_characters"
    case torn
    case notAnObject = "not_an_object"
    case roleMissing = "role_missing"
    case contentMissing = "content_missing"
    case contentNotText = "content_not_text"
    case duplicateField = "duplicate_field"
    case controlCharacter = "control_character"
    case loneSurrogate = "lone_surrogate"
    case byteOrderMark = "byte_order_mark"
    /// Longer than a message can be.
    case tooLong = "line_too_long"
  }

  /// From 1.
  package let line: Int
  /// Of its first byte in the file.
  package let offset: Int64
  /// Bytes without the newline.
  package let length: Int64
  package let reason: Reason

  package init(line: Int, offset: Int64, length: Int64, reason: Reason) {
    self.line = line
    self.offset = offset
    self.length = length
    self.reason = reason
  }
}
