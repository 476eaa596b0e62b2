/// One object for people: a line a fact, the facts below each other.
enum FactText {
  /// - Parameter rows: what each is called, and what it is, escaped already.
  static func lines(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "\($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\($0.1)\n" }.joined()
  }
}
