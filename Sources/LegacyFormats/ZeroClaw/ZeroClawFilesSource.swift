package import Platform
internal import SessionStore
package import WarrenModel

/// ZeroClaw's JSONL sessions as a stream: the files of one directory, read by the store that reads Warren's own.
package final class ZeroClawFilesSource: ForeignStoreLookup {
  package let label = "ZeroClaw JSONL sessions"
  private let store: JSONLStore
  private let directory: FilePath
  private let path: RawPath
  private let calls: SystemCalls
  private var log = ProblemLog()
  private var known: [ForeignSession]?

  /// What an import may still bring in, known after `sessions()`.
  package private(set) var leftovers = ZeroClawLeftovers()

  /// - Parameters:
  ///   - directory: not followed where it is a symbolic link; it need not exist.
  ///   - path: of the directory below the root, for problems.
  /// - Throws: `foreign_store` where OpenClaw's `sessions.json` lies, `denied`, `io_error`.
  package init(directory: FilePath, path: RawPath, clock: WallClock, calls: SystemCalls = .direct) throws(WarrenError) {
    store = try JSONLStore(directory: directory, clock: clock, isWritable: false, calls: calls)
    self.directory = directory
    self.path = path
    self.calls = calls
  }

  package var problems: [ForeignProblem] { log.problems }

  package func sessions() throws -> [ForeignSession] {
    if let known { return known }
    var sessions: [ForeignSession] = []
    let findings = try store.survey { [self] key, name, line in
      note(line, key, name)
    } _: { file in
      noteFile(file)
      sessions.append(Self.session(file.session, file.former, name: file.name))
    }
    for finding in findings {
      let name = finding.subject.dropFirst(directory.bytes.count + 1)
      log.add(ForeignProblem(code: finding.code, severity: finding.severity, path: place(Array(name))))
    }
    leftovers = try ZeroClawLeftovers.read(directory, path: path, calls: calls)
    for problem in leftovers.problems { log.add(problem) }
    known = sessions
    return sessions
  }

  package func session(_ key: SessionKey) throws -> ForeignSession? {
    if let known { return known.first { $0.key == key } }
    guard let found = try store.session(key) else { return nil }
    if found.generation > 1 { return try sessions().first { $0.key == key } }
    return Self.session(found, [], name: [])
  }

  package func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    let number = generation ?? session.generation
    try withoutActuallyEscaping(body) { body in
      try store.stream(session.key, generation: number, passing: max(0, ordinal)) { place, message in
        let raw = message.body ?? LineWriter.compact(role: message.role, text: message.text)
        return try body(
          ForeignMessage(ordinal: place, role: message.role, text: message.text, createdAt: message.createdAt, body: raw)) == .goOn
      }
    }
  }

  // MARK: - Parts

  private static func session(_ found: SessionSummary, _ former: [SessionSummary], name: [UInt8]) -> ForeignSession {
    ForeignSession(
      key: found.key, name: found.name, state: found.state, createdAt: found.createdAt, lastActivity: found.lastActivity,
      messageCount: found.messageCount,
      former: former.map {
        ForeignSession.Former(number: $0.generation, messageCount: $0.messageCount, createdAt: $0.createdAt, reason: "reset")
      }, origin: found.origin, locator: name)
  }

  private func note(_ line: SurveyedLine, _ key: SessionKey, _ name: [UInt8]) {
    log.add(
      ForeignProblem(
        code: line.reason?.rawValue ?? "array_form", severity: line.reason == nil ? .info : .warning, path: place(name), key: key.bytes,
        line: line.line, offset: line.offset, length: Int(line.length)))
  }

  private func noteFile(_ file: SurveyedFile) {
    func note(_ code: String, _ severity: Finding.Severity) {
      log.add(ForeignProblem(code: code, severity: severity, path: place(file.name), key: file.session.key.bytes))
    }
    if file.refusal != nil { return note("session_unreadable", .error) }
    if !file.endsInNewline { note("no_final_newline", .info) }
    if file.size == 0 { note("session_empty", .info) }
    if file.skippedLines > 0, file.session.messageCount == 0 { note("no_valid_line", .warning) }
  }

  /// A file of the directory, for problems.
  private func place(_ name: [UInt8]) -> RawPath {
    RawPath(bytes: path.bytes.isEmpty ? name : path.bytes + [0x2F] + name)
  }
}
