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

  @Test func phraseIsNotClosedUnlessItIsASingleCharacter() {
    #expect(Segmenter.phrase("日本語") == (" 日本 本語 ", false))
    #expect(Segmenter.phrase("語") == (" 語 ", true))
    #expect(Segmenter.phrase("abc日") == ("abc 日 ", true))
    #expect(Segmenter.phrase("日本x") == (" 日本 本 x", false))
    #expect(Segmenter.phrase("plain") == ("plain", false))
  }
}
