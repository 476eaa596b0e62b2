package import SQLite
internal import SessionStore
package import WarrenModel

/// OpenClaw's sessions in a per-agent database, whichever of its schemas that has.
///
/// A generation is a window: the one that the entry names is current, the others of its key are former ones, as are the transcripts that the
/// database keeps as archives. Packed events and archives are reported, not read.
package final class OpenClawDatabaseSource: ForeignSource {
  package let label = "OpenClaw openclaw-agent.sqlite"
  package var problems: [ForeignProblem] { found.all }

  let connection: Connection
  let path: RawPath
  let now: Timestamp
  private let directoryKeys: OpenClawKeys
  private let readsNewer: Bool
  /// Does not change while a preview reads.
  private var schema: OpenClawSchema?
  var found = OpenClawProblems()
  private(set) var knownKeys: Set<[UInt8]> = []
  private(set) var wasListed = false

  /// - Parameters:
  ///   - connection: of a preview, opened for reading.
  ///   - keys: of the agent directory that the database lies in.
  ///   - path: of the database, in problems.
  ///   - readsNewer: whether a schema of a newer version whose tables are known is read, with a problem; else it is refused.
  package init(_ connection: Connection, keys: OpenClawKeys, path: RawPath, now: Timestamp, readsNewer: Bool = false) {
    self.connection = connection
    self.path = path
    self.now = now
    self.readsNewer = readsNewer
    directoryKeys = keys
  }

  package func sessions() throws -> [ForeignSession] {
    found = OpenClawProblems()
    (knownKeys, wasListed) = ([], true)
    return try translating {
      let contents = try contents()
      let settled = OpenClawClaim.settle(contents.claims.map(\.claim))
      knownKeys = Set(settled.map(\.winner.canonical))
      let ids = Dictionary(contents.claims.map { ($0.claim.order, $0.sessionID) }, uniquingKeysWith: { first, _ in first })
      let sessions = try settled.map { try session($0.winner, $0.losers, ids, contents) }
      for archive in contents.archives.values.joined() {
        if archive.isPacked { report("archive_compressed", key: archive.key) }
        if !archive.isPacked, !knownKeys.contains(archive.canonical) { report("archive_orphan", .info, key: archive.key) }
      }
      return sessions
    }
  }

  package func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    let parts = session.locator.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    guard let wanted = session.place(of: generation), parts.indices.contains(wanted) else {
      throw WarrenError(
        .generationUnknown, "The session has no such generation.", remedy: "List its generations.", subject: session.key.bytes)
    }
    guard let place = OpenClawWindow.Place(locator: parts[wanted]) else { return }
    try translating {
      switch place {
      case .window(let id):
        let records = try OpenClawEvents(connection: connection, sessionID: id, schema: readableSchema())
        try OpenClawMessages.deliver(records, branch: OpenClawMessages.branch(records), after: ordinal, body)
      case .archive(let name):
        let records = OpenClawArchiveBlob(connection: connection, name: name)
        try OpenClawMessages.deliver(records, branch: OpenClawMessages.branch(records), after: ordinal, body)
      }
    }
  }

  /// What the files beside the database need not tell again.
  package func facts() throws -> OpenClawDatabaseFacts {
    try translating {
      let problems = found
      defer { found = problems }
      let contents = try contents()
      return OpenClawDatabaseFacts(
        sessionIDs: Set(contents.claims.map(\.sessionID) + contents.windows.values.flatMap { $0.map(\.id) }),
        archiveNames: Set(contents.archives.values.joined().map(\.name)))
    }
  }

  /// The schema, if its sessions may be read.
  /// - Throws: `store_empty_file`, `other_application`, `newer_schema`, `no_session_tables`.
  func readableSchema() throws -> OpenClawSchema {
    if let schema { return schema }
    if try connection.integer("PRAGMA page_count") == 0 {
      throw WarrenError(
        .storeEmptyFile, "The database is an empty file.", remedy: "Restore it from a backup, or move the file away.", subject: path.bytes)
    }
    let schema = try OpenClawSchema(of: connection)
    if let role = schema.role, role != "agent" {
      throw WarrenError(.otherApplication, "The database is not that of an agent.", subject: path.bytes)
    }
    if schema.isNewer, !readsNewer {
      throw WarrenError(
        .newerSchema,
        "The database has schema \(max(schema.userVersion, schema.schemaVersion ?? 0)); \(OpenClawSchema.newestVersion) is the newest known.",
        remedy: "Use a newer Warren.", subject: path.bytes)
    }
    guard schema.family != nil else {
      throw WarrenError(
        .noSessionTables, "The database holds no tables of sessions.", remedy: "Look for sessions.json beside it.", subject: path.bytes)
    }
    self.schema = schema
    return schema
  }

  func keys(_ schema: OpenClawSchema) -> OpenClawKeys { schema.mainKey.map(directoryKeys.with(mainKey:)) ?? directoryKeys }

  func report(_ code: String, _ severity: Finding.Severity = .warning, key: [UInt8]? = nil) { found.add(code, severity, path, key: key) }

  private func translating<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as SQLiteError { throw StoreErrors.translate(error, path: path.bytes) }
  }
}
