internal import Glibc

extension UnsafeRawBufferPointer {
  /// Whether the text occurs in the bytes.
  func holds(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard let base = baseAddress, length > 0 else { return false }
    var at = 0
    while at + length <= count, let found = memchr(base + at, Int32(text.utf8Start[0]), count - length - at + 1) {
      if memcmp(found, text.utf8Start, length) == 0 { return true }
      at = UnsafeRawPointer(found) - base + 1
    }
    return false
  }
}
