import JSON
import Testing

@Suite struct StrictGrammarTests {
  static let accepted = [
    "null", "true", "false", " \t\r\n1 \t\r\n", "0", "-0", "10", "-1.5", "1e5", "1E+5", "1e-5", "1.10", "1e400",
    "123456789012345678901234567890",
    #""""#, #""a""#, #""\"\\\/\b\f\n\r\t\u00e9""#, "\"\u{7F}\u{2028}\u{2029}é日😀\u{10FFFF}\"", #""\u0000""#, #""\ud83d\ude00""#,
    #""\ud83d""#,
    "[]", "[ ]", "[1]", "[1,2 , 3]", "[[],[[]],{}]", "{}", "{ }", #"{"a":1}"#, #"{ "a" : 1 , "b" : [ ] }"#, #"{"":0}"#, #"{"a":1,"a":2}"#,
    "\"12345678\"", "\"1234567\"", "\"123456\\n\"", "\"\u{FEFF}\"",
  ]

  @Test(arguments: accepted)
  func takesEveryValueOfRFC8259(_ text: String) { #expect(verdict(text) == "accepted") }

  /// Whatever strict JSON means, JSON5 means too.
  @Test(arguments: accepted)
  func takesStrictValuesAsJSON5(_ text: String) { #expect(verdict(text, .json5) == "accepted") }

  @Test(arguments: [
    ("", "unexpected_end"), ("  ", "unexpected_end"), ("[", "unexpected_end"), ("[1", "unexpected_end"), ("[1,", "unexpected_end"),
    ("{", "unexpected_end"), (#"{"a"#, "unexpected_end"), (#"{"a""#, "unexpected_end"), (#"{"a":"#, "unexpected_end"),
    (#"{"a":1"#, "unexpected_end"),
    (#""a"#, "unexpected_end"), (#""a\"#, "unexpected_end"), (#""\u12"#, "unexpected_end"), ("tru", "unexpected_end"),
    ("-", "unexpected_end"),
    ("1.", "unexpected_end"), ("1e", "unexpected_end"), ("1e+", "unexpected_end"), (#""\ud83d\u"#, "unexpected_end"),
    ("1 2", "trailing_characters"), ("{}{}", "trailing_characters"), ("null,", "trailing_characters"), ("[]]", "trailing_characters"),
    (#""a"b"#, "trailing_characters"), ("{}\u{FEFF}", "trailing_characters"), ("1 #", "trailing_characters"),
    ("[1,]", "invalid_json"), ("[,1]", "invalid_json"), ("[1 2]", "invalid_json"), ("[1,,2]", "invalid_json"), ("[1}", "invalid_json"),
    (#"{"a":1,}"#, "invalid_json"), ("{,}", "invalid_json"), (#"{"a" 1}"#, "invalid_json"), (#"{"a":}"#, "invalid_json"),
    ("{a:1}", "invalid_json"),
    ("{'a':1}", "invalid_json"), (#"{"a":1 "b":2}"#, "invalid_json"), (#"{"a":1]"#, "invalid_json"), ("{1:1}", "invalid_json"),
    ("]", "invalid_json"),
    ("01", "invalid_json"), ("-01", "invalid_json"), ("+1", "invalid_json"), (".5", "invalid_json"), ("1.e1", "invalid_json"),
    ("[1.]", "invalid_json"),
    ("0x10", "invalid_json"), ("1a", "invalid_json"), ("1.2.3", "invalid_json"), ("--1", "invalid_json"), ("1e5.5", "invalid_json"),
    ("-a", "invalid_json"),
    ("NaN", "invalid_json"), ("Infinity", "invalid_json"), ("-Infinity", "invalid_json"), ("nul ", "invalid_json"),
    ("True", "invalid_json"),
    ("truefalse", "invalid_json"), (#""\x41""#, "invalid_json"), (#""\'""#, "invalid_json"), (#""\u00g0""#, "invalid_json"),
    (#""\v""#, "invalid_json"),
    ("'a'", "invalid_json"), ("// a\n1", "invalid_json"), ("[1/**/]", "invalid_json"), ("\u{0B}1", "invalid_json"),
    ("\u{A0}1", "invalid_json"),
    ("\"a\nb\"", "control_character"), ("\"\t\"", "control_character"), ("\"\u{0}\"", "control_character"),
    ("\"1234567890\u{1F}\"", "control_character"),
    ("{\"a\u{1}\":1}", "control_character"), ("\u{FEFF}{}", "byte_order_mark"), ("\u{0}\u{0}\u{0}", "nul_bytes"), ("\u{0}{}", "nul_bytes"),
    ("[\u{0}]", "invalid_json"), ("1\u{0}", "trailing_characters"),
  ])
  func refusesWithTheRightCode(_ text: String, _ code: String) { #expect(verdict(text) == code) }

  @Test(
    arguments: [
      [0x80], [0xFF], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xC3, 0x28],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    for dialect in JSONDialect.allCases {
      #expect(verdict(quoted, dialect) == "invalid_utf8")
      #expect(verdict([UInt8(ascii: "[")] + bytes + [0x20, 0x20, 0x20, UInt8(ascii: "]")], dialect) == "invalid_utf8")
      #expect(verdict(Array("{\"a\":\"longer than a word ".utf8) + bytes + Array("   \"}".utf8), dialect) == "invalid_utf8")
    }
  }

  @Test func callsACharacterThatTheEndCutsTorn() {
    #expect(verdict(Array("\"a".utf8) + [0xE2, 0x82]) == "unexpected_end")
    #expect(verdict(Array("\"a".utf8) + [0xF0]) == "unexpected_end")
  }

  /// A torn line is never mistaken for a whole one.
  @Test func callsEveryPrefixOfAnObjectTorn() throws {
    let whole = Array(#"{"role":"user","content":"é\u00e9\n😀","n":[-1.5e+3,true,null,{"a":{}}]}"#.utf8)
    for length in 0..<whole.count { #expect(verdict(Array(whole[..<length])) == "unexpected_end", "\(length)") }
    #expect(verdict(whole) == "accepted")
  }

  @Test(arguments: ["\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\ude00\\ud83d", "a\\ud83dxyz", "\\ud83d\\n", "\\ud83d\\u0041"])
  func refusesHalfAPairWhereAskedTo(_ content: String) throws {
    let bytes = Array("\"\(content)\"".utf8)
    #expect(verdict(bytes) == "accepted")
    #expect(verdict(bytes, rejectsLoneSurrogates: true) == "lone_surrogate")
    #expect(verdict(bytes, .json5, rejectsLoneSurrogates: true) == "lone_surrogate")
    var scanner = JSONScanner()
    let value = try scanner.scan(bytes)
    #expect(value.hasLoneSurrogate)
    #expect(throws: JSONError.self) { try value.string() }
    #expect(value.repairedString?.unicodeScalars.contains("\u{FFFD}") == true)
  }
}
