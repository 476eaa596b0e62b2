/// Bytes that are not UTF-8 as text: `%` and two upper-case hexadecimal digits for each byte outside `A-Z a-z 0-9 - . _ ~ /`.
package enum PercentEncoding {
  /// The text that stands for some bytes.
  package static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    for byte in bytes {
      if isKept(byte) {
        out.append(byte)
      } else {
        out += [0x25, digit(byte >> 4), digit(byte & 15)]
      }
    }
    return out
  }

  /// The bytes that a text stands for, other characters as they are; nil where a `%` has no two hexadecimal digits behind it.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      guard byte == 0x25 else {
        out.append(byte)
        continue
      }
      guard let high = iterator.next().flatMap(value), let low = iterator.next().flatMap(value) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  private static func isKept(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
    default: false
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
