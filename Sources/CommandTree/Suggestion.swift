/// Finds the declared word that a mistyped one was probably meant to be.
enum Suggestion {
  /// The nearest candidate, or nil where none is near enough: one slip in short words, two from four letters, three from seven. A word
  /// that begins exactly one candidate means that one.
  static func nearest(to word: [UInt8], among candidates: [String]) -> String? {
    let begun = candidates.filter { word.count > 1 && $0.utf8.starts(with: word) }
    if begun.count == 1 { return begun[0] }
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let letters = Array(candidate.utf8)
      let most = threshold(letters.count)
      guard abs(letters.count - word.count) <= most else { continue }
      let distance = distance(word, letters)
      if distance <= most, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  private static func threshold(_ length: Int) -> Int { length < 4 ? 1 : length < 7 ? 2 : 3 }

  /// Damerau–Levenshtein with each part changed at most once: insertions, deletions, replacements and swaps of neighbours.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older: [Int] = []
    var old = Array(0...right.count)
    for row in left.indices {
      var new = [row + 1]
      for column in right.indices {
        let same = left[row] == right[column]
        var cost = min(old[column + 1] + 1, new[column] + 1, old[column] + (same ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, older[column - 1] + 1)
        }
        new.append(cost)
      }
      (older, old) = (old, new)
    }
    return old[right.count]
  }
}
