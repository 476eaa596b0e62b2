package import Platform

/// What one pass over a single file of JSON lines tells, whatever its name.
package struct JSONLFileLook: Sendable {
  package let messages: Int
  /// Lines that are no messages, and messages in array form, in the order of the file; the first of them.
  package let lines: [SurveyedLine]
  /// How many of these there are.
  package let odd: Int
  /// Whether Warren wrote each message.
  package let isOwn: Bool
  /// Whether a newline ends the last line.
  package let endsInNewline: Bool

  /// Lines that are told one by one.
  private static let mostLines = 10_000

  /// Reads to the end; keeps one line in memory.
  package init(_ file: SharedDescriptor) throws {
    var scan = FileScan(ids: IDCounter(mark: IDMark()))
    var lines: [SurveyedLine] = []
    func note(_ line: SurveyedLine) { if lines.count < Self.mostLines { lines.append(line) } }
    try scan.run(
      file, onSkipped: { note(SurveyedLine(line: $0.line, offset: $0.offset, length: $0.length, reason: $0.reason)) },
      { message in
        let line = message.line
        if message.parts.isArray { note(SurveyedLine(line: line.number, offset: line.offset, length: line.length, reason: nil)) }
        return .goOn
      })
    messages = scan.messages
    isOwn = scan.messages > 0 && scan.allStamped
    self.lines = lines
    odd = scan.skipped + scan.doubtful
    endsInNewline = scan.endsClean
  }
}
