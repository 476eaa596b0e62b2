/// Breaks text into lines at its spaces.
enum TextWrap {
  /// Lines of at most `width` cells (a longer word stands alone); line ends in the text stay.
  static func lines(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { pack($0.split(separator: " ").map(String.init), width: width) }
  }

  /// The same for pieces that must not be broken themselves.
  static func pack(_ pieces: [String], width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for piece in pieces {
      if !line.isEmpty, CellWidth.of(line) + 1 + CellWidth.of(piece) > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? piece : " " + piece
    }
    return lines + [line]
  }
}
