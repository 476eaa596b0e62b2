internal import Platform
package import WarrenModel

/// A line that is no message, or one without certainty.
package struct SurveyedLine: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// Of its first byte in the file.
  package let offset: Int64
  /// Bytes without the newline.
  package let length: Int64
  /// nil for a message in array form, which another reader may skip.
  package let reason: SkippedLine.Reason?
}

/// What one pass over a session's current file has found.
package struct SurveyedFile: Sendable {
  package let session: SessionSummary
  /// Former generations, the oldest first.
  package let former: [SessionSummary]
  /// The name in the directory, as bytes.
  package let name: [UInt8]
  /// Bytes.
  package let size: Int64
  package let endsInNewline: Bool
  package let skippedLines: Int
  /// Why the file could not be read; nil where it was.
  package let refusal: String?
}

/// Reading for those above who want each message and each line that is none, once and in order.
extension JSONLStore {
  /// One pass over each current file, in no order.
  ///
  /// - Parameters:
  ///   - onLine: gets each line that is skipped or doubtful, with its session, before the session's file.
  ///   - body: gets each session's file.
  /// - Returns: what stands in the directory and is no session's file.
  package func survey(
    onLine: @escaping (SessionKey, _ name: [UInt8], SurveyedLine) -> Void, _ body: (SurveyedFile) throws -> Void
  ) throws -> [Finding] {
    try translating {
      guard let (directory, content) = try scan() else { return [] }
      for entry in content.sessions {
        if let file = try survey(entry, content, in: directory, onLine) { try body(file) }
      }
      return content.findings
    }
  }

  /// nil for a file that is gone meanwhile or is no session.
  private func survey(
    _ entry: DirectoryScan.Entry, _ content: DirectoryScan, in directory: SharedDescriptor,
    _ onLine: @escaping (SessionKey, [UInt8], SurveyedLine) -> Void
  ) throws -> SurveyedFile? {
    let metadata = try readableMetadata(of: entry.stem, in: directory)
    let name = entry.stem + SessionFileName.suffix
    var scan = FileScan(ids: IDCounter(mark: metadata.mark))
    var refusal: String?
    do {
      guard let session = try openListed(entry, in: directory) else { return nil }
      try scan.run(session.file) { line in
        onLine(entry.key, name, SurveyedLine(line: line.line, offset: line.offset, length: line.length, reason: line.reason))
      } _: { message in
        if message.parts.isArray {
          let line = message.line
          onLine(entry.key, name, SurveyedLine(line: line.number, offset: line.offset, length: line.length, reason: nil))
        }
        return .goOn
      }
    } catch let error as SystemError where error.isPermission { refusal = error.reason }
    let numbers = (content.generations[entry.stem] ?? []).filter { $0 < metadata.generation }
    return SurveyedFile(
      session: SessionSummary(
        key: entry.key, name: metadata.name, state: metadata.state, createdAt: metadata.createdAt,
        lastActivity: entry.status.lastActivity, messageCount: scan.messages, generation: metadata.generation, origin: metadata.origin),
      former: try former(numbers, of: entry, metadata, in: directory), name: name, size: entry.status.size,
      endsInNewline: scan.endsClean, skippedLines: scan.skipped, refusal: refusal)
  }

  /// Hands over the messages of a generation (nil: the current one) behind the first `passed`, each with its place from 1, until the body
  /// answers false. Memory is that of one line.
  /// - Throws: `session_unknown`, `generation_unknown`.
  package func stream(
    _ key: SessionKey, generation: Int?, passing passed: Int64, _ body: @escaping (Int64, Message) throws -> Bool
  ) throws {
    // What the body throws is not ours to translate.
    var failure: (any Error)?
    try translating {
      let directory = try directory()
      let session = try known(key, in: directory)
      guard let directory else { throw WarrenError.unknownSession(key) }
      let metadata = try metadata(of: session.stem, in: directory)
      let number = generation ?? metadata.generation
      var file = session.file
      if number != metadata.generation {
        guard number > 0, number < metadata.generation, try isClosed(number, of: session.stem, in: directory),
          let former = try openFile(SessionFileName.generation(session.stem, number), in: directory)
        else { throw WarrenError.unknownGeneration(number, of: key, current: metadata.generation) }
        file = former
      }
      var place: Int64 = 0
      var scan = FileScan(ids: IDCounter(mark: metadata.mark(of: number)))
      try scan.run(file) { message in
        place += 1
        guard place > passed, let line = SessionLine(message.line.bytes) else { return .goOn }
        do {
          return try body(place, line.message(id: message.id)) ? .goOn : .stop
        } catch {
          failure = error
          return .stop
        }
      }
    }
    if let failure { throw failure }
  }
}
