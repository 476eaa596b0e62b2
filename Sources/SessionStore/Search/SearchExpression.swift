internal import SQLite
internal import WarrenModel

/// A user's words as an FTS5 query. Any text is valid: all words must occur, `"…"` is a phrase, a word that ends in `*` a prefix; operators,
/// single quotation marks and NUL characters are text.
package struct SearchExpression: Sendable {
  /// The categories of characters that make words: FTS5's default and combining marks, without which words of Indic scripts fall apart.
  static let categories: StaticString = "L* N* Co Mn Mc"

  /// The query for FTS5; nil where the text holds no word, which nothing matches.
  package let match: String?
  /// What to look for in a text to show where it matched.
  let terms: [Term]

  struct Term: Hashable, Sendable {
    let bytes: [UInt8]
    /// Whether it may be the beginning, or (unspaced scripts) any part of a word.
    let isPart: Bool
  }

  /// - Throws: `query_blank`.
  init(_ text: String, tokenizer: Tokenizer) throws(WarrenError) {
    let words = Self.words(text)
    if words.isEmpty {
      throw WarrenError(.queryBlank, "The search text is blank.", remedy: "Give at least one word.")
    }
    var parts: [String] = []
    var terms: [Term] = []
    for word in words {
      let tokens = tokenizer.tokens(word.text)
      if tokens.isEmpty { continue }
      let (phrase, single) = Segmenter.phrase(word.text)
      let prefix = word.isPrefix || single
      parts.append("\"" + phrase.replacingQuotes() + "\"" + (prefix ? " *" : ""))
      for token in tokens {
        let unspaced = String(decoding: token.text, as: UTF8.self).unicodeScalars.contains { Segmenter.isUnspaced($0) }
        terms.append(Term(bytes: token.text, isPart: unspaced || word.isPrefix))
      }
    }
    match = parts.isEmpty ? nil : parts.joined(separator: " AND ")
    self.terms = terms
  }

  private struct Word {
    let text: String
    let isPrefix: Bool
  }

  /// Splits at white space outside quotation marks; a mark without its partner is text.
  private static func words(_ text: String) -> [Word] {
    var words: [Word] = []
    var rest = text.unicodeScalars.map { $0.value == 0 ? " " : $0 }[...]
    while let first = rest.first {
      if first.properties.isWhitespace {
        rest.removeFirst()
      } else if first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
        append(rest[(rest.startIndex + 1)..<end], prefix: false, to: &words)
        rest = rest[(end + 1)...]
      } else {
        let word = rest.prefix { !$0.properties.isWhitespace }
        append(word, prefix: word.count > 1 && word.last == "*", to: &words)
        rest = rest[word.endIndex...]
      }
    }
    return words
  }

  private static func append(_ scalars: ArraySlice<Unicode.Scalar>, prefix: Bool, to words: inout [Word]) {
    if scalars.allSatisfy({ $0.properties.isWhitespace }) { return }
    words.append(Word(text: String(String.UnicodeScalarView(scalars)), isPrefix: prefix))
  }
}

extension String {
  /// A quotation mark inside an FTS5 string is written twice.
  fileprivate func replacingQuotes() -> String {
    var out = ""
    for character in unicodeScalars {
      if character == "\"" { out += "\"\"" } else { out.unicodeScalars.append(character) }
    }
    return out
  }
}
