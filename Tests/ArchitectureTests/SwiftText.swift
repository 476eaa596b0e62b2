/// Swift source without its comments and the text of its string literals, so that a word in them is not taken for code.
///
/// Every other byte stays where it was, newlines included. Code inside `\(…)` is code. Regular expression literals are not known to it.
enum SwiftText {
  static func code(of source: [UInt8]) -> [UInt8] {
    var reader = Reader(source)
    return reader.read()
  }

  private enum Frame {
    /// Code; inside an interpolation the number of parentheses that are open, else nil.
    case code(open: Int?)
    case literal(hashes: Int, isMultiline: Bool)
  }

  private struct Reader {
    private let source: [UInt8]
    private var out: [UInt8]
    private var place = 0
    private var frames: [Frame] = [.code(open: nil)]

    init(_ source: [UInt8]) {
      self.source = source
      out = source
    }

    mutating func read() -> [UInt8] {
      while place < source.count, let frame = frames.last {
        switch frame {
        case .code(let open): readCode(open)
        case .literal(let hashes, let isMultiline): readLiteral(hashes, isMultiline)
        }
      }
      return out
    }

    private mutating func readCode(_ open: Int?) {
      if starts(with: "//") {
        while place < source.count, source[place] != newline { blank(1) }
      } else if starts(with: "/*") {
        skipBlockComment()
      } else if let (hashes, isMultiline) = literalStart() {
        blank(hashes + (isMultiline ? 3 : 1))
        frames.append(.literal(hashes: hashes, isMultiline: isMultiline))
      } else {
        if let open { count(open) } else { place += 1 }
      }
    }

    /// Passes one byte inside an interpolation; the parenthesis that closes it belongs to the literal.
    private mutating func count(_ open: Int) {
      switch source[place] {
      case UInt8(ascii: "("): frames[frames.count - 1] = .code(open: open + 1)
      case UInt8(ascii: ")") where open == 1:
        frames.removeLast()
        return blank(1)
      case UInt8(ascii: ")"): frames[frames.count - 1] = .code(open: open - 1)
      default: break
      }
      place += 1
    }

    private mutating func readLiteral(_ hashes: Int, _ isMultiline: Bool) {
      let marks = String(repeating: "#", count: hashes)
      let end = (isMultiline ? "\"\"\"" : "\"") + marks
      if starts(with: "\\" + marks + "(") {
        blank(hashes + 2)
        frames.append(.code(open: 1))
      } else if starts(with: "\\" + marks) {
        blank(hashes + 2)
      } else if starts(with: end) {
        blank(end.utf8.count)
        frames.removeLast()
      } else if source[place] == newline && !isMultiline {
        frames.removeLast()
      } else {
        blank(1)
      }
    }

    private mutating func skipBlockComment() {
      var depth = 0
      repeat {
        if starts(with: "/*") {
          depth += 1
          blank(2)
        } else if starts(with: "*/") {
          depth -= 1
          blank(2)
        } else {
          blank(1)
        }
      } while depth > 0 && place < source.count
    }

    /// The number of `#` and whether it has three quotation marks, where a string literal begins here.
    private func literalStart() -> (hashes: Int, isMultiline: Bool)? {
      let hashes = source[place...].prefix { $0 == UInt8(ascii: "#") }.count
      let quotes = source[(place + hashes)...].prefix { $0 == UInt8(ascii: "\"") }.count
      return quotes == 0 ? nil : (hashes, quotes >= 3)
    }

    private func starts(with text: String) -> Bool { source[place...].starts(with: text.utf8) }

    private mutating func blank(_ count: Int) {
      for _ in 0..<count where place < source.count {
        if source[place] != newline { out[place] = UInt8(ascii: " ") }
        place += 1
      }
    }

    private let newline = UInt8(ascii: "\n")
  }
}
