internal import SQLite

/// The surroundings of the first match in a text, on one line.
enum Snippet {
  /// Bytes shown before and after the match, at most.
  private static let before = 60
  private static let after = 140
  /// A match later than this is not looked for: the snippet is the beginning then.
  private static let longest = 1 << 20

  static func of(_ text: String, _ expression: SearchExpression, tokenizer: Tokenizer) -> String {
    var text = text
    return text.withUTF8 { bytes in
      let head = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(longest))
      let found = tokenizer.tokens(head).first { token in expression.terms.contains { $0.matches(token.text) } }
      let place = found?.range ?? 0..<0
      let start = boundary(bytes, max(0, place.lowerBound - before), forward: true)
      let end = boundary(bytes, min(bytes.count, max(place.upperBound, place.lowerBound + after)), forward: false)
      let middle = String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
      return (start > 0 ? "…" : "") + oneLine(middle) + (end < bytes.count ? "…" : "")
    }
  }

  /// The nearest place at or after (before) `offset` where a character begins.
  private static func boundary(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, forward: Bool) -> Int {
    var offset = offset
    while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += forward ? 1 : -1 }
    return offset
  }

  /// White space and control characters as single spaces.
  private static func oneLine(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var blank = true
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
        if !blank { out.append(" ") }
        blank = true
      } else {
        out.append(scalar)
        blank = false
      }
    }
    if blank, !out.isEmpty { out.removeLast() }
    return String(out)
  }
}

extension SearchExpression.Term {
  func matches(_ token: [UInt8]) -> Bool {
    if token == bytes { return true }
    guard isPart, bytes.count < token.count else { return false }
    if token.starts(with: bytes) { return true }
    return (1...(token.count - bytes.count)).contains { token[$0...].starts(with: bytes) }
  }
}
