/// An import declaration: `@attribute access import kind Module.Part`.
struct ImportLine: Equatable {
  let module: String
  /// The access that is written; nil where none is.
  let access: String?

  private static let accesses: Set<String> = ["private", "fileprivate", "internal", "package", "public"]
  private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]

  init?(_ line: String) {
    var words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }[...]
    var access: String?
    while let word = words.first, word.hasPrefix("@") || Self.accesses.contains(String(word)) {
      if !word.hasPrefix("@") { access = String(word) }
      words.removeFirst()
    }
    guard words.popFirst() == "import" else { return nil }
    if let kind = words.first, Self.kinds.contains(String(kind)) { words.removeFirst() }
    guard let module = words.first?.split(separator: ".").first else { return nil }
    self.module = String(module)
    self.access = access
  }
}
