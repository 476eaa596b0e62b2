/// Decodes the escapes of a string that a scanner has accepted.
struct JSONUnescaper {
  private let bytes: UnsafeRawBufferPointer
  private let replacesHalves: Bool
  private var at = 0
  private var out: [UInt8] = []

  init(_ bytes: UnsafeRawBufferPointer, replacesHalves: Bool) {
    self.bytes = bytes
    self.replacesHalves = replacesHalves
  }

  mutating func run() -> [UInt8] {
    out.reserveCapacity(bytes.count)
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] != Byte.backslash { at += 1 }
      out.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<at]))
      if at + 1 < bytes.count { escape() }
    }
    return out
  }

  private mutating func escape() {
    let letter = bytes[at + 1]
    at += 2
    switch letter {
    case 0x62: out.append(0x08)
    case 0x66: out.append(0x0C)
    case 0x6E: out.append(0x0A)
    case 0x72: out.append(0x0D)
    case 0x74: out.append(0x09)
    case 0x76: out.append(0x0B)
    case 0x30: out.append(0)
    case 0x78: append(hex(2))
    case 0x75: appendUnit(hex(4))
    case Byte.lineFeed: break
    case Byte.carriageReturn: if at < bytes.count, bytes[at] == Byte.lineFeed { at += 1 }
    case 0xE2 where at + 1 < bytes.count && bytes[at] == 0x80 && bytes[at + 1] | 1 == 0xA9: at += 2
    default: out.append(letter)
    }
  }

  private mutating func appendUnit(_ unit: UInt32) {
    guard unit & 0xF800 == 0xD800 else { return append(unit) }
    if unit < 0xDC00, at + 5 < bytes.count, bytes[at] == Byte.backslash, bytes[at + 1] == 0x75 {
      let before = at
      at += 2
      let low = hex(4)
      if low & 0xFC00 == 0xDC00 { return append(0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF)) }
      at = before
    }
    append(replacesHalves ? 0xFFFD : unit)
  }

  private mutating func hex(_ count: Int) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count where at < bytes.count {
      value = value << 4 | (Byte.hexValue(bytes[at]) ?? 0)
      at += 1
    }
    return value
  }

  /// Appends a code point as UTF-8, halves of surrogate pairs likewise.
  private mutating func append(_ codePoint: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(codePoint >> shift & 0x3F) }
    switch codePoint {
    case 0..<0x80: out.append(UInt8(codePoint))
    case 0x80..<0x800: out += [0xC0 | UInt8(codePoint >> 6), tail(0)]
    case 0x800..<0x10000: out += [0xE0 | UInt8(codePoint >> 12), tail(6), tail(0)]
    default: out += [0xF0 | UInt8(codePoint >> 18 & 7), tail(12), tail(6), tail(0)]
    }
  }
}
