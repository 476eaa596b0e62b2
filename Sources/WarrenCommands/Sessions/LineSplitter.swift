/// Cuts a stream of bytes into lines; of a line that is too long nothing is kept.
struct LineSplitter {
  /// Bytes of one line: far more than a message has, and little enough to be in memory as a whole.
  static let longest = 64 << 20

  struct Line {
    /// From 1.
    let number: Int
    /// Empty where the line is too long.
    let bytes: [UInt8]
    let isTooLong: Bool

    var isBlank: Bool { !isTooLong && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  private var pending: [UInt8] = []
  private var isTooLong = false
  private var count = 0

  /// The lines that are whole with these bytes.
  mutating func add(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      keep(rest[..<end])
      lines.append(next())
      rest = rest[(end + 1)...]
    }
    keep(rest)
    return lines
  }

  /// The last line, where it has no newline.
  mutating func finish() -> [Line] { pending.isEmpty && !isTooLong ? [] : [next()] }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    if !isTooLong, pending.count + bytes.count <= Self.longest {
      pending += bytes
      return
    }
    isTooLong = true
    pending = []
  }

  private mutating func next() -> Line {
    count += 1
    defer {
      pending = []
      isTooLong = false
    }
    return Line(number: count, bytes: pending, isTooLong: isTooLong)
  }
}
