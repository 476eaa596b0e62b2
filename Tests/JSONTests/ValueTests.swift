import JSON
import Testing

@Suite struct ValueTests {
  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("42", 42), ("-42", -42), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil),
      ("-9223372036854775809", nil), ("1.0", 1), ("1.5", nil), ("1e3", 1000), ("1.5e1", 15), ("120e-1", 12), ("125e-1", nil),
      ("1e400", nil), ("0e400", 0),
      ("1e-400", nil), ("0.000", 0), ("1000000000000000000000", nil), ("10000000000000000000.0e-1", 1_000_000_000_000_000_000),
      ("1.00000000000000000000000", 1),
      ("1e99999999999999999999", nil), ("18446744073709551616", nil), ("1.7e12", 1_700_000_000_000), ("100.010e2", 10001),
    ] as [(String, Int64?)])
  func readsIntegersExactlyOrNotAtAll(_ source: String, _ value: Int64?) throws { #expect(try scan(source).int64 == value) }

  @Test(
    arguments: [
      ("0x7fffffffffffffff", .max), ("-0x8000000000000000", .min), ("0x8000000000000000", nil), ("0x10000000000000000", nil),
      ("0x00ff", 255),
    ] as [(String, Int64?)])
  func readsHexadecimalIntegers(_ source: String, _ value: Int64?) throws { #expect(try scan(source, .json5).int64 == value) }

  @Test(arguments: [
    ("1.5", 1.5), ("-2e-3", -0.002), ("1e400", .infinity), ("-1e400", -.infinity), ("5e-324", Double.leastNonzeroMagnitude), ("0.1", 0.1),
    ("1E2", 100),
  ])
  func readsDoubles(_ source: String, _ value: Double) throws { #expect(try scan(source).double == value) }

  @Test(arguments: [
    (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u65e5\ud83d\ude00""#, "é日😀"),
    (#""a\u0000b""#, "a\0b"),
    (#""\uD83D\uDE00\uFFFF""#, "😀\u{FFFF}"), (#""é\n日""#, "é\n日"),
  ])
  func decodesStrings(_ source: String, _ value: String) throws {
    #expect(try scan(source).string() == value)
    #expect(try scan(source).utf8 == Array(value.utf8))
    #expect(try scan(source).repairedString == value)
  }

  @Test func repairsHalvesOfPairs() throws {
    #expect(try scan(#""a\ud83db\ude00\ud83d\ud83d\ude00""#).repairedString == "a\u{FFFD}b\u{FFFD}\u{FFFD}😀")
    let error = #expect(throws: JSONError.self) { try scan(#"["a", "\ud83d"]"#).elements.reversed().first?.string() }
    #expect(error?.code == .loneSurrogate)
    #expect(error?.offset == 7)
  }

  @Test func answersNilForOtherKinds() throws {
    let value = try scan(#"[null,true,1,"a",{},[]]"#)
    #expect(value.elements.map(\.isNull) == [true, false, false, false, false, false])
    #expect(value.elements.map(\.bool) == [nil, true, nil, nil, nil, nil])
    #expect(value.elements.map(\.int64) == [nil, nil, 1, nil, nil, nil])
    #expect(value.elements.map(\.double) == [nil, nil, 1, nil, nil, nil])
    #expect(try value.elements.map { try $0.string() } == [nil, nil, nil, "a", nil, nil])
    #expect(value.elements.allSatisfy { $0["a"] == nil && $0.members.allSatisfy { _ in false } && $0.duplicates.isEmpty })
    #expect(value.elements.map(\.kind) == [.null, .true, .number, .string, .object, .array])
  }

  @Test func findsMembersByDecodedKey() throws {
    let value = try scan(#"{"a":1,"\u0061":2,"é":3,"e\u0301":4,"b":{"a":9},"":5}"#)
    #expect(value["a"]?.int64 == 2)
    #expect(value.first("a")?.int64 == 1)
    #expect(value.last("a")?.isDuplicated == true)
    #expect(value.last("b")?.isDuplicated == false)
    #expect(value.all("a").compactMap(\.int64) == [1, 2])
    #expect(value["\u{E9}"]?.int64 == 3)
    #expect(value["e\u{301}"]?.int64 == 4)
    #expect(value[""]?.int64 == 5)
    #expect(value["c"] == nil)
    #expect(value["b"]?["a"]?.int64 == 9)
    #expect(value.duplicates.map(\.value).compactMap(\.int64) == [2])
  }

  @Test func findsDuplicatesAmongFewAndAmongMany() throws {
    #expect(try scan(#"{"a":1,"b":2,"a":3,"a":4}"#).duplicates.compactMap(\.value.int64) == [3, 4])
    #expect(try scan("{a:1,'a':2,\"b\":3}", .json5).duplicates.compactMap(\.value.int64) == [2])
    #expect(try scan(#"{"a":{"x":1},"b":{"x":1}}"#).duplicates.isEmpty)
    let many = (0..<1000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(try scan("{\(many)}").duplicates.isEmpty)
    #expect(try scan("{\(many),\"k500\":7}").duplicates.compactMap(\.value.int64) == [7])
    #expect(try scan(#"{"\ud83d":1,"\ud83e":2,"\ufffd":3,"\ud83d":4}"#).duplicates.compactMap(\.value.int64) == [4])
  }
}
