/// Cuts a stream of bytes into lines.
struct LineSplitter {
  struct Line {
    /// From 1.
    let number: Int
    let bytes: [UInt8]

    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  private var pending: [UInt8] = []
  private var count = 0

  /// The lines that are whole with these bytes.
  mutating func add(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(next(pending + bytes[start..<index]))
      pending.removeAll(keepingCapacity: true)
      start = index + 1
    }
    pending += bytes[start...]
    return lines
  }

  /// The last line, where it has no newline.
  mutating func finish() -> [Line] {
    defer { pending = [] }
    return pending.isEmpty ? [] : [next(pending)]
  }

  private mutating func next(_ bytes: [UInt8]) -> Line {
    count += 1
    return Line(number: count, bytes: bytes)
  }
}
