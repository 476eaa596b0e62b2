import JSON
import Testing

/// Properties over values, mutants and spans from seeded generators.
@Suite struct RandomValueTests {
  indirect enum Value: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object([(String, Value)])

    static func == (left: Value, right: Value) -> Bool {
      switch (left, right) {
      case (.null, .null): true
      case (.bool(let a), .bool(let b)): a == b
      case (.int(let a), .int(let b)): a == b
      case (.double(let a), .double(let b)): a == b
      case (.string(let a), .string(let b)): Array(a.utf8) == Array(b.utf8)
      case (.array(let a), .array(let b)): a == b
      case (.object(let a), .object(let b)):
        a.count == b.count && zip(a, b).allSatisfy { Array($0.0.utf8) == Array($1.0.utf8) && $0.1 == $1.1 }
      default: false
      }
    }
  }

  private func randomText(_ generator: inout SeededGenerator) -> String {
    var view = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...24, using: &generator) {
      let limit: UInt32 = [0x20, 0x80, 0x80, 0x80, 0x800, 0x10000, 0x110000].randomElement(using: &generator) ?? 0x80
      if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) { view.append(scalar) }
    }
    return String(view)
  }

  private func randomValue(_ depth: Int, _ generator: inout SeededGenerator) -> Value {
    switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .int(Int64(truncatingIfNeeded: generator.next() >> UInt64.random(in: 0..<64, using: &generator)))
    case 3:
      let value = Double(bitPattern: generator.next())
      return value.isFinite ? .double(value) : .double(0.5)
    case 4: return .string(randomText(&generator))
    case 5: return .array((0..<Int.random(in: 0...5, using: &generator)).map { _ in randomValue(depth - 1, &generator) })
    default:
      return .object(
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in (randomText(&generator), randomValue(depth - 1, &generator)) })
    }
  }

  private func write(_ value: Value, to writer: inout JSONWriter) {
    switch value {
    case .null: writer.null()
    case .bool(let flag): writer.bool(flag)
    case .int(let number): writer.int(number)
    case .double(let number): writer.double(number)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.beginArray()
      for element in elements { write(element, to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for (key, member) in members {
        writer.key(key)
        write(member, to: &writer)
      }
      writer.endObject()
    }
  }

  /// Reads with `shape` to tell integers from doubles.
  private func read(_ value: JSONValue, like shape: Value) throws -> Value {
    switch shape {
    case .null: return value.isNull ? .null : .string("not null")
    case .bool: return .bool(try #require(value.bool as Bool?))
    case .int: return .int(try #require(value.int64))
    case .double: return .double(try #require(value.double))
    case .string: return .string(try #require(try value.string()))
    case .array(let shapes):
      let elements = Array(value.elements)
      try #require(elements.count == shapes.count)
      return .array(try zip(elements, shapes).map { try read($0, like: $1) })
    case .object(let shapes):
      let members = Array(value.members)
      try #require(members.count == shapes.count)
      return .object(try zip(members, shapes).map { (try $0.key(), try read($0.value, like: $1.1)) })
    }
  }

  @Test(arguments: [false, true])
  func whatIsWrittenIsReadAgain(pretty: Bool) throws {
    var generator = SeededGenerator(seed: 1)
    var scanners = [JSONScanner(.strict, rejectsLoneSurrogates: true), JSONScanner(.json5, rejectsLoneSurrogates: true)]
    for _ in 0..<1500 {
      let value = randomValue(4, &generator)
      var writer = JSONWriter(pretty: pretty)
      write(value, to: &writer)
      let bytes = writer.take()
      for index in scanners.indices {
        let read = try read(scanners[index].scan(bytes), like: value)
        #expect(read == value, "\(text(bytes))")
      }
    }
  }

  static let corpus = [
    #"{"role":"user","content":"Hello \u00e9\ud83d\ude00 \"quoted\" é日😀","n":[1,-2.5e+10,true,false,null],"o":{"a":{"b":[[],{}]}}}"#,
    "// config\n{ a: 'it\\'s', \"b\": [+1, .5, 5., 0xFF, -Infinity, NaN,], /* c */ $k: 'x\\\ny\\x41\\0', \u{FEFF}\u{A0}ü: null, }",
    #"[[[[{"k":"v"},"\\\/\b\f\n\r\t\ud800","1234567890123456789012345678901234567890"],0],1e400],-0]"#,
    "\"a long enough string so that whole words of eight bytes are passed at once, ééééééé\"", "-123.456e-78", "true",
  ]

  private func mutant(_ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = Array((Self.corpus.randomElement(using: &generator) ?? "").utf8)
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let at = Int.random(in: 0...bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0 where at < bytes.count: bytes.remove(at: at)
      case 1 where at < bytes.count: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
      case 2: bytes.insert(Array("{}[]:,\"'\\/*u0x.eE+-\n\r\u{0}".utf8).randomElement(using: &generator) ?? 0, at: at)
      case 3: bytes.removeSubrange(at...)
      default:
        let other = Array((Self.corpus.randomElement(using: &generator) ?? "").utf8)
        bytes.insert(contentsOf: other.prefix(Int.random(in: 0...other.count, using: &generator)), at: at)
      }
    }
    return bytes
  }

  /// Looks at every node in every way.
  private func visit(_ value: JSONValue, within outer: Range<Int>) {
    #expect(outer.contains(value.span.lowerBound) && value.span.upperBound <= outer.upperBound)
    _ = (value.int64, value.double, value.bool, value.utf8, value.repairedString, value.duplicates.count)
    if !value.hasLoneSurrogate { #expect(throws: Never.self) { try value.string() } }
    for element in value.elements { visit(element, within: value.span) }
    for member in value.members {
      #expect(member.keySpan.upperBound <= member.value.span.lowerBound)
      visit(member.value, within: value.span)
      #expect((try? member.key()).map { value.last($0) != nil } ?? true)
    }
  }

  @Test(arguments: JSONDialect.allCases)
  func noMutantCrashesOrLeavesItsBounds(_ dialect: JSONDialect) {
    var generator = SeededGenerator(seed: 2)
    var scanner = JSONScanner(dialect)
    var accepted = 0
    for _ in 0..<6000 {
      let bytes = mutant(&generator)
      let front = [UInt8](repeating: UInt8(ascii: "x"), count: Int.random(in: 0...9, using: &generator))
      let range = front.count..<front.count + bytes.count
      do {
        visit(try scanner.scan(front + bytes + [0x22, 0x5D], in: range), within: range)
        accepted += 1
        #expect(dialect == .json5 || verdict(bytes, .json5) == "accepted")
      } catch {
        #expect(error.offset >= range.lowerBound && error.offset <= range.upperBound)
        #expect(error.line >= 1 && error.column >= 1)
      }
    }
    #expect(accepted > 100)
  }
}
