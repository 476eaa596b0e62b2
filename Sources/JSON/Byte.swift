/// The bytes that the grammar names.
enum Byte {
  static let quote: UInt8 = 0x22
  static let apostrophe: UInt8 = 0x27
  static let backslash: UInt8 = 0x5C
  static let openingBrace: UInt8 = 0x7B
  static let closingBrace: UInt8 = 0x7D
  static let openingBracket: UInt8 = 0x5B
  static let closingBracket: UInt8 = 0x5D
  static let comma: UInt8 = 0x2C
  static let colon: UInt8 = 0x3A
  static let plus: UInt8 = 0x2B
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let star: UInt8 = 0x2A
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  /// The value of a hexadecimal digit, or nil.
  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
