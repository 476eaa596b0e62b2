/// Eight bytes of text at a time: which is the first that a reader or writer must look at.
enum ByteWords {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The same byte eight times.
  @inline(__always)
  static func spread(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

  /// The high bit of each byte that is below U+0020, a backslash or the (spread) quote. Bytes behind the first hit may be marked wrongly.
  @inline(__always)
  static func special(_ word: UInt64, quote: UInt64) -> UInt64 {
    let quoted = word ^ quote
    let slashed = word ^ spread(Byte.backslash)
    let control = (word &- spread(0x20)) & ~word
    return (control | ((quoted &- ones) & ~quoted) | ((slashed &- ones) & ~slashed)) & highBits
  }

  /// The high bit of each byte that is not ASCII.
  @inline(__always)
  static func beyondASCII(_ word: UInt64) -> UInt64 { word & highBits }

  /// The eight bytes at `offset`, the first in the low bits.
  @inline(__always)
  static func load(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
