internal import Platform

/// One line that is a message, valid until the scan goes on.
struct ScannedMessage {
  let id: Int64
  let line: RawLine
  let parts: LineParts

  /// Where the line lies in the file.
  var place: LinePlace { LinePlace(id: id, offset: line.offset, length: Int(line.length)) }
}

/// Where a message's line lies, to be read again.
struct LinePlace: Hashable {
  let id: Int64
  let offset: Int64
  let length: Int
}

/// One pass over a session's file.
struct FileScan {
  /// Whether the pass goes on.
  enum Step { case goOn, stop }

  private(set) var ids: IDCounter
  private(set) var messages = 0
  /// The last message.
  private(set) var last: LinePlace?
  private(set) var doubtful = 0
  private(set) var skipped = 0
  private(set) var skippedByReason: [SkippedLine.Reason: Int] = [:]
  private(set) var firstSkipped: SkippedLine?
  /// Whether a newline ends the last line (or there is none).
  private(set) var endsClean = true
  /// Behind the last line that a newline ends.
  private(set) var end: Int64
  /// Whether each message so far names a usable id itself.
  private(set) var allStamped = true
  private var judge = LineJudge()

  init(ids: IDCounter, from offset: Int64 = 0) {
    self.ids = ids
    end = offset
  }

  /// Reads from `end` to the end of the file.
  ///
  /// - Parameters:
  ///   - skippingFirst: whether to pass the first line, of which only the end may be there.
  ///   - onSkipped: gets each line that is neither blank nor a message.
  mutating func run(
    _ file: SharedDescriptor, skippingFirst: Bool = false, onSkipped: ((SkippedLine) -> Void)?,
    _ onMessage: ((ScannedMessage) throws -> Step)? = nil
  ) throws {
    var reader = LineReader(from: end)
    if skippingFirst, let first = try reader.next(file) { end = first.offset + first.length + (first.isTerminated ? 1 : 0) }
    while let line = try reader.next(file) {
      endsClean = line.isTerminated
      if line.isTerminated { end = line.offset + line.length + 1 }
      switch judge.judge(line) {
      case .blank: break
      case .skipped(let reason):
        let skipped = SkippedLine(line: line.number, offset: line.offset, length: line.length, reason: reason)
        note(skipped)
        onSkipped?(skipped)
      case .message(let parts):
        if try take(line, parts, onMessage) == .stop { return }
      }
    }
  }

  /// The same without a look at what is skipped.
  mutating func run(
    _ file: SharedDescriptor, skippingFirst: Bool = false, _ onMessage: ((ScannedMessage) throws -> Step)? = nil
  ) throws {
    try run(file, skippingFirst: skippingFirst, onSkipped: nil, onMessage)
  }

  private mutating func take(_ line: RawLine, _ parts: LineParts, _ onMessage: ((ScannedMessage) throws -> Step)?) throws -> Step {
    if parts.id == nil { allStamped = false }
    let disordered = ids.disordered
    let id = ids.id(named: parts.id, at: line.offset)
    if ids.disordered != disordered { allStamped = false }
    messages += 1
    last = LinePlace(id: id, offset: line.offset, length: Int(line.length))
    if parts.isArray { doubtful += 1 }
    return try onMessage?(ScannedMessage(id: id, line: line, parts: parts)) ?? .goOn
  }

  private mutating func note(_ line: SkippedLine) {
    skipped += 1
    skippedByReason[line.reason, default: 0] += 1
    if firstSkipped == nil { firstSkipped = line }
  }
}
