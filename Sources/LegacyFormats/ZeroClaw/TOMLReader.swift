/// As much of TOML (https://toml.io/en/v1.0.0) as it takes to find strings and booleans in tables, tolerantly: what it does not understand
/// it passes to the end of the line and counts.
struct TOMLReader {
  enum Value: Hashable {
    case string([UInt8])
    case strings([[UInt8]])
    case bool(Bool)
    /// A table begins here; its values follow.
    case table
    /// A number, a time, an array of other things.
    case other
  }

  /// Arrays and inline tables inside each other.
  private static let depthLimit = 32

  private let bytes: [UInt8]
  private var at = 0
  private var table: [[UInt8]] = []
  private(set) var skippedLines = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  /// Hands over each value with its keys, those of its table first.
  mutating func read(_ body: ([[UInt8]], Value) -> Void) {
    while true {
      skipSpace(lines: true)
      guard at < bytes.count else { return }
      let isRead = bytes[at] == 0x5B ? header(body) : pair(table, 0, body)
      skipSpace(lines: false)
      if !isRead || (at < bytes.count && bytes[at] != 0x0A) {
        skippedLines += 1
        skipLine()
      }
    }
  }

  private mutating func header(_ body: ([[UInt8]], Value) -> Void) -> Bool {
    // A table that is not understood must not take the values of the one before.
    table = [[]]
    at += 1
    let isArray = takes(0x5B)
    guard let path = keys(), takes(0x5D), !isArray || takes(0x5D) else { return false }
    // Each of an array's tables is one more of the same: none that is looked for.
    table = isArray ? path + [[]] : path
    body(table, .table)
    return true
  }

  private mutating func pair(_ prefix: [[UInt8]], _ depth: Int, _ body: ([[UInt8]], Value) -> Void) -> Bool {
    guard let path = keys(), takes(0x3D) else { return false }
    skipSpace(lines: false)
    if at < bytes.count, bytes[at] == 0x7B { return inlineTable(prefix + path, depth + 1, body) }
    guard let value = value(depth) else { return false }
    body(prefix + path, value)
    return true
  }

  private mutating func inlineTable(_ prefix: [[UInt8]], _ depth: Int, _ body: ([[UInt8]], Value) -> Void) -> Bool {
    guard depth < Self.depthLimit else { return false }
    at += 1
    body(prefix, .table)
    while true {
      skipSpace(lines: true)
      if takes(0x7D) { return true }
      guard pair(prefix, depth, body) else { return false }
      skipSpace(lines: true)
      if takes(0x2C) { continue }
      return takes(0x7D)
    }
  }

  // MARK: - Values

  private mutating func value(_ depth: Int) -> Value? {
    guard at < bytes.count, depth < Self.depthLimit else { return nil }
    switch bytes[at] {
    case 0x22, 0x27: return string().map { .string($0) }
    case 0x5B: return array(depth)
    case 0x7B: return inlineTable([], depth + 1) { _, _ in } ? .other : nil
    default:
      let start = at
      while at < bytes.count, !Self.endsWord.contains(bytes[at]) { at += 1 }
      let word = bytes[start..<at]
      if word.isEmpty { return nil }
      if word.elementsEqual("true".utf8) { return .bool(true) }
      return word.elementsEqual("false".utf8) ? .bool(false) : .other
    }
  }

  /// White space, a comma, a bracket, a brace, a comment.
  private static let endsWord: Set<UInt8> = [0x20, 0x09, 0x0D, 0x0A, 0x2C, 0x5D, 0x7D, 0x23]

  private mutating func array(_ depth: Int) -> Value? {
    at += 1
    var strings: [[UInt8]] = []
    var isOther = false
    while true {
      skipSpace(lines: true)
      if takes(0x5D) { return isOther ? .other : .strings(strings) }
      guard let value = value(depth + 1) else { return nil }
      if case .string(let text) = value { strings.append(text) } else { isOther = true }
      skipSpace(lines: true)
      if takes(0x2C) { continue }
      return takes(0x5D) ? (isOther ? .other : .strings(strings)) : nil
    }
  }

  private mutating func string() -> [UInt8]? {
    let quote = bytes[at]
    let isLong = bytes[at...].starts(with: [quote, quote, quote])
    at += isLong ? 3 : 1
    if isLong, at < bytes.count, bytes[at] == 0x0A { at += 1 }
    var out: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      if byte == quote, !isLong {
        at += 1
        return out
      }
      if byte == quote, bytes[at...].starts(with: [quote, quote, quote]) {
        at += 3
        // Up to two more belong to the text.
        while at < bytes.count, bytes[at] == quote, out.count < bytes.count {
          out.append(quote)
          at += 1
        }
        return out
      }
      if byte == 0x0A, !isLong { return nil }
      at += 1
      if byte == 0x5C, quote == 0x22 {
        guard escape(into: &out) else { return nil }
      } else {
        out.append(byte)
      }
    }
    return nil
  }

  private mutating func escape(into out: inout [UInt8]) -> Bool {
    guard at < bytes.count else { return false }
    let byte = bytes[at]
    at += 1
    switch byte {
    case 0x22, 0x5C: out.append(byte)
    case 0x62: out.append(0x08)
    case 0x66: out.append(0x0C)
    case 0x6E: out.append(0x0A)
    case 0x72: out.append(0x0D)
    case 0x74: out.append(0x09)
    case 0x75, 0x55:
      let digits = byte == 0x75 ? 4 : 8
      let text = String(decoding: bytes[at...].prefix(digits), as: UTF8.self)
      guard text.utf8.count == digits, let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else { return false }
      at += digits
      out += Array(String(Character(scalar)).utf8)
    default:
      // A line that ends in a backslash goes on with the next word.
      guard Self.isSpace(byte) || byte == 0x0A else { return false }
      while at < bytes.count, Self.isSpace(bytes[at]) || bytes[at] == 0x0A { at += 1 }
    }
    return true
  }

  // MARK: - Keys and space

  /// One key or several with dots between them.
  private mutating func keys() -> [[UInt8]]? {
    var path: [[UInt8]] = []
    repeat {
      skipSpace(lines: false)
      guard at < bytes.count else { return nil }
      if bytes[at] == 0x22 || bytes[at] == 0x27 {
        guard let key = string() else { return nil }
        path.append(key)
      } else {
        let start = at
        while at < bytes.count, Self.isBare(bytes[at]) { at += 1 }
        if at == start { return nil }
        path.append(Array(bytes[start..<at]))
      }
      skipSpace(lines: false)
    } while takes(0x2E)
    return path
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace(lines: Bool) {
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x23 {
        skipLine()
      } else if Self.isSpace(byte) || (lines && byte == 0x0A) {
        at += 1
      } else {
        return
      }
    }
  }

  private mutating func skipLine() {
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }
}
