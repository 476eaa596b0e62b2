// Numbers and the words true, false and null.
extension JSONCursor {
  /// Reads one of the words.
  mutating func word(_ text: StaticString, as kind: JSONKind) throws(JSONFault) {
    let start = at
    try letters(text)
    try endOfWord()
    append(kind, from: start)
  }

  private mutating func letters(_ text: StaticString) throws(JSONFault) {
    for offset in 0..<text.utf8CodeUnitCount {
      guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "a word is torn") }
      guard bytes[at] == text.utf8Start[offset] else { throw try unexpected("a word that JSON does not know") }
      at += 1
    }
  }

  /// `truex` and `01` are no value with something behind it.
  private func endOfWord() throws(JSONFault) {
    guard at < bytes.count else { return }
    let byte = bytes[at]
    if byte == Byte.dot || byte == Byte.plus || byte == Byte.minus || (byte < 0x80 && JSONCursor.isNamePart(UInt32(byte), first: false)) {
      throw JSONFault(.invalidJSON, at: at, "a character that this value cannot hold")
    }
  }

  /// Reads the number here.
  mutating func number() throws(JSONFault) {
    let start = at
    if bytes[at] == Byte.minus || bytes[at] == Byte.plus { at += 1 }
    guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "a number is torn") }
    switch bytes[at] {
    case 0x49 where isJSON5: try letters("Infinity")
    case 0x4E where isJSON5: try letters("NaN")
    case 0x30 where isJSON5 && at + 1 < bytes.count && bytes[at + 1] | 0x20 == 0x78:
      at += 2
      let digits = at
      while at < bytes.count, Byte.hexValue(bytes[at]) != nil { at += 1 }
      if at == digits { throw try unexpected("a hexadecimal digit is expected") }
    default: try decimal()
    }
    try endOfWord()
    append(.number, from: start)
  }

  private mutating func decimal() throws(JSONFault) {
    let first = at
    skipDigits()
    let whole = at - first
    if whole > 1, bytes[first] == 0x30 { throw JSONFault(.invalidJSON, at: first + 1, "a number begins with a needless 0") }
    if whole == 0, !(isJSON5 && at < bytes.count && bytes[at] == Byte.dot) { throw try unexpected("a digit is expected") }
    if at < bytes.count, bytes[at] == Byte.dot {
      at += 1
      let fraction = at
      skipDigits()
      if at == fraction, !isJSON5 || whole == 0 { throw try unexpected("a digit is expected") }
    }
    if at < bytes.count, bytes[at] | 0x20 == 0x65 {
      at += 1
      if at < bytes.count, bytes[at] == Byte.minus || bytes[at] == Byte.plus { at += 1 }
      let exponent = at
      skipDigits()
      if at == exponent { throw try unexpected("a digit is expected") }
    }
  }

  private mutating func skipDigits() {
    while at < bytes.count, Byte.isDigit(bytes[at]) { at += 1 }
  }
}
