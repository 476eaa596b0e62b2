import JSON
import Testing

@Suite struct WriterTests {
  private func written(pretty: Bool = false, _ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(pretty: pretty)
    body(&writer)
    return text(writer.take())
  }

  private func sample(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("a")
    writer.int(1)
    writer.key(utf8: Array("b".utf8))
    writer.beginArray()
    writer.double(1.5)
    writer.bool(true)
    writer.null()
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.raw(Array("{ \"x\":1.10 }".utf8))
    writer.endArray()
    writer.key("c")
    writer.string("d")
    writer.endObject()
  }

  @Test func writesCompactly() {
    #expect(written(sample) == #"{"a":1,"b":[1.5,true,null,{},[],{ "x":1.10 }],"c":"d"}"#)
  }

  @Test func indentsByTwo() {
    let expected = """
      {
        "a": 1,
        "b": [
          1.5,
          true,
          null,
          {},
          [],
          { "x":1.10 }
        ],
        "c": "d"
      }
      """
    #expect(written(pretty: true, sample) == expected)
  }

  @Test func escapesOnlyWhatMustBe() {
    let all = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0 as UInt32) }))
    let escaped =
      #"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"#
    #expect(written { $0.string(all) } == "\"\(escaped)\"")
    #expect(written { $0.string("\"\\/ \u{7F}\u{2028}é日😀") } == "\"\\\"\\\\/ \u{7F}\u{2028}é日😀\"")
  }

  /// The position of what is escaped within a word of eight bytes makes no difference.
  @Test(arguments: ["\"", "\\", "\n", "\u{1F}"])
  func escapesAtEveryPosition(_ special: String) throws {
    for length in 0..<20 {
      for position in 0...length {
        let source = String(repeating: "a", count: position) + special + String(repeating: "é", count: length - position)
        #expect(try scan(written { $0.string(source) }).string() == source)
      }
    }
  }

  @Test func writesNumbers() {
    #expect(written { $0.int(Int64.min) } == "-9223372036854775808")
    #expect(written { $0.int(UInt64.max) } == "18446744073709551615")
    #expect(written { $0.double(1e300) } == "1e+300")
    for value in [Double.nan, .infinity, -.infinity] { #expect(written { $0.double(value) } == "null") }
  }

  @Test func canBeEmptiedInBetween() {
    var writer = JSONWriter()
    var pieces: [UInt8] = []
    writer.beginArray()
    for number in 0..<3 {
      writer.int(number)
      writer.drain { pieces += $0 }
      #expect(writer.bytes.isEmpty)
    }
    pieces += writer.take()
    writer.endArray()
    writer.endLine()
    writer.string("next")
    writer.endLine()
    #expect(text(pieces + writer.take()) == "[0,1,2]\n\"next\"\n")
  }

  @Test func embedsOnOneLine() {
    let body = Array("{\r\n \"a\": \"\\n\" }".utf8)
    #expect(written { $0.rawOnOneLine(body) } == "{   \"a\": \"\\n\" }")
    #expect(
      written(pretty: true) {
        $0.beginArray()
        $0.rawOnOneLine(body)
        $0.endArray()
      } == "[\n  {   \"a\": \"\\n\" }\n]")
  }

  @Test func writesBytesWithoutAString() {
    let bytes = Array("é\n日".utf8)
    #expect(written { $0.string(utf8: bytes) } == #""é\n日""#)
    #expect(written { $0.string(utf8: bytes[..<3]) } == #""é\n""#)
  }

  @Test func aKeyNeedsAValue() async {
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.beginObject()
      writer.int(1)
    }
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("a")
      writer.endObject()
    }
  }
}
