internal import HandlePool
internal import LegacyFormats
package import Platform
internal import SQLite
internal import SessionStore
package import WarrenModel

/// Looks at a single file, whatever its name: what it is and what it holds.
///
/// Not in a process that has the file open as a database: closing what is opened here would drop its locks.
package struct FileInspection {
  let path: FilePath
  let name: [UInt8]
  let now: Timestamp
  private let clock: WallClock

  /// - Parameter path: a real path, as `InspectedPlace` has it.
  package init(_ path: FilePath, clock: WallClock) {
    self.path = path
    name = path.lastComponent ?? path.bytes
    self.clock = clock
    now = clock.now
  }

  /// Blocks its thread: for a lane.
  /// - Throws: `input_invalid` where it is nothing that Warren knows, `database_no_session_tables`, and where it cannot be read as what it
  ///   is: `store_empty_file`, `corrupt`, `newer_schema`, `not_a_database`, `denied`, …
  package func report() throws(WarrenError) -> InspectionReport {
    do {
      let file = SharedDescriptor(try WorkingDirectory().openRegular(path))
      let size = try file.status().size
      if size == 0 {
        throw WarrenError(
          .storeEmptyFile, "The file is empty.", remedy: "Restore it from a backup, or move it away.", subject: path.bytes)
      }
      if OpenClawConfiguration.isNamed(name) { throw unknown("It is OpenClaw's configuration.", "Name the directory that it lies in.") }
      let kind = try OpenClawRecognition.file(file, name: name)
      if kind == .database {
        // Closed before SQLite opens it: a descriptor of ours must not drop its locks.
        try file.close()
        return try database()
      }
      if SessionsFolder.isImporting(name) { return try lines(file, size, .zeroclawImporting) }
      if SessionsFolder.isMigrated(name) { return try lines(file, size, .zeroclawMigrated) }
      return try report(kind, file, size)
    } catch { throw StoreErrors.translate(error, path: path.bytes).about(path.bytes) }
  }

  private func report(_ kind: OpenClawRecognition.File?, _ file: SharedDescriptor, _ size: Int64) throws -> InspectionReport {
    switch kind {
    case .store(_, let isStrict): return try store(isStrict: isStrict, size)
    case .transcript(let version): return try transcript(file, size, .openclawTranscript, version: version.map(String.init))
    case .archive(let reason, let isCompressed):
      if isCompressed { return made(.openclawArchive, version: "zstd", bytes: size, findings: [packed]) }
      return try transcript(file, size, .openclawArchive, version: nil, schema: reason)
    case .trajectory: return made(.openclawTrajectory, bytes: size)
    case .database, nil: break
    }
    // What should be a store and is none is damaged, not unknown.
    if name.elementsEqual("sessions.json".utf8) { return try store(isStrict: true, size) }
    return try lines(file, size, .zeroclawJSONL)
  }

  private var packed: Finding {
    Finding(
      code: "archive_compressed", severity: .warning, subject: name, evidence: "it is packed with zstd, which Warren does not read",
      remedy: "Unpack it with zstd -d.")
  }

  private func unknown(_ message: String, _ remedy: String) -> WarrenError {
    WarrenError(.inputInvalid, message, remedy: remedy, subject: path.bytes)
  }

  // MARK: - Files

  /// OpenClaw's store with the transcripts beside it.
  private func store(isStrict: Bool, _ size: Int64) throws -> InspectionReport {
    guard let parent = path.parent else { throw unknown("It lies nowhere.", "Name another file.") }
    let directory = parent.lastComponent == StoreFactory.filesName.bytes ? Self.agent(parent.parent) : nil
    let place = OpenClawFilesSource.Place(
      directory: SharedDescriptor(try WorkingDirectory().openDirectory(parent)), folder: ".", store: try FilePath(bytes: name),
      keys: OpenClawKeys(directory: try Self.owner(directory)), path: RawPath(bytes: []), absolutePath: directory?.bytes)
    let source = OpenClawFilesSource(place, now: now)
    let sessions = try source.sessions()
    return made(.openclawJSON, version: isStrict ? "json" : "json5", of: sessions, Self.problems(source, directory), bytes: size)
  }

  /// The path, if it is that of an agent directory: `agents/<dir>`.
  private static func agent(_ path: FilePath?) -> FilePath? {
    path?.parent?.lastComponent == StateRoot.agentsName.bytes ? path : nil
  }

  /// A store that is no single agent's may hold sessions of any.
  private static func problems(_ source: any ForeignSource, _ directory: FilePath?) -> [ForeignProblem] {
    source.problems.filter { directory != nil || $0.code != "key_of_other_agent" }
  }

  /// The agent whose directory it is; of a store elsewhere, which several may share, OpenClaw's default one.
  private static func owner(_ directory: FilePath?) throws -> AgentName {
    try directory?.lastComponent.flatMap { try? AgentName(bytes: $0) } ?? AgentName("main")
  }

  private func transcript(
    _ file: SharedDescriptor, _ size: Int64, _ format: StoreFormat, version: String?, schema: String? = nil
  ) throws -> InspectionReport {
    let found = try OpenClawTranscriptFile(file, path: RawPath(bytes: name))
    return made(
      format, version: version, schema: schema, sessions: 1, messages: found.messages, bytes: size,
      findings: ForeignFindings.made(of: found.problems))
  }

  /// JSON lines as ZeroClaw and Warren write them; what has no line that is a message is none.
  private func lines(_ file: SharedDescriptor, _ size: Int64, _ format: StoreFormat) throws -> InspectionReport {
    let found = try JSONLFileLook(file)
    if found.messages == 0, !SessionsFolder.isLines(name) {
      throw unknown("It is no file of sessions that Warren knows.", "Name a file of Warren, OpenClaw or ZeroClaw.")
    }
    var problems = found.lines.map { line in
      ForeignProblem(
        code: line.reason?.rawValue ?? "array_form", severity: line.reason == nil ? .info : .warning, path: RawPath(bytes: name),
        line: line.line, offset: line.offset, length: Int(line.length))
    }
    if !found.endsInNewline { problems.append(ForeignProblem(code: "no_final_newline", severity: .info, path: RawPath(bytes: name))) }
    if format == .zeroclawImporting {
      problems.append(ForeignProblem(code: "import_interrupted", severity: .warning, path: RawPath(bytes: name)))
    }
    if format == .zeroclawMigrated {
      problems.append(ForeignProblem(code: "imported_source", severity: .info, path: RawPath(bytes: name)))
    }
    if found.messages == 0 { problems.append(ForeignProblem(code: "no_valid_line", severity: .warning, path: RawPath(bytes: name))) }
    return made(
      found.isOwn ? .warrenJSONL : format, sessions: 1, messages: found.messages, bytes: size, findings: ForeignFindings.made(of: problems))
  }

  // MARK: - Databases

  private func database() throws -> InspectionReport {
    guard let facts = try DatabaseFacts.read(path) else {
      throw WarrenError(.pathMissing, "It is gone.", remedy: "Look again.", subject: path.bytes)
    }
    let bytes = try databaseBytes()
    switch facts.format {
    case .warrenSQLite?:
      guard let counts = try SQLiteStore.preview(path: path.bytes, uuid: nil, clock: clock, { try $0.summary() }) else { break }
      return InspectionReport(
        path: RawPath(bytes: path.bytes), kind: .file, layout: .native, formats: [.init(format: .warrenSQLite, version: facts.version)],
        agents: 1, sessions: counts.sessions, messages: counts.messages, running: counts.running, bytes: counts.bytes,
        lastActivity: counts.lastActivity, findings: counts.findings)
    case .openclawSQLite?, .zeroclawSQLite?: return try foreign(facts, bytes)
    case .zeroclawACP?:
      let finding = Finding(
        code: "acp_store", severity: .info, subject: name, evidence: "sessions of editors, which Warren does not read")
      return made(.zeroclawACP, bytes: bytes, findings: [finding])
    default: break
    }
    throw WarrenError(
      .noSessionTables, "The database holds no tables of sessions that Warren knows.",
      remedy: "Name a database of Warren, OpenClaw or ZeroClaw.", subject: path.bytes)
  }

  private func foreign(_ facts: DatabaseFacts, _ bytes: Int64) throws -> InspectionReport {
    let shown = RawPath(bytes: name)
    // agents/<dir>/agent/openclaw-agent.sqlite
    let directory = path.parent?.lastComponent == Array("agent".utf8) ? Self.agent(path.parent?.parent) : nil
    let owner = try Self.owner(directory)
    let found = try Preview.read(path: path.bytes) { connection in
      try connection.readTransaction { () -> ([ForeignSession], [ForeignProblem]) in
        let source: any ForeignSource =
          facts.format == .openclawSQLite
          ? OpenClawDatabaseSource(connection, keys: OpenClawKeys(directory: owner), path: shown, now: now)
          : ZeroClawDatabaseSource(connection, path: shown, now: now)
        return (try source.sessions(), Self.problems(source, directory))
      }
    }
    let (sessions, problems) = found ?? ([], [])
    return made(facts.format ?? .zeroclawSQLite, version: facts.version, schema: facts.schema, of: sessions, problems, bytes: bytes)
  }

  private func databaseBytes() throws -> Int64 {
    let log = try FilePath(bytes: path.bytes + Array("-wal".utf8))
    return try WorkingDirectory().status(of: path).size + (WorkingDirectory().statusIfExists(of: log)?.size ?? 0)
  }
}
