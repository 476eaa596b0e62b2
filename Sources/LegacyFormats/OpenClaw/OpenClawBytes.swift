/// Questions about names and keys as bytes.
enum OpenClawBytes {
  static func hasPrefix(_ bytes: some Collection<UInt8>, _ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

  static func hasSuffix(_ bytes: some BidirectionalCollection<UInt8>, _ suffix: String) -> Bool {
    bytes.count >= suffix.utf8.count && bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// Where `part` begins for the first time.
  static func first(_ part: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let part = Array(part.utf8)
    guard bytes.count >= part.count else { return nil }
    return (bytes.startIndex...bytes.endIndex - part.count).first { bytes[$0..<$0 + part.count].elementsEqual(part) }
  }

  /// Where `part` begins for the last time.
  static func last(_ part: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let part = Array(part.utf8)
    guard bytes.count >= part.count else { return nil }
    return (bytes.startIndex...bytes.endIndex - part.count).last { bytes[$0..<$0 + part.count].elementsEqual(part) }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte) }

  /// `8-4-4-4-12` hexadecimal digits.
  static func isUUID(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { [8, 13, 18, 23].contains($0.offset) ? $0.element == 0x2D : isHex($0.element) }
  }

  /// `toLowerCase` of JavaScript; of bytes that are not UTF-8, the ASCII letters only.
  static func lowercased(_ bytes: some Collection<UInt8>) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
    let scalars = Array(text.unicodeScalars)
    var lower = ""
    for (index, scalar) in scalars.enumerated() {
      lower += scalar == "Σ" && isFinalSigma(scalars, index) ? "ς" : scalar.properties.lowercaseMapping
    }
    return Array(lower.utf8)
  }

  /// Unicode's Final_Sigma: a cased letter before, none behind, ignorable ones aside.
  private static func isFinalSigma(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    func isCased(_ part: some Sequence<Unicode.Scalar>) -> Bool {
      part.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
    }
    return isCased(scalars[..<index].reversed()) && !isCased(scalars[(index + 1)...])
  }
}
