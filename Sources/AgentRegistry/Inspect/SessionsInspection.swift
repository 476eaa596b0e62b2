internal import HandlePool
internal import LegacyFormats
package import Platform
internal import SessionStore
package import WarrenModel

/// Looks at a directory of session files that no agent directory is around: ZeroClaw's `data/sessions`, a copy, an archive.
package struct SessionsInspection {
  let path: FilePath
  private let clock: WallClock

  /// - Parameter path: a real path, as `InspectedPlace` has it.
  package init(_ path: FilePath, clock: WallClock) {
    self.path = path
    self.clock = clock
  }

  /// Blocks its thread: for a lane.
  package func report() throws(WarrenError) -> InspectionReport {
    do {
      let directory = SharedDescriptor(try WorkingDirectory().openDirectory(path))
      if try directory.statusIfExists(of: "sessions.json")?.kind == .regular {
        return try FileInspection(path.appending("sessions.json"), clock: clock).report()
          .about(path, bytes: TreeSurvey(of: directory, readingHeaders: false).bytes)
      }
      try refuseTranscripts()
      var census = FormatCensus()
      census.look(atShared: path, ".", in: directory)
      let formats = census.formats
      let database: FilePath = "sessions.db"
      let hasDatabase = try directory.statusIfExists(of: database)?.kind == .regular
      let counts = try ForeignVisit.previewing(hasDatabase ? [database] : [], in: path) { connections in
        var sources: [any ForeignSource] =
          connections[database].map { [ZeroClawDatabaseSource($0, path: RawPath(bytes: database.bytes), now: clock.now)] } ?? []
        sources.append(try ZeroClawFilesSource(directory: path, path: RawPath(bytes: []), clock: clock))
        let bytes = try TreeSurvey(of: directory, readingHeaders: false).bytes
        return try ForeignStore(sources: sources, backend: .sqlite, path: RawPath(bytes: path.bytes), bytes: bytes).summary()
      }
      return InspectionReport(
        path: RawPath(bytes: path.bytes), kind: .sessions, layout: InspectionReport.layout(of: formats), formats: formats,
        sessions: counts.sessions, messages: counts.messages, running: counts.running, bytes: counts.bytes,
        lastActivity: counts.lastActivity, findings: counts.findings)
    } catch { throw StoreErrors.translate(error, path: path.bytes) }
  }

  /// Transcripts of OpenClaw mean something only beside what names them.
  private func refuseTranscripts() throws {
    guard try JSONLStore.recognize(path) == .openClaw else { return }
    throw WarrenError(
      .storeAbsent, "There are transcripts of OpenClaw and no store that names them.",
      remedy: "Name the agent directory, or one of the files.",
      subject: path.bytes)
  }
}

extension InspectionReport {
  /// The same about the directory that the file lies in.
  fileprivate func about(_ path: FilePath, bytes: Int64) -> InspectionReport {
    InspectionReport(
      path: RawPath(bytes: path.bytes), kind: .sessions, layout: layout, formats: formats, agents: agents, sessions: sessions,
      messages: messages, running: running, bytes: bytes, lastActivity: lastActivity, findings: findings, incomplete: incomplete)
  }
}
