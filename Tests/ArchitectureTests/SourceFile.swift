/// One Swift file: its lines as they stand, and their code alone.
struct SourceFile {
  /// Relative to the package's root.
  let path: String
  let lines: [String]
  let code: [String]

  init(path: String, _ text: String) {
    self.path = path
    lines = Self.lines(Array(text.utf8))
    code = Self.lines(SwiftText.code(of: Array(text.utf8)))
  }

  /// The imports with their lines, counted from 1.
  var imports: [(line: Int, import: ImportLine)] {
    code.enumerated().compactMap { index, line in ImportLine(line).map { (index + 1, $0) } }
  }

  func place(_ line: Int) -> String { "\(path):\(line)" }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
