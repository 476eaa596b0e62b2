package import Platform
internal import SessionStore
package import WarrenModel

/// One transcript by itself, without the store that names it.
package struct OpenClawTranscriptFile: Sendable {
  package let messages: Int
  package let problems: [ForeignProblem]

  /// Reads to the end; keeps one line in memory.
  /// - Parameter path: of the file, in problems.
  package init(_ file: SharedDescriptor, path: RawPath) throws {
    var transcript = OpenClawTranscript()
    var found = OpenClawProblems()
    try OpenClawTranscript.lines(of: file) { verdict, line in
      switch verdict {
      case .blank: break
      case .record(let record): transcript.take(record)
      case .skipped(let reason):
        found.add(
          line: line.number, offset: line.offset, length: Int(clamping: line.length), reason, path, after: transcript.skipped)
        transcript.takeSkipped()
      }
      return .goOn
    }
    if !transcript.hasHeader { found.add("transcript_header_missing", .warning, path) }
    messages = transcript.messages
    problems = found.all
  }
}
