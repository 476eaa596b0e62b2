// Numbers.
extension JSONValue {
  /// The number where it is an integer that fits, exactly: `1`, `1.0` and `1e3` are, `1.5` and `1e400` are not.
  package var int64: Int64? {
    guard kind == .number else { return nil }
    var parts = NumberParts()
    guard bytes.withUnsafeBytes({ parts.read(UnsafeRawBufferPointer(rebasing: $0[span])) }), let magnitude = parts.magnitude else {
      return nil
    }
    if !parts.isNegative { return Int64(exactly: magnitude) }
    return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  /// The number as the nearest double: infinite where it is too large for one; nil where this is not a number.
  package var double: Double? {
    guard kind == .number else { return nil }
    var text = rawBytes
    var isNegative = false
    if text.first == Byte.minus || text.first == Byte.plus { isNegative = text.removeFirst() == Byte.minus }
    guard let magnitude = Self.magnitude(text) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  private static func magnitude(_ text: ArraySlice<UInt8>) -> Double? {
    switch text.first {
    case 0x49: return .infinity
    case 0x4E: return .nan
    case 0x30 where text.count > 2 && text[text.startIndex + 1] | 0x20 == 0x78:
      return text.dropFirst(2).reduce(0.0) { $0 * 16 + Double(Byte.hexValue($1) ?? 0) }
    default: break
    }
    // JSON5's `.5`, `5.` and `5.e1`, as every parser of numbers takes them.
    var plain: [UInt8] = text.first == Byte.dot ? [0x30] : []
    for (position, byte) in zip(text.indices, text) {
      plain.append(byte)
      if byte == Byte.dot, position + 1 == text.endIndex || !Byte.isDigit(text[position + 1]) { plain.append(0x30) }
    }
    return Double(String(decoding: plain, as: UTF8.self))
  }
}

/// A number in exact arithmetic.
private struct NumberParts {
  var isNegative = false
  /// The value without its sign where it is an integer that fits.
  var magnitude: UInt64?
  private var digits: UInt64 = 0
  /// Zeros behind `digits` that no other digit has followed yet.
  private var zeros = 0
  private var fraction = 0

  /// Reads a number that a scanner has accepted; false where it is no such integer.
  mutating func read(_ text: UnsafeRawBufferPointer) -> Bool {
    var at = 0
    if text[0] == Byte.minus || text[0] == Byte.plus {
      isNegative = text[0] == Byte.minus
      at = 1
    }
    if at + 1 < text.count, text[at] == 0x30, text[at + 1] | 0x20 == 0x78 { return readHex(text[(at + 2)...]) }
    var inFraction = false
    while at < text.count, text[at] | 0x20 != 0x65 {
      if text[at] == Byte.dot {
        inFraction = true
      } else {
        guard Byte.isDigit(text[at]), append(UInt64(text[at] - 0x30)) else { return false }
        if inFraction { fraction += 1 }
      }
      at += 1
    }
    return scale(by: exponent(text[min(at + 1, text.count)...]))
  }

  private mutating func readHex(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
    var value: UInt64 = 0
    for byte in text {
      if value >> 60 != 0 { return false }
      value = value << 4 | UInt64(Byte.hexValue(byte) ?? 0)
    }
    magnitude = value
    return true
  }

  private mutating func append(_ digit: UInt64) -> Bool {
    zeros += 1
    if digit == 0 || !shift(zeros) { return digit == 0 }
    zeros = 0
    let (sum, overflow) = digits.addingReportingOverflow(digit)
    digits = sum
    return !overflow
  }

  /// Multiplies by a power of ten.
  private mutating func shift(_ count: Int) -> Bool {
    if digits == 0 { return true }
    for _ in 0..<count {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      if overflow { return false }
      digits = product
    }
    return true
  }

  private func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
    var value = 0
    for byte in text where Byte.isDigit(byte) { value = min(value * 10 + Int(byte - 0x30), 1 << 40) }
    return text.first == Byte.minus ? -value : value
  }

  private mutating func scale(by exponent: Int) -> Bool {
    let power = zeros - fraction + exponent
    if digits != 0, power < 0 || !shift(power) { return false }
    magnitude = digits
    return true
  }
}
