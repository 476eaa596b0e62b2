/// One pass over the bytes of one value: a state machine whose stack is the chain of parents on the tape.
struct JSONCursor {
  /// What may come next.
  private enum Expected {
    case value, valueOrEnd, keyOrEnd, key, separator, nothing
  }

  let bytes: UnsafeRawBufferPointer
  let isJSON5: Bool
  let depthLimit: Int
  let rejectsLoneSurrogates: Bool
  var at = 0
  var nodes: [JSONNode]
  private var parent = JSONNode.none
  private var depth = 0

  init(
    _ bytes: UnsafeRawBufferPointer, dialect: JSONDialect, depthLimit: Int, rejectsLoneSurrogates: Bool, nodes: consuming [JSONNode]
  ) {
    self.bytes = bytes
    self.isJSON5 = dialect == .json5
    self.depthLimit = depthLimit
    self.rejectsLoneSurrogates = rejectsLoneSurrogates
    self.nodes = nodes
  }

  /// Reads the value and the white space around it, to the end.
  mutating func scan() throws(JSONFault) {
    try refuseFront()
    var expected = Expected.value
    while true {
      try skipSpace()
      if expected == .nothing { break }
      guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, nodes.isEmpty ? "there is no value" : "the value is torn") }
      let byte = bytes[at]
      switch expected {
      case .value: expected = try value(byte)
      case .valueOrEnd: expected = byte == Byte.closingBracket ? close() : try value(byte)
      case .keyOrEnd where byte == Byte.closingBrace: expected = close()
      case .keyOrEnd, .key: expected = try key(byte)
      case .separator: expected = try separator(byte)
      case .nothing: break
      }
    }
    if at < bytes.count {
      if bytes[at] >= 0x80 { _ = try codePointLength() }
      throw JSONFault(.trailingCharacters, at: at, "there is more behind the value")
    }
  }

  private func refuseFront() throws(JSONFault) {
    if bytes.count > JSONScanner.mostBytes { throw JSONFault(.tooLarge, at: 0, "the value is too large") }
    if bytes.first == 0 { throw JSONFault(.nulBytes, at: 0, "NUL bytes instead of a value") }
    if !isJSON5, bytes.count > 2, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw JSONFault(.byteOrderMark, at: 0, "a byte order mark in front")
    }
  }

  private mutating func value(_ byte: UInt8) throws(JSONFault) -> Expected {
    switch byte {
    case Byte.quote: try string(byte, as: .string)
    case Byte.openingBrace: return try open(.object)
    case Byte.openingBracket: return try open(.array)
    case Byte.minus, 0x30...0x39: try number()
    case 0x74: try word("true", as: .true)
    case 0x66: try word("false", as: .false)
    case 0x6E: try word("null", as: .null)
    case Byte.apostrophe where isJSON5: try string(byte, as: .string)
    case Byte.plus where isJSON5, Byte.dot where isJSON5, 0x49 where isJSON5, 0x4E where isJSON5: try number()
    default: throw try unexpected("a value is expected")
    }
    return afterValue
  }

  private var afterValue: Expected { parent == JSONNode.none ? .nothing : .separator }

  private mutating func open(_ kind: JSONKind) throws(JSONFault) -> Expected {
    if depth == depthLimit { throw JSONFault(.tooDeep, at: at, "arrays and objects are nested too deep") }
    depth += 1
    let index = UInt32(truncatingIfNeeded: nodes.count)
    let start = at
    at += 1
    append(kind, from: start)
    parent = index
    return kind == .object ? .keyOrEnd : .valueOrEnd
  }

  private mutating func close() -> Expected {
    at += 1
    depth -= 1
    let index = Int(parent)
    nodes[index].end = UInt32(truncatingIfNeeded: at)
    nodes[index].next = UInt32(truncatingIfNeeded: nodes.count)
    parent = nodes[index].parent
    return afterValue
  }

  private mutating func separator(_ byte: UInt8) throws(JSONFault) -> Expected {
    let isObject = nodes[Int(parent)].kind == .object
    switch byte {
    case Byte.comma:
      at += 1
      if isObject { return isJSON5 ? .keyOrEnd : .key }
      return isJSON5 ? .valueOrEnd : .value
    case Byte.closingBrace where isObject, Byte.closingBracket where !isObject: return close()
    default: throw try unexpected(isObject ? "a comma or } is expected" : "a comma or ] is expected")
    }
  }

  private mutating func key(_ byte: UInt8) throws(JSONFault) -> Expected {
    if byte == Byte.quote || (isJSON5 && byte == Byte.apostrophe) {
      try string(byte, as: .key)
    } else if isJSON5 {
      try identifier()
    } else {
      throw try unexpected("a key in double quotes is expected")
    }
    try skipSpace()
    guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at, "the value is torn") }
    guard bytes[at] == Byte.colon else { throw try unexpected("a colon is expected") }
    at += 1
    return .value
  }

  /// Appends the node of what lies between `start` and here.
  mutating func append(_ kind: JSONKind, from start: Int, _ traits: JSONNode.Traits = []) {
    nodes.append(
      JSONNode(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: at), next: UInt32(truncatingIfNeeded: nodes.count + 1),
        parent: parent, kind: kind, traits: traits))
  }

  /// The fault of the byte here, which nothing that may come begins with.
  func unexpected(_ message: StaticString) throws(JSONFault) -> JSONFault {
    if at >= bytes.count { return JSONFault(.unexpectedEnd, at: at, "the value is torn") }
    if bytes[at] >= 0x80 { _ = try codePointLength() }
    return JSONFault(.invalidJSON, at: at, message)
  }
}
