// Strings and keys.
extension JSONCursor {
  /// Reads the string that begins with `quote` here.
  mutating func string(_ quote: UInt8, as kind: JSONKind) throws(JSONFault) {
    let start = at
    let quotes = ByteWords.spread(quote)
    var traits: JSONNode.Traits = []
    at += 1
    while true {
      skipPlain(quotes)
      guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "a string is torn") }
      let byte = bytes[at]
      if byte >= 0x80 {
        try passBeyondASCII()
      } else if byte == quote {
        at += 1
        append(kind, from: start, traits)
        return
      } else if byte == Byte.backslash {
        traits.insert(.escaped)
        if try escape() { traits.insert(.loneSurrogate) }
      } else if byte < 0x20 {
        try refuseControl(byte)
        at += 1
      } else {
        at += 1
      }
    }
  }

  /// Passes ASCII that needs no look.
  @inline(__always)
  private mutating func skipPlain(_ quotes: UInt64) {
    while at + 8 <= bytes.count {
      let word = ByteWords.load(bytes, at: at)
      let stops = ByteWords.special(word, quote: quotes) | ByteWords.beyondASCII(word)
      if stops != 0 {
        at += stops.trailingZeroBitCount >> 3
        return
      }
      at += 8
    }
  }

  /// Passes a run of characters that are not ASCII; the usual three bytes (U+1000 to U+CFFF) get by without a closer look.
  private mutating func passBeyondASCII() throws(JSONFault) {
    while at < bytes.count, bytes[at] >= 0x80 {
      let first = bytes[at]
      if first &- 0xE1 < 0x0C, at + 2 < bytes.count, bytes[at + 1] & 0xC0 == 0x80, bytes[at + 2] & 0xC0 == 0x80 {
        at += 3
      } else {
        at += try codePointLength()
      }
    }
  }

  private func refuseControl(_ byte: UInt8) throws(JSONFault) {
    if !isJSON5 || byte == Byte.lineFeed || byte == Byte.carriageReturn {
      throw JSONFault(.controlCharacter, at: at, "a raw control character in a string")
    }
  }

  /// Passes the escape here; true where it is half a surrogate pair.
  private mutating func escape() throws(JSONFault) -> Bool {
    let start = at
    at += 1
    guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "an escape is torn") }
    switch bytes[at] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: at += 1
    case 0x75:
      at += 1
      return try surrogate(try hexDigits(4), from: start)
    default:
      guard isJSON5 else { throw try unexpected("an escape that JSON does not know") }
      try extraEscape()
    }
    return false
  }

  /// Whether `unit`, whose escape began at `start`, is half a pair; passes the other half where there is one.
  private mutating func surrogate(_ unit: UInt32, from start: Int) throws(JSONFault) -> Bool {
    guard unit & 0xF800 == 0xD800 else { return false }
    if unit < 0xDC00, at + 1 < bytes.count, bytes[at] == Byte.backslash, bytes[at + 1] == 0x75 {
      let before = at
      at += 2
      if try hexDigits(4) & 0xFC00 == 0xDC00 { return false }
      at = before
    }
    if rejectsLoneSurrogates { throw JSONFault(.loneSurrogate, at: start, "half a surrogate pair") }
    return true
  }

  /// The escapes that only JSON5 has; `at` is behind the backslash.
  private mutating func extraEscape() throws(JSONFault) {
    switch bytes[at] {
    case 0x78:
      at += 1
      _ = try hexDigits(2)
    case 0x30:
      at += 1
      if at < bytes.count, Byte.isDigit(bytes[at]) { throw JSONFault(.invalidJSON, at: at, "an octal escape") }
    case 0x31...0x39: throw JSONFault(.invalidJSON, at: at, "an octal escape")
    case Byte.carriageReturn:
      at += 1
      if at < bytes.count, bytes[at] == Byte.lineFeed { at += 1 }
    default: at += try codePointLength()
    }
  }

  /// The value of so many hexadecimal digits.
  mutating func hexDigits(_ count: Int) throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "an escape is torn") }
      guard let digit = Byte.hexValue(bytes[at]) else { throw try unexpected("a hexadecimal digit is expected") }
      value = value << 4 | digit
      at += 1
    }
    return value
  }

  /// Reads the unquoted key here: an IdentifierName of ECMAScript 5.1.
  mutating func identifier() throws(JSONFault) {
    let start = at
    var traits: JSONNode.Traits = .bare
    while at < bytes.count {
      let before = at
      var scalar: UInt32
      if bytes[at] == Byte.backslash {
        at += 1
        guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "an escape is torn") }
        guard bytes[at] == 0x75 else { throw try unexpected("a key can hold no escape but \\u") }
        at += 1
        scalar = try hexDigits(4)
        traits.insert(.escaped)
        guard JSONCursor.isNamePart(scalar, first: before == start) else {
          throw JSONFault(.invalidJSON, at: before, "an escape that no name can hold")
        }
      } else {
        scalar = try codePoint()
        guard JSONCursor.isNamePart(scalar, first: before == start) else { break }
        at += try codePointLength()
      }
    }
    if at == start { throw try unexpected("a key is expected") }
    append(.key, from: start, traits)
  }

  /// Whether a name can hold (or begin with) a code point.
  static func isNamePart(_ value: UInt32, first: Bool) -> Bool {
    switch value {
    case 0x24, 0x5F, 0x41...0x5A, 0x61...0x7A: return true
    case 0x30...0x39, 0x200C, 0x200D: return !first
    case 0..<0x80: return false
    default: break
    }
    guard let scalar = Unicode.Scalar(value) else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber: return true
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return !first
    default: return false
    }
  }
}
