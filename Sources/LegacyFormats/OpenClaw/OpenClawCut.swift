/// Finds how far the members of an object are whole, in a store that was cut off.
struct OpenClawCut {
  private var depth = 0
  /// Behind the last member that is whole, 0 without one.
  private var whole = 0
  private let bytes: [UInt8]

  /// Bytes of the object up to its last whole member, its closing brace left out; 0 where no member is whole.
  static func wholeMembers(of bytes: [UInt8]) -> Int {
    var cut = OpenClawCut(bytes: bytes)
    cut.run()
    return cut.whole
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() {
    var at = 0
    while at < bytes.count {
      switch bytes[at] {
      case 0x22, 0x27: at = endOfString(at)
      case 0x2F: at = endOfComment(at)
      case 0x7B, 0x5B:
        depth += 1
        at += 1
      case 0x7D, 0x5D:
        depth -= 1
        at += 1
        if depth == 1 { whole = at }
      case 0x2C:
        // A scalar is whole once something follows it; behind an object, this is where that ended.
        if depth == 1, bytes[whole..<at].contains(0x3A) { whole = at }
        at += 1
      default: at += 1
      }
    }
  }

  private func endOfString(_ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count, bytes[at] != bytes[start] { at += bytes[at] == 0x5C ? 2 : 1 }
    return at + 1
  }

  /// Of JSON5: to the end of the line, or of the comment.
  private func endOfComment(_ start: Int) -> Int {
    guard start + 1 < bytes.count else { return start + 1 }
    var at = start + 2
    if bytes[start + 1] == 0x2F {
      while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    } else if bytes[start + 1] == 0x2A {
      while at + 1 < bytes.count, bytes[at] != 0x2A || bytes[at + 1] != 0x2F { at += 1 }
      at += 2
    }
    return at
  }
}
