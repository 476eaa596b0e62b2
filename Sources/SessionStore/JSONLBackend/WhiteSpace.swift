/// Unicode's White_Space, as Rust's `trim` takes it: U+0085 and U+3000 are among them, U+FEFF and U+001C are not.
enum WhiteSpace {
  /// The range without white space at both ends; bytes that are not UTF-8 are none.
  static func trimmed(_ bytes: UnsafeRawBufferPointer) -> Range<Int> {
    var start = 0
    var end = bytes.count
    while start < end, let length = length(bytes, at: start, end: end) { start += length }
    while start < end, let length = lengthBefore(bytes, start: start, end: end) { end -= length }
    return start..<end
  }

  private static func length(_ bytes: UnsafeRawBufferPointer, at start: Int, end: Int) -> Int? {
    switch bytes[start] {
    case 0x09...0x0D, 0x20: return 1
    case 0xC2 where start + 1 < end && (bytes[start + 1] == 0x85 || bytes[start + 1] == 0xA0): return 2
    case 0xE1...0xE3 where start + 2 < end: return isWide(bytes[start], bytes[start + 1], bytes[start + 2]) ? 3 : nil
    default: return nil
    }
  }

  private static func lengthBefore(_ bytes: UnsafeRawBufferPointer, start: Int, end: Int) -> Int? {
    for count in 1...3 where end - count >= start {
      if length(bytes, at: end - count, end: end) == count { return count }
    }
    return nil
  }

  /// U+1680, U+2000…200A, U+2028, U+2029, U+202F, U+205F, U+3000.
  private static func isWide(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second, third) {
    case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): true
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): true
    default: false
    }
  }
}
