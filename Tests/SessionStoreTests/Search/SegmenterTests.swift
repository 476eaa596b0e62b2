import SessionStore
import Testing

@Suite struct SegmenterTests {
  @Test(arguments: [
    ("plain text — café", "plain text — café"), ("日本語", " 日本 本語 語 "), ("日", " 日 "), ("abc日本x", "abc 日本 本 x"), ("東京 大阪", " 東京 京   大阪 阪 "),
    ("カタカナ。", " カタ タカ カナ ナ 。"), ("한국어 text", "한국어 text"),
  ])
  func runsBecomePairsAndAClosingCharacter(_ sample: (text: String, indexed: String)) {
    #expect(Segmenter.indexed(sample.text) == sample.indexed)
  }

  @Test func marksStayWithTheirLetter() {
    #expect(Segmenter.indexed("ที่นี่") == " ที่นี่ นี่ ")
  }

  /// Every character of the planes that have letters and marks, each after an unspaced one. Where this changes, stored indexes no longer fit
  /// the removals from them: the segmenter then needs a new version.
  @Test func everyCharacterIsCutAsVersion1DoesUnderAnyUnicode() {
    #expect(Segmenter.version == 1)
    var text = String.UnicodeScalarView()
    for value in Array(UInt32(1)..<0x20000) + Array(0xE0000..<0xE0200) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      text.append("日")
      text.append(scalar)
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in Segmenter.indexed(String(text)).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    #expect(hash == 3_608_999_826_293_720_704)
  }

  @Test func phraseIsNotClosedUnlessItIsASingleCharacter() {
    #expect(Segmenter.phrase("日本語") == (" 日本 本語 ", false))
    #expect(Segmenter.phrase("語") == (" 語 ", true))
    #expect(Segmenter.phrase("abc日") == ("abc 日 ", true))
    #expect(Segmenter.phrase("日本x") == (" 日本 本 x", false))
    #expect(Segmenter.phrase("plain") == ("plain", false))
  }
}
