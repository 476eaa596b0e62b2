/// The name of a session's file without `.jsonl`, made of its key and back.
///
/// Characters of ZeroClaw's alphabet (letters and digits of Unicode, `_`, `-`) stay as they are; every other byte becomes `%XX`. ZeroClaw
/// itself never writes a `%`. A stem that is not exactly what its decoded form would be encoded to is a foreign file's: it is the key itself.
package enum SessionStem {
  /// Bytes of a stem that we write: with the names that we put around it, it stays below the 255 bytes of a file name.
  package static let longest = 230

  /// Later versions of Unicode add letters; a key's file name must not change with them.
  private static let unicodeVersion = 15

  /// The stem that we write for a key.
  package static func stem(of key: some Collection<UInt8>) -> [UInt8] {
    let key = Array(key)
    var out: [UInt8] = []
    out.reserveCapacity(key.count)
    var at = 0
    while at < key.count {
      let byte = key[at]
      if isPlain(byte) {
        out.append(byte)
        at += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(in: key, at: at), isKept(scalar) {
        out += key[at..<at + length]
        at += length
      } else {
        out += [0x25, hex(byte >> 4), hex(byte & 15)]
        at += 1
      }
    }
    return out
  }

  /// The key of a file: decoded where the stem is exactly what we would write for it, else the stem itself.
  package static func key(of stem: some Collection<UInt8>) -> [UInt8] {
    let stem = Array(stem)
    let decoded = decoded(stem)
    return self.stem(of: decoded) == stem ? decoded : stem
  }

  /// Whether we would write such a stem.
  static func isCanonical(_ stem: [UInt8]) -> Bool { self.stem(of: decoded(stem)) == stem }

  private static func decoded(_ stem: [UInt8]) -> [UInt8] {
    guard stem.contains(0x25) else { return stem }
    var out: [UInt8] = []
    var at = 0
    while at < stem.count {
      if stem[at] == 0x25, at + 2 < stem.count, let high = value(stem[at + 1]), let low = value(stem[at + 2]) {
        out.append(high << 4 | low)
        at += 3
      } else {
        out.append(stem[at])
        at += 1
      }
    }
    return out
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }

  private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    guard let age = properties.age, age.major <= unicodeVersion else { return false }
    if properties.isAlphabetic { return true }
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return true
    default: return false
    }
  }

  /// The character beyond ASCII here with its length; nil where the bytes are not UTF-8.
  private static func scalar(in bytes: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
    let first = bytes[start]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, start + length <= bytes.count else { return nil }
    var value = UInt32(first & (0x7F >> UInt8(length)))
    for byte in bytes[start + 1..<start + length] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  private static func hex(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  /// Upper case only: what we write.
  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    default: nil
    }
  }
}
