internal import Glibc
internal import JSON

/// What a line of a session's file is.
enum LineVerdict {
  /// White space only: ignored without a word.
  case blank
  case skipped(SkippedLine.Reason)
  case message(LineParts)
}

/// Where the parts of a valid line lie; offsets count from the line's begin.
struct LineParts {
  /// The line without white space around it.
  let whole: Range<Int>
  /// The strings, quotes included.
  let role: Range<Int>
  let content: Range<Int>
  /// The id in `_warren`; nil for a line that another program wrote.
  let id: Int64?
  /// `["role","content"]`: ZeroClaw's own reader takes it, so it is a message here too; it is reported as doubtful.
  let isArray: Bool
}

/// Judges lines as ZeroClaw's reader does (formats/zeroclaw.md §2), without making values: one pass over the bytes.
struct LineJudge {
  /// ZeroClaw's parser passes what it ignores without a limit; ours costs nodes, never stack.
  static let depthLimit = 1 << 20
  /// Ids beyond this are not believed: other programs' numbers lose their last digits there.
  private static let largestID: Int64 = 1 << 53

  private var scanner = JSONScanner(.strict, depthLimit: LineJudge.depthLimit)

  mutating func judge(_ line: RawLine) -> LineVerdict {
    if line.isTooLong { return .skipped(.tooLong) }
    return judge(line.bytes, isTerminated: line.isTerminated)
  }

  mutating func judge(_ line: UnsafeRawBufferPointer, isTerminated: Bool) -> LineVerdict {
    let whole = WhiteSpace.trimmed(line)
    if whole.isEmpty { return .blank }
    let bytes = UnsafeRawBufferPointer(rebasing: line[whole])
    do throws(JSONError) {
      try scanner.check(bytes)
    } catch {
      return .skipped(Self.reason(error, of: bytes, isTerminated: isTerminated))
    }
    let nodes = scanner.tape.nodes
    return nodes.withUnsafeBufferPointer { nodes in
      switch nodes[0].kind {
      case .object: Self.object(bytes, nodes, whole)
      case .array: Self.array(bytes, nodes, whole)
      case .null, .false, .true, .number, .string, .key: .skipped(.notAnObject)
      }
    }
  }

  private static func reason(_ error: JSONError, of bytes: UnsafeRawBufferPointer, isTerminated: Bool) -> SkippedLine.Reason {
    if error.code == .unexpectedEnd, !isTerminated { return .torn }
    switch error.code {
    case .nulBytes: return .nulBytes
    case .byteOrderMark: return String(validating: bytes, as: UTF8.self) == nil ? .invalidUTF8 : .byteOrderMark
    default: break
    }
    if String(validating: bytes, as: UTF8.self) == nil { return .invalidUTF8 }
    switch error.code {
    case .trailingCharacters: return .trailingCharacters
    case .controlCharacter: return .controlCharacter
    case .loneSurrogate: return .loneSurrogate
    default: return .invalidJSON
    }
  }

  private static func object(_ bytes: UnsafeRawBufferPointer, _ nodes: UnsafeBufferPointer<JSONNode>, _ whole: Range<Int>) -> LineVerdict {
    var role: Int?
    var content: Int?
    var stamp: Int?
    var stamps = 0
    var at = 1
    while at < Int(nodes[0].next) {
      switch key(bytes, nodes[at]) {
      case .role:
        if role != nil { return .skipped(.duplicateField) }
        role = at + 1
      case .content:
        if content != nil { return .skipped(.duplicateField) }
        content = at + 1
      case .stamp:
        stamp = at + 1
        stamps += 1
      case .broken: return .skipped(.loneSurrogate)
      case .other: break
      }
      at = Int(nodes[at + 1].next)
    }
    guard let content else { return .skipped(.contentMissing) }
    guard let role, nodes[role].kind == .string else { return .skipped(.roleMissing) }
    guard nodes[content].kind == .string else { return .skipped(.contentNotText) }
    let (roleSpan, contentSpan) = (span(nodes[role]), span(nodes[content]))
    if holdsHalf(bytes, roleSpan) || holdsHalf(bytes, contentSpan) { return .skipped(.loneSurrogate) }
    return .message(
      LineParts(
        whole: whole, role: shifted(roleSpan, whole), content: shifted(contentSpan, whole),
        id: stamps == 1 ? stamp.flatMap { id(bytes, nodes, $0) } : nil, isArray: false))
  }

  private static func array(_ bytes: UnsafeRawBufferPointer, _ nodes: UnsafeBufferPointer<JSONNode>, _ whole: Range<Int>) -> LineVerdict {
    guard nodes.count == 3, nodes[1].kind == .string, nodes[2].kind == .string else { return .skipped(.notAnObject) }
    let (role, content) = (span(nodes[1]), span(nodes[2]))
    if holdsHalf(bytes, role) || holdsHalf(bytes, content) { return .skipped(.loneSurrogate) }
    return .message(
      LineParts(whole: whole, role: shifted(role, whole), content: shifted(content, whole), id: nil, isArray: true))
  }

  private static func span(_ node: JSONNode) -> Range<Int> { Int(node.start)..<Int(node.end) }

  private static func shifted(_ range: Range<Int>, _ whole: Range<Int>) -> Range<Int> {
    range.lowerBound + whole.lowerBound..<range.upperBound + whole.lowerBound
  }

  private enum Key { case role, content, stamp, other, broken }

  private static func key(_ bytes: UnsafeRawBufferPointer, _ node: JSONNode) -> Key {
    let raw = UnsafeRawBufferPointer(rebasing: bytes[span(node)])
    guard let base = raw.baseAddress else { return .other }
    if memchr(base, 0x5C, raw.count) == nil { return named(UnsafeRawBufferPointer(rebasing: raw[1..<raw.count - 1])) }
    var scanner = JSONScanner(.strict)
    guard let value = try? scanner.scan(Array(raw)), !value.hasLoneSurrogate, let decoded = value.utf8 else { return .broken }
    return decoded.withUnsafeBytes { named($0) }
  }

  private static func named(_ key: UnsafeRawBufferPointer) -> Key {
    switch key.count {
    case 4 where key.elementsEqual("role".utf8): .role
    case 7 where key.elementsEqual("content".utf8): .content
    case 7 where key.elementsEqual("_warren".utf8): .stamp
    default: .other
    }
  }

  /// Whether a string holds half a surrogate pair.
  private static func holdsHalf(_ bytes: UnsafeRawBufferPointer, _ span: Range<Int>) -> Bool {
    let raw = UnsafeRawBufferPointer(rebasing: bytes[span])
    guard raw.holds("\\u") else { return false }
    var scanner = JSONScanner(.strict)
    return (try? scanner.scan(Array(raw)))?.hasLoneSurrogate ?? true
  }

  /// The id in the object at a node.
  private static func id(_ bytes: UnsafeRawBufferPointer, _ nodes: UnsafeBufferPointer<JSONNode>, _ stamp: Int) -> Int64? {
    guard nodes[stamp].kind == .object else { return nil }
    var at = stamp + 1
    while at < Int(nodes[stamp].next) {
      let key = UnsafeRawBufferPointer(rebasing: bytes[span(nodes[at])])
      if key.count == 4, key.elementsEqual("\"id\"".utf8) {
        guard nodes[at + 1].kind == .number else { return nil }
        return number(bytes[span(nodes[at + 1])])
      }
      at = Int(nodes[at + 1].next)
    }
    return nil
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
    guard digits.count <= 16 else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value > 0 && value <= largestID ? value : nil
  }
}
