import JSON
import Testing

@Suite struct PositionTests {
  @Test func spansAreTheBytesAsWritten() throws {
    let source = #" { "a" : 1.10 , "b\n" : [ "x" , 1e400 , {} ] } "#
    let value = try scan(source)
    #expect(text(value.rawBytes) == source.dropFirst().dropLast())
    #expect(value["a"].map { text($0.rawBytes) } == "1.10")
    #expect(value["b\n"].map { text($0.rawBytes) } == #"[ "x" , 1e400 , {} ]"#)
    #expect(value["b\n"]?.elements.map { text($0.rawBytes) } == [#""x""#, "1e400", "{}"])
    #expect(value.members.map { text(Array(source.utf8)[$0.keySpan]) } == [#""a""#, #""b\n""#])
    #expect(value["b\n"]?.elements.map(\.plainSpan) == [27..<28, nil, nil])
  }

  @Test func offsetsCountFromTheWholeBuffer() throws {
    let lines = Array("{\"n\":1}\n{\"n\":22}\n{\"n\":x}\n".utf8)
    var scanner = JSONScanner()
    let second = try scanner.scan(lines, in: 8..<16)
    #expect(second.span == 8..<16)
    #expect(second["n"]?.span == 13..<15)
    #expect(second["n"]?.int64 == 22)
    let error = #expect(throws: JSONError.self) { try scanner.scan(lines, in: 17..<24) }
    #expect(error?.offset == 22)
    #expect(error?.line == 1)
    #expect(error?.column == 6)
  }

  @Test func aRangeEndsTheInput() throws {
    var scanner = JSONScanner()
    let bytes = Array("\"abcdefghijklmnopqrstuvwxyz\" 12345678 truefalse".utf8)
    #expect(throws: JSONError.self) { try scanner.scan(bytes, in: 0..<20) }
    #expect(try scanner.scan(bytes, in: 29..<33).int64 == 1234)
    #expect(try scanner.scan(bytes, in: 38..<42).bool == true)
  }

  @Test(arguments: [
    ("[1,\n 2,\n  x]", 3, 3, 10), ("[1,\r\n\r\n x]", 3, 2, 8), ("[1,\rx]", 2, 1, 4), ("[\"é日😀\", x]", 1, 9, 14), ("", 1, 1, 0),
    ("[1,\n", 2, 1, 4),
    ("\"a\nb\"", 1, 3, 2), ("1\n2", 2, 1, 2),
  ])
  func errorsNameLineAndColumn(_ source: String, _ line: Int, _ column: Int, _ offset: Int) throws {
    let error = try #require(failure(source))
    #expect(error.line == line)
    #expect(error.column == column)
    #expect(error.offset == offset)
  }

  /// A scanner reuses its tape, and a value that is still held keeps its own.
  @Test func aValueOutlivesTheNextScan() throws {
    var scanner = JSONScanner()
    let first = try scanner.scan(Array(#"{"a":[1,2,3]}"#.utf8))
    let second = try scanner.scan(Array(#"["other"]"#.utf8))
    #expect(throws: JSONError.self) { try scanner.scan(Array("[".utf8)) }
    #expect(first["a"]?.elements.compactMap(\.int64) == [1, 2, 3])
    #expect(try second.elements.compactMap { try $0.string() } == ["other"])
  }

  @Test func checksBytesThatAreNotInAnArray() throws {
    var scanner = JSONScanner()
    try Array("  [1,[2]] ".utf8).withUnsafeBytes { try scanner.check($0, in: 1..<10) }
    #expect(scanner.tape.nodes.map(\.kind) == [.array, .number, .array, .number])
    #expect(scanner.tape.span(of: 2) == 5..<8)
    #expect(scanner.tape.nodes[3].parent == 2)
    #expect(scanner.tape.nodes[1].next == 2)
  }
}
