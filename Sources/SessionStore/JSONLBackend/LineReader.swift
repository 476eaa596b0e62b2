internal import Glibc
package import Platform

/// A line of a file, valid until the reader goes on.
package struct RawLine {
  /// From 1, counted from where the reader began.
  package let number: Int
  package let offset: Int64
  /// Without the newline; empty where `isTooLong`.
  package let bytes: UnsafeRawBufferPointer
  /// Bytes without the newline.
  package let length: Int64
  /// Whether a newline ends it.
  package let isTerminated: Bool
  package let isTooLong: Bool
}

/// Reads a file line by line in chunks: memory is that of the longest line.
package struct LineReader: ~Copyable {
  /// Large enough that a read costs little beside looking at what it brings, small enough for the cache.
  private static let chunk = 256 << 10
  /// Bytes of one line, which is in memory as a whole: far more than a message has, far less than a file of garbage may bring.
  package static let longest = 256 << 20

  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var filled = 0
  private var searched = 0
  /// Where `start` lies in the file.
  private var offset: Int64
  private var number = 0
  private var atEnd = false
  private var dropped: Int64 = 0

  package init(from offset: Int64 = 0) {
    self.offset = offset
    buffer = .allocate(byteCount: Self.chunk, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The next line; nil at the end.
  package mutating func next(_ file: SharedDescriptor) throws(SystemError) -> RawLine? {
    while true {
      if let end = newline() { return take(end, isTerminated: true) }
      if atEnd {
        if filled == start, dropped == 0 { return nil }
        return take(filled, isTerminated: false)
      }
      try fill(file)
    }
  }

  private mutating func newline() -> Int? {
    guard searched < filled, let base = buffer.baseAddress else { return nil }
    guard let found = memchr(base + searched, 0x0A, filled - searched) else {
      searched = filled
      return nil
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private mutating func take(_ end: Int, isTerminated: Bool) -> RawLine {
    number += 1
    let length = dropped + Int64(end - start)
    let isTooLong = dropped > 0
    let line = RawLine(
      number: number, offset: offset, bytes: UnsafeRawBufferPointer(rebasing: buffer[start..<(isTooLong ? start : end)]), length: length,
      isTerminated: isTerminated, isTooLong: isTooLong)
    offset += length + (isTerminated ? 1 : 0)
    start = min(end + (isTerminated ? 1 : 0), filled)
    searched = start
    dropped = 0
    return line
  }

  private mutating func fill(_ file: SharedDescriptor) throws(SystemError) {
    if start > 0, filled == buffer.count || start == filled { moveDown() }
    if filled == buffer.count {
      if buffer.count >= Self.longest {
        dropped += Int64(filled - start)
        start = 0
        filled = 0
        searched = 0
      } else {
        grow()
      }
    }
    // The descriptor's own position is not used: a reader may begin anywhere.
    let position = offset + dropped + Int64(filled - start)
    let got = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: position)
    if got == 0 { atEnd = true }
    filled += got
  }

  private mutating func moveDown() {
    guard let base = buffer.baseAddress else { return }
    memmove(base, base + start, filled - start)
    filled -= start
    searched -= start
    start = 0
  }

  private mutating func grow() {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: min(buffer.count * 2, Self.longest), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    buffer.deallocate()
    buffer = larger
  }
}
