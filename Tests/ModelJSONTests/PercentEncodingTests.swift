import ModelJSON
import Testing

@Suite struct PercentEncodingTests {
  @Test func encodesAllButUnreservedCharactersAndSlashes() {
    #expect(text(PercentEncoding.encode(Array("/a/Z09-._~ %+é\n".utf8) + [0xFF, 0])) == "/a/Z09-._~%20%25%2B%C3%A9%0A%FF%00")
  }

  @Test func everyByteComesBack() {
    let all = (UInt8.min ... .max).map { $0 }
    #expect(PercentEncoding.decode(PercentEncoding.encode(all)) == all)
  }

  @Test(arguments: ["%", "%4", "%4g", "a%", "%%41"])
  func refusesWhatIsNoEncoding(_ source: String) { #expect(PercentEncoding.decode(source.utf8) == nil) }

  @Test func takesLowerCaseDigitsAndOtherCharacters() { #expect(PercentEncoding.decode("é%e9+".utf8) == Array("é".utf8) + [0xE9, 0x2B]) }
}
