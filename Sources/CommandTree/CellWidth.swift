/// How many cells of a terminal a text takes.
package enum CellWidth {
  /// The cells of a text that holds no control characters.
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    var cells = 0
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      // The selector makes a narrow symbol a wide picture.
      if scalar.value == 0xFE0F, takesEmojiForm(last), last.map(of) == 1 { cells += 1 } else { cells += of(scalar) }
      last = scalar
    }
    return cells
  }

  /// The longest beginning of a text that fits.
  package static func prefix(of text: String, cells: Int) -> String {
    var kept = ""
    var used = 0
    for character in text {
      used += of(String(character))
      if used > cells { break }
      kept.append(character)
    }
    return kept
  }

  static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    // A flag is two of these letters in two cells.
    if (0x1F1E6...0x1F1FF).contains(scalar.value) { return 1 }
    if joined.contains(where: { $0.contains(scalar.value) }) || scalar.properties.isDefaultIgnorableCodePoint { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  static func takesEmojiForm(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    return scalar.value >= 0x2000 && scalar.properties.isEmoji
  }

  /// Vowels and final consonants that join the Hangul syllable before them.
  private static let joined: [ClosedRange<UInt32>] = [0x1160...0x11FF, 0xD7B0...0xD7FF]

  /// East Asian Wide and Fullwidth (Unicode Standard Annex 11), without what the standard library knows to be shown as emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
