import CommandTree
import Testing

@Suite struct TextEscapeTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("été 日本 👍", "été 日本 👍"), ("a\nb", "a\\nb"), ("a\r\tb", "a\\r\\tb"), ("\u{1B}[31m", "\\x1b[31m"),
    ("\0", "\\x00"), ("\u{7F}", "\\x7f"), ("\u{9B}31m", "\\u{9b}31m"), ("a\u{202E}b", "a\\u{202e}b"),
    ("\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
    ("a\u{200B}b", "a\\u{200b}b"), ("\u{200D}", "\\u{200d}"), ("\u{FEFF}x", "\\u{feff}x"), ("\u{AD}", "\\u{ad}"), ("\u{2028}", "\\u{2028}"),
    ("\u{E0041}", "\\u{e0041}"), ("a\\nb", "a\\\\nb"), ("a\u{FE0F}", "a\\u{fe0f}"), ("❤\u{FE0F}", "❤\u{FE0F}"),
    ("\u{61C}\u{200F}", "\\u{61c}\\u{200f}"),
    ("\u{3164}", "\\u{3164}"), ("e\u{301}", "e\u{301}"),
  ])
  func whatCannotBeSeenIsShown(text: String, shown: String) {
    #expect(Array(TextEscape.shown(bytes(text)).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test(arguments: [
    ([0xFF], "\\xff"), ([0x61, 0xC3], "a\\xc3"), ([0xC3, 0x28], "\\xc3("), ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
    ([0xC0, 0x80], "\\xc0\\x80"), ([0xF5, 0x80, 0x80, 0x80], "\\xf5\\x80\\x80\\x80"), ([0xE2, 0x82, 0x41], "\\xe2\\x82A"),
    ([0xE2, 0x82, 0xAC, 0xE2], "€\\xe2"), ([0xF0, 0x9F, 0x91], "\\xf0\\x9f\\x91"),
  ])
  func bytesThatAreNotTextAreShown(given: [UInt8], shown: String) { #expect(TextEscape.shown(given) == shown) }

  @Test func noShownTextHoldsAControlCharacter() {
    for value in UInt32(0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = TextEscape.shown(String(Character(scalar)))
      #expect(shown.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format })
    }
  }
}
