import SessionStore
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLLineTests {
  static let good = #"{"role":"user","content":"good"}"#

  /// One line of each kind between two good ones.
  static let lines: [(line: [UInt8], reason: SkippedLine.Reason)] = [
    (Array(#"{"role":"user","content":"caf"#.utf8) + [0xE9] + Array(#""}"#.utf8), .invalidUTF8),
    ([0x20, 0xFF], .invalidUTF8),
    ([UInt8](repeating: 0, count: 9), .nulBytes),
    (Array("{\"role\":\"user\"".utf8), .invalidJSON),
    (Array("panic".utf8), .invalidJSON),
    (Array(#"{"role":"a","content":"b"}{}"#.utf8), .trailingCharacters),
    (Array("42".utf8), .notAnObject),
    (Array(#"["a","b","c"]"#.utf8), .notAnObject),
    (Array(#"["a",1]"#.utf8), .notAnObject),
    (Array(#"{"content":"b"}"#.utf8), .roleMissing),
    (Array(#"{"role":1,"content":"b"}"#.utf8), .roleMissing),
    (Array(#"{"role":"a"}"#.utf8), .contentMissing),
    (Array(#"{"role":"a","content":null}"#.utf8), .contentNotText),
    (Array(#"{"role":"a","content":"b","content":"c"}"#.utf8), .duplicateField),
    (Array(#"{"role":"a","content":"b","r\u006fle":"c"}"#.utf8), .duplicateField),
    (Array("{\"role\":\"a\",\"content\":\"b\tc\"}".utf8), .controlCharacter),
    (Array(#"{"role":"a","content":"\udc00"}"#.utf8), .loneSurrogate),
    (Array(#"{"role":"\uD800x","content":"b"}"#.utf8), .loneSurrogate),
    ([0xEF, 0xBB, 0xBF] + Array(good.utf8), .byteOrderMark),
  ]

  @Test(arguments: lines.indices)
  func aBadLineIsSkippedWithItsPlaceAndReason(_ index: Int) throws {
    let (line, reason) = Self.lines[index]
    let fixture = JSONLFixture()
    let good = Array(Self.good.utf8)
    fixture.put("s.jsonl", good + [0x0A] + line + [0x0A] + good + [0x0A])
    let store = try fixture.store()
    #expect(
      try store.skippedLines(of: key("s")) == [
        SkippedLine(line: 2, offset: Int64(good.count + 1), length: Int64(line.count), reason: reason)
      ])
    #expect(try store.ids("s") == [1, 2])
    #expect(try store.summary().findings.map(\.code) == ["lines_skipped"])
  }

  @Test(arguments: [
    #"{"role":"a","content":"b"} "#, "\u{3000}{\"role\":\"a\",\"content\":\"b\"}\u{85}\r", #"{"x":{"role":1},"role":"a","content":"b"}"#,
    #"{"role":"a","content":"b","x":"\ud800"}"#, #"{"role":"\u0061","content":"b"}"#, #"["a","b"]"#,
    #"{"ro\u006ce":"a","content":"b"}"#, #"{"role":"a","content":"b","_warren":7}"#,
  ])
  func aLineThatZeroClawTakesIsAMessage(_ line: String) throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", line + "\n")
    let store = try fixture.store()
    #expect(try store.skippedLines(of: key("s")).isEmpty)
    #expect(try store.all("s").map { [$0.role, $0.text] } == [["a", "b"]])
  }

  @Test(arguments: [#"{"role":"user","content":"half"#, "{\"role\":\"user\",\"content\":\"перево\u{440}".dropLast().description])
  func theCutLastLineIsTorn(_ tail: String) throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", Self.good + "\n" + tail)
    #expect(try fixture.store().skippedLines(of: key("s")).map(\.reason) == [.torn])
    fixture.put("t.jsonl", Array("{\"role\":\"user\",\"content\":\"п".utf8).dropLast())
    #expect(try fixture.store().skippedLines(of: key("t")).map(\.reason) == [.torn])
  }

  @Test func aggregatedFindingsNameCountsAndTheFirstPlace() throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", "\(Self.good)\n\nx\ny\n[\"a\",\"b\"]\n{\"role\":\"user\"")
    let findings = try fixture.store().summary().findings
    #expect(findings.map(\.code) == ["lines_skipped", "lines_doubtful", "no_final_newline"])
    #expect(findings.first?.evidence == "3 lines: 2 invalid_json, 1 torn; first at line 3, byte 34")
  }

  @Test func longLinesCrossManyChunks() throws {
    let fixture = JSONLFixture()
    let long = String(repeating: "läng ", count: 200_000)
    let store = try fixture.store()
    try store.say("short", long, "end", in: "s")
    #expect(try store.texts("s") == ["short", long, "end"])
    #expect(try store.history(key("s"), HistoryQuery(limit: 1)).messages.map(\.text) == ["end"])
  }
}
