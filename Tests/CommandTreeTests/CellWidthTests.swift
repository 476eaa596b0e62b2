import CommandTree
import Testing

@Suite struct CellWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2),
    ("❤", 1), ("❤\u{FE0F}", 2), ("⌚\u{FE0F}", 2), ("🇩🇪", 2), ("→", 1), ("𠀀", 2), ("…", 1), ("Ω", 1), ("นี้", 1),
  ])
  func cellsAreCounted(text: String, cells: Int) { #expect(CellWidth.of(text) == cells) }

  @Test(arguments: [("abc", 2, "ab"), ("日本", 3, "日"), ("日本", 4, "日本"), ("e\u{301}x", 1, "e\u{301}"), ("abc", 0, "")])
  func aPrefixFits(text: String, cells: Int, prefix: String) { #expect(CellWidth.prefix(of: text, cells: cells) == prefix) }
}
