internal import Platform
internal import SessionStore
internal import WarrenModel

/// What one pass over a transcript tells.
struct OpenClawTranscript {
  private(set) var messages = 0
  private(set) var skipped = 0
  private(set) var hasHeader = false
  private(set) var headerID: [UInt8]?
  /// The session that the header names as the one before.
  private(set) var parentSession: [UInt8]?
  /// The header's time, or that of the first message.
  private(set) var createdAt: Timestamp?
  private var isFirst = true

  /// Takes the next record.
  mutating func take(_ record: OpenClawRecord) {
    if record.kind == .message { messages += 1 }
    if isFirst, record.kind == .header {
      hasHeader = true
      headerID = record.headerID
      parentSession = record.parentSession.map(Self.sessionID)
    }
    if createdAt == nil { createdAt = record.createdAt }
    isFirst = false
  }

  mutating func takeSkipped() { skipped += 1 }

  /// The id in what may be a path to a transcript.
  private static func sessionID(_ parent: [UInt8]) -> [UInt8] {
    let name = Array(parent.split(whereSeparator: { $0 == 0x2F || $0 == 0x5C }).last ?? [])
    return OpenClawFileName(name).sessionID ?? name
  }

  /// Hands over the lines of a file that are not blank, until the body says stop. Of the file one line is in memory.
  static func lines(
    of file: SharedDescriptor, _ body: (OpenClawLine, RawLine) throws -> StreamFlow
  ) throws {
    var reader = LineReader()
    var judge = OpenClawLineJudge()
    while let line = try reader.next(file) {
      let verdict: OpenClawLine =
        line.isTooLong ? .skipped("line_too_long") : judge.judge(Array(line.bytes), isTerminated: line.isTerminated)
      if case .blank = verdict { continue }
      if try body(verdict, line) == .stop { return }
    }
  }
}
