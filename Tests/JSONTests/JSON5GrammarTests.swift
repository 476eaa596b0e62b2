import JSON
import Testing

@Suite struct JSON5GrammarTests {
  @Test(arguments: [
    ("{a:1}", #"{"a":1}"#), ("{a:1,}", #"{"a":1}"#), ("[1,]", "[1]"), ("{'a':'b'}", #"{"a":"b"}"#), ("'it\\'s \"q\"'", #""it's \"q\"""#),
    ("// c\n1", "1"), ("1 // c", "1"), ("1 //", "1"), ("/* c */ 1 /* ** / */", "1"), ("[/**/1/* x\n */,//y\r2]", "[1,2]"),
    ("{a/**/:/**/1}", #"{"a":1}"#),
    ("{$_a1:1,ünï:2,日本:3}", #"{"$_a1":1,"ünï":2,"日本":3}"#), (#"{\u0061b:1}"#, #"{"ab":1}"#),
    ("{null:1,true:2,Infinity:3}", #"{"null":1,"true":2,"Infinity":3}"#),
    ("{a\u{200C}b:1}", "{\"a\u{200C}b\":1}"), ("{a\u{0301}:1}", "{\"a\u{0301}\":1}"),
    ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e\\\u{2029}f'", #""abcdef""#), (#"'\x41\v\0\q\u0042'"#, #""A\u000b\u0000qB""#),
    ("'a\u{2028}\tb'", "\"a\u{2028}\\tb\""),
    ("\u{FEFF}1", "1"), ("\u{A0}\u{2003}\u{0B}\u{0C}\u{2028}\u{3000}1\u{A0}", "1"), ("\"é\\é\"", #""éé""#),
  ])
  func meansTheSameAs(_ text: String, _ plain: String) throws {
    #expect(try rewritten(scan(text, .json5)) == plain)
    #expect(verdict(text) != "accepted")
  }

  @Test(arguments: [
    ("0x1F", 31), ("-0xff", -255), ("+0X10", 16), (".5", 0.5), ("5.", 5), ("-.5e1", -5), ("5.e2", 500), ("+1", 1),
    ("Infinity", Double.infinity),
    ("-Infinity", -Double.infinity), ("+Infinity", Double.infinity), ("0.5", 0.5), ("-0", 0),
  ])
  func readsNumbers(_ text: String, _ value: Double) throws {
    #expect(try scan(text, .json5).double == value)
    #expect(try scan("[\(text)]", .json5).elements.first { _ in true }?.double == value)
  }

  @Test func readsNotANumber() throws { #expect(try scan("-NaN", .json5).double?.isNaN == true) }

  @Test(arguments: [
    ("[,]", "invalid_json"), ("{,}", "invalid_json"), ("[1,,]", "invalid_json"), ("{a:1,,}", "invalid_json"), ("{a}", "invalid_json"),
    ("{1a:1}", "invalid_json"),
    ("{a-b:1}", "invalid_json"), ("{a b:1}", "invalid_json"), (#"{\u0020:1}"#, "invalid_json"), (#"{\u0031:1}"#, "invalid_json"),
    (#"{\x61:1}"#, "invalid_json"),
    (#"{\ud83d:1}"#, "invalid_json"), ("{\u{1F600}:1}", "invalid_json"), ("010", "invalid_json"), ("0x", "unexpected_end"),
    ("0xg", "invalid_json"), (".", "unexpected_end"),
    ("[.]", "invalid_json"), ("+", "unexpected_end"), ("+-1", "invalid_json"), ("0x1.5", "invalid_json"), ("1e", "unexpected_end"),
    ("Infinit", "unexpected_end"),
    ("infinity", "invalid_json"), ("NaNs", "invalid_json"), (#"'\1'"#, "invalid_json"), (#"'\01'"#, "invalid_json"),
    (#"'\x4'"#, "invalid_json"), ("'a\nb'", "control_character"),
    ("'a\rb'", "control_character"), ("'a\"", "unexpected_end"), ("/* c", "unexpected_end"), ("/", "unexpected_end"),
    ("/x", "invalid_json"), ("// c", "unexpected_end"),
    ("/* */", "unexpected_end"), ("1 /* *", "unexpected_end"), ("1 2", "trailing_characters"), ("{a:1", "unexpected_end"),
    ("{a", "unexpected_end"), ("{a:1}x", "trailing_characters"),
    ("'\\", "unexpected_end"), ("undefined", "invalid_json"), ("`a`", "invalid_json"), ("\u{0}", "nul_bytes"), ("{\\", "unexpected_end"),
  ])
  func refusesWithTheRightCode(_ text: String, _ code: String) { #expect(verdict(text, .json5) == code) }

  /// Comments are text too.
  @Test func refusesWhatIsNotUTF8InComments() {
    for (open, close) in [("//", "\n1"), ("/*", "*/1")] {
      #expect(verdict(Array(open.utf8) + [0xFF] + Array(close.utf8), .json5) == "invalid_utf8")
    }
  }
}

/// The value as the writer writes it.
func rewritten(_ value: JSONValue) throws -> String {
  var writer = JSONWriter()
  try write(value, to: &writer)
  return text(writer.take())
}

func write(_ value: JSONValue, to writer: inout JSONWriter) throws {
  switch value.kind {
  case .null: writer.null()
  case .true, .false: writer.bool(value.bool == true)
  case .number: writer.raw(value.rawBytes)
  case .string: writer.string(try value.string() ?? "")
  case .array:
    writer.beginArray()
    for element in value.elements { try write(element, to: &writer) }
    writer.endArray()
  case .object:
    writer.beginObject()
    for member in value.members {
      writer.key(try member.key())
      try write(member.value, to: &writer)
    }
    writer.endObject()
  case .key: Issue.record("a key is no value")
  }
}
