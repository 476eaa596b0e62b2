/// What a scanner takes.
package enum JSONDialect: Hashable, Sendable, CaseIterable {
  /// RFC 8259, and nothing else. U+FEFF in front is an error.
  case strict
  /// The JSON5 Data Interchange Format 1.0.0: comments, trailing commas, single quotes, unquoted ECMAScript 5.1 identifiers as keys,
  /// hexadecimal and signed numbers, more escapes and white space (U+FEFF counts as such).
  case json5
}
