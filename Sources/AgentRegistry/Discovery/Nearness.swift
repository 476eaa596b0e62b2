/// How near a mistyped name is to one that there is, in bytes.
enum Nearness {
  /// Names longer than this are not compared: the cost grows with the square.
  private static let longest = 64

  /// Insertions, deletions, replacements and swaps of neighbours; nil where there are more than a slip would make: one in short names,
  /// two from four bytes, three from seven.
  static func distance(from typed: [UInt8], to name: [UInt8]) -> Int? {
    let most = name.count < 4 ? 1 : name.count < 7 ? 2 : 3
    guard abs(typed.count - name.count) <= most, max(typed.count, name.count) <= longest else { return nil }
    var older: [Int] = []
    var old = Array(0...name.count)
    for row in typed.indices {
      var new = [row + 1]
      for column in name.indices {
        var cost = min(old[column + 1] + 1, new[column] + 1, old[column] + (typed[row] == name[column] ? 0 : 1))
        if row > 0, column > 0, typed[row] == name[column - 1], typed[row - 1] == name[column] { cost = min(cost, older[column - 1] + 1) }
        new.append(cost)
      }
      (older, old) = (old, new)
    }
    return old[name.count] <= most ? old[name.count] : nil
  }
}
