/// Numbers of things for people.
enum Counted {
  /// `1 session`, `2 sessions`: the plural of `thing` takes an s.
  static func text(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
}
