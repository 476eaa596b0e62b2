internal import Platform
internal import WarrenModel

/// UUIDs as the text that they are stored and compared as.
enum UUIDText {
  private static let dashes: Set<Int> = [8, 13, 18, 23]
  private static let length = 36

  /// A new random one (version 4, RFC 9562).
  static func make() throws(SystemError) -> String {
    var bytes = try RandomBytes.make(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { Hex.text(bytes[$0]) }.joined(separator: "-")
  }

  /// The lower-case text; nil where the bytes are no UUID.
  static func canonical(_ bytes: [UInt8]) -> String? {
    guard bytes.count == length else { return nil }
    for (index, byte) in bytes.enumerated() {
      let isDigit = (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
      guard dashes.contains(index) ? byte == 0x2D : isDigit else { return nil }
    }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }
}
