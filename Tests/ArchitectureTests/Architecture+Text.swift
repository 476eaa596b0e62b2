extension Architecture {
  static func fileSizes(_ repository: Repository) -> [Violation] {
    repository.files.filter { $0.lines.count > longestFile }.map {
      Violation(rule: .fileSize, place: $0.path, reason: "has \($0.lines.count) lines, more than \(longestFile)")
    }
  }

  /// Marks that switch the compiler's checks off are few, and each has its reason above it.
  static func unsafeMarks(_ repository: Repository) -> [Violation] {
    var count = 0
    var violations: [Violation] = []
    for file in shipped(repository) {
      for (index, line) in file.code.enumerated() {
        let marks = ["@unchecked Sendable", "nonisolated(unsafe)"].reduce(0) { $0 + occurrences(of: $1, in: line) }
        count += marks
        if marks > 0 && !hasReason(file, above: index) {
          violations.append(Violation(rule: .unsafeReason, place: file.place(index + 1), reason: "has no line `// Safe because …` above"))
        }
      }
    }
    if count > mostUnsafe {
      violations.append(Violation(rule: .unsafeCount, place: "Sources", reason: "\(count) unsafe marks, more than \(mostUnsafe)"))
    }
    return violations
  }

  /// Looks through the comments and attributes right above a line.
  private static func hasReason(_ file: SourceFile, above index: Int) -> Bool {
    for line in file.lines[..<index].reversed() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("// Safe because ") { return true }
      if !text.hasPrefix("//") && !text.hasPrefix("@") { return false }
    }
    return false
  }

  /// What ends the process of whoever embeds Warren.
  static func traps(_ repository: Repository) -> [Violation] {
    shipped(repository).flatMap { file in
      file.code.enumerated().flatMap { index, line in
        var found = ["try!", "as!", "fatalError("].filter { occurrences(of: $0, in: line) > 0 }
        if found.isEmpty && hasForceUnwrap(line) { found = ["a force unwrap"] }
        return found.map { Violation(rule: .trap, place: file.place(index + 1), reason: $0) }
      }
    }
  }

  /// A `!` right behind an operand. Behind a blank, a parenthesis or a bracket that opens, it is the prefix operator; before `=` an operator.
  private static func hasForceUnwrap(_ line: String) -> Bool {
    let bytes = Array(line.utf8)
    return bytes.indices.dropFirst().contains { index in
      guard bytes[index] == UInt8(ascii: "!"), index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "=") else { return false }
      return isWord(bytes[index - 1]) || bytes[index - 1] == UInt8(ascii: ")") || bytes[index - 1] == UInt8(ascii: "]")
    }
  }

  /// How often `word` stands in the line, not as the end of a longer word.
  private static func occurrences(of word: String, in line: String) -> Int {
    let (word, bytes) = (Array(word.utf8), Array(line.utf8))
    guard bytes.count >= word.count else { return 0 }
    return (0...(bytes.count - word.count)).count { start in
      bytes[start...].starts(with: word) && (start == 0 || !isWord(bytes[start - 1]))
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
