/// Prepares text for the search index: scripts that are written without spaces are cut into overlapping pairs of characters.
///
/// Everything else passes as it is, for FTS5's `unicode61` to split. A run of such characters becomes its pairs, then its last character as
/// a word of its own: 日本語 → `日本 本語 語`. So a word of two characters and a single one are found inside a sentence (the single one as the
/// beginning of a pair), and no phrase crosses from one run into the next.
package enum Segmenter {
  /// Written into each store; a store with another version is indexed anew before any edit, since removals from the index must give exactly
  /// the text that went in.
  package static let version: Int64 = 1

  /// Unicode of version 1, that of Swift 6.3. A later one adds letters and marks; what was indexed must not be cut otherwise for it.
  private static let unicodeVersion = 17

  /// The text to index.
  package static func indexed(_ text: String) -> String {
    // Below U+0E00 nothing is unspaced; such characters take at most two bytes.
    var text = text
    let plain = text.withUTF8 { bytes in !bytes.contains { $0 >= 0xE0 } }
    if plain { return text }
    return segmented(text, closing: true)
  }

  /// The text of one phrase of a query: its last run is not closed, so that it also matches inside a longer one.
  /// - Returns: the phrase, and whether its last word is a single character that must match as a prefix.
  package static func phrase(_ text: String) -> (text: String, endsInSingle: Bool) {
    let scalars = Array(text.unicodeScalars)
    guard let last = scalars.last(where: { isWord($0) }), isUnspaced(last) else { return (segmented(text, closing: true), false) }
    var count = 0
    for scalar in scalars.reversed() where isWord(scalar) || count == 0 {
      if !isWord(scalar) { continue }
      guard isUnspaced(scalar) || isMark(scalar) else { break }
      if isUnspaced(scalar) { count += 1 }
      if count > 1 { break }
    }
    return (segmented(text, closing: count == 1), count == 1)
  }

  private static func segmented(_ text: String, closing: Bool) -> String {
    var out = String.UnicodeScalarView()
    var run: [[Unicode.Scalar]] = []
    for scalar in text.unicodeScalars {
      if isUnspaced(scalar) {
        run.append([scalar])
      } else if !run.isEmpty && isMark(scalar) {
        run[run.count - 1].append(scalar)
      } else {
        flush(&run, into: &out, closing: true)
        out.append(scalar)
      }
    }
    flush(&run, into: &out, closing: closing)
    return String(out)
  }

  private static func flush(_ run: inout [[Unicode.Scalar]], into out: inout String.UnicodeScalarView, closing: Bool) {
    guard let last = run.last else { return }
    out.append(" ")
    for (left, right) in zip(run, run.dropFirst()) {
      out.append(contentsOf: left + right)
      out.append(" ")
    }
    if closing || run.count == 1 {
      out.append(contentsOf: last)
      out.append(" ")
    }
    run.removeAll(keepingCapacity: true)
  }

  private static func isKnown(_ properties: Unicode.Scalar.Properties) -> Bool {
    properties.age.map { $0.major <= unicodeVersion } ?? false
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return switch properties.generalCategory {
    case .nonspacingMark, .spacingMark: isKnown(properties)
    default: false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isAlphabetic || properties.numericType != nil || isUnspaced(scalar) || isMark(scalar)
  }

  /// Letters of scripts that are written without spaces between words.
  package static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x0E00: false
    case 0x0E00...0x0EFF,  // Thai, Lao
      0x1000...0x109F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F,  // Myanmar
      0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF, 0xAA80...0xAADF:  // Khmer, Tai scripts
      isLetter(scalar)
    case 0x3005...0x3007, 0x3031...0x3035, 0x303B, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF,  // kana
      0x3105...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0xFF66...0xFF9F,  // bopomofo, further kana
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF, 0x1B000...0x1B16F:  // Han, old kana
      true
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return switch properties.generalCategory {
    case .otherLetter, .modifierLetter: isKnown(properties)
    default: false
    }
  }
}
