import CommandTree
import Testing

@Suite struct ValueReaderTests {
  @Test(arguments: [("0", 0), ("7", 7), ("007", 7), ("-3", -3), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min)])
  func wholeNumbersAreRead(text: String, value: Int64) throws {
    #expect(try ValueReader.integer(bytes(text), in: .min ... .max) == value)
  }

  @Test(arguments: ["", "-", "+1", "1.5", "0x1", "1 ", "١", "9223372036854775808", "11", "-1", "one"])
  func otherNumbersAreRefused(text: String) {
    #expect(throws: ParseError.self) { try ValueReader.integer(bytes(text), in: 0...10) }
  }

  @Test(arguments: [("1", RowLimit.count(1)), ("1000", .count(1000)), ("all", .all)])
  func limitsAreRead(text: String, limit: RowLimit) throws { #expect(try ValueReader.limit(bytes(text)) == limit) }

  @Test(arguments: ["0", "1001", "-1", "ALL", "", "al"])
  func otherLimitsAreRefused(text: String) { #expect(throws: ParseError.self) { try ValueReader.limit(bytes(text)) } }

  @Test(arguments: [("90s", 90), ("15m", 900), ("36h", 129_600), ("7d", 604_800), ("0s", 0)])
  func durationsAreRead(text: String, seconds: Int64) throws { #expect(try ValueReader.duration(bytes(text)) == .seconds(seconds)) }

  @Test(arguments: ["90", "", "s", "-5s", "1.5h", "5S", "5 s", "5ms", "1w", "9223372036854775807d"])
  func otherDurationsAreRefused(text: String) { #expect(throws: ParseError.self) { try ValueReader.duration(bytes(text)) } }

  @Test func aBareNumberIsSecondsWhereThatIsAllowed() throws {
    #expect(try ValueReader.duration(bytes("90"), bareSeconds: true) == .seconds(90))
    #expect(try ValueReader.duration(bytes("2m"), bareSeconds: true) == .seconds(120))
    #expect(throws: ParseError.self) { try ValueReader.duration(bytes("-1"), bareSeconds: true) }
  }

  @Test func theMistakeNamesTheOptionAndTheCommand() throws {
    guard case .command(let command) = try CommandParser(Sample.tree).parse(words("sessions list --limit 0")) else { return }
    let error = try #require(throws: ParseError.self) { try command.limit("limit") }
    #expect(error.message == "The value of `--limit` cannot be used: `0` is neither a number from 1 to 1000 nor `all`.")
    #expect(error.path == ["sessions", "list"])
    #expect(error.word == bytes("0"))
  }

  @Test func whatWasNotGivenIsNil() throws {
    guard case .command(let command) = try CommandParser(Sample.tree).parse(words("sessions list")) else { return }
    #expect(try command.limit("limit") == nil)
    #expect(try command.duration("limit") == nil)
    #expect(try command.integer("limit", in: 0...1) == nil)
  }
}
