package import WarrenModel

/// Something in another program's files that was not taken as data, or not without doubt.
package struct ForeignProblem: Hashable, Sendable {
  /// A reason or warning code of the format's description: `invalid_utf8`, `duplicate_key`, `transcript_missing`, …
  package let code: String
  package let severity: Finding.Severity
  /// Path of the file below the agent directory or the root.
  package let path: RawPath
  /// The key that it is about.
  package let key: [UInt8]?
  /// Of a line: its number from 1, the offset of its first byte, its length without the newline. Of a row in a database: its id alone.
  package let line: Int?
  package let offset: Int64?
  package let length: Int?
  /// How many it stands for: more than 1 where a source has met too many of a kind to name each.
  package let count: Int

  package init(
    code: String, severity: Finding.Severity, path: RawPath, key: [UInt8]? = nil, line: Int? = nil, offset: Int64? = nil,
    length: Int? = nil,
    count: Int = 1
  ) {
    self.code = code
    self.severity = severity
    self.path = path
    self.key = key
    self.line = line
    self.offset = offset
    self.length = length
    self.count = count
  }
}
