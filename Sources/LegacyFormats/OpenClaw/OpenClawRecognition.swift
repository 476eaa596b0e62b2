internal import JSON
package import Platform
package import SQLite

/// What a directory, a file or a database of OpenClaw's is, as plain values; nil for what is none. Nothing is read but what the answer needs.
package enum OpenClawRecognition {
  /// What the sessions of an installation are kept in.
  package enum Era: String, Hashable, Sendable {
    case files, databases, mixed
  }

  /// A state directory.
  package struct Root: Hashable, Sendable {
    /// Real directories below `agents/`.
    package let agents: Int
    /// Those with a `sessions/sessions.json`.
    package let stores: Int
    /// Those with an `agent/openclaw-agent.sqlite`.
    package let databases: Int
    /// `openclaw.json`.
    package let hasConfiguration: Bool
    /// `state/openclaw.sqlite`.
    package let hasControlDatabase: Bool
    /// `sessions/sessions.json`, of the time before agents.
    package let hasStoreBeforeAgents: Bool
    /// Manifests of OpenClaw's own imports.
    package let migrationRuns: Int

    /// nil where no agent has a store.
    package var era: Era? {
      if databases == 0 { return stores == 0 ? nil : .files }
      return stores == 0 ? .databases : .mixed
    }
  }

  /// An agent directory.
  package struct Agent: Hashable, Sendable {
    package let hasStore: Bool
    package let hasDatabase: Bool
    package let transcripts: Int
    package let archives: Int
    package let packedArchives: Int
    package let checkpoints: Int
    package let trajectories: Int
    /// Locks and files that were being written.
    package let litter: Int
    /// Names of transcripts and stores under which something else than a file lies.
    package let notRegular: Int
    /// Originals that OpenClaw's own import put aside.
    package let importedOriginals: Int
  }

  /// A single file, by its content; its name is only asked where content cannot say.
  package enum File: Hashable, Sendable {
    /// `sessions.json`: entries, objects or not; whether JSON did, or JSON5 was needed.
    case store(entries: Int, isStrict: Bool)
    /// With the version of its header; nil without a header.
    case transcript(version: Int64?)
    case archive(reason: String, isCompressed: Bool)
    case trajectory
    /// A SQLite file: ask `database(_:)`.
    case database
  }

  /// Looks at a state directory; at most one `stat` for each store of each agent.
  package static func root(_ directory: SharedDescriptor) throws -> Root? {
    func isRegular(_ path: FilePath) -> Bool { (try? directory.statusIfExists(of: path))?.kind == .regular }
    var (agents, stores, databases) = (0, 0, 0)
    for name in try names(in: "agents", of: directory) where name.kind == .directory {
      let agent = try FilePath("agents").appending(name.bytes)
      agents += 1
      if isRegular(try agent.appending(FilePath("sessions/sessions.json"))) { stores += 1 }
      if isRegular(try agent.appending(FilePath("agent/openclaw-agent.sqlite"))) { databases += 1 }
    }
    let root = Root(
      agents: agents, stores: stores, databases: databases, hasConfiguration: isRegular("openclaw.json"),
      hasControlDatabase: isRegular("state/openclaw.sqlite"), hasStoreBeforeAgents: isRegular("sessions/sessions.json"),
      migrationRuns: try names(in: "session-sqlite-migration-runs", of: directory).count { OpenClawBytes.hasSuffix($0.bytes, ".json") })
    let isOne = root.era != nil || root.hasConfiguration || root.hasControlDatabase || root.hasStoreBeforeAgents
    return isOne ? root : nil
  }

  /// Looks at an agent directory.
  package static func agent(_ directory: SharedDescriptor) throws -> Agent? {
    var kinds: [OpenClawFileName] = []
    var notRegular = 0
    for name in try names(in: "sessions", of: directory) {
      let kind = OpenClawFileName(name.bytes)
      if name.kind == .regular { kinds.append(kind) } else if kind == .store || kind.isHistory { notRegular += 1 }
    }
    func count(_ matches: (OpenClawFileName) -> Bool) -> Int { kinds.count(where: matches) }
    let database = try? directory.statusIfExists(of: "agent/openclaw-agent.sqlite")
    let agent = Agent(
      hasStore: kinds.contains(.store), hasDatabase: database?.kind == .regular,
      transcripts: count { if case .transcript = $0 { true } else { false } },
      archives: count { if case .archive = $0 { true } else { false } },
      packedArchives: count { if case .archive(_, let archive) = $0 { archive.isCompressed } else { false } },
      checkpoints: count { if case .checkpoint = $0 { true } else { false } },
      trajectories: count { if case .trajectory = $0 { true } else { false } }, litter: count { $0 == .litter }, notRegular: notRegular,
      importedOriginals: try names(in: "session-sqlite-import-archive", of: directory).count)
    if agent.hasStore || agent.hasDatabase { return agent }
    return try agent.transcripts > 0 && hasHeader(in: directory) ? agent : nil
  }

  /// Whether a transcript there begins as OpenClaw's do; other programs' files bear the same suffix.
  private static func hasHeader(in directory: SharedDescriptor) throws -> Bool {
    let folder = SharedDescriptor(try directory.openDirectory("sessions"))
    for entry in try OpenClawListing(folder).entries where entry.isRegular {
      guard case .transcript = entry.kind, let file = try? folder.openRegular(FilePath(bytes: entry.name)) else { continue }
      if try transcript(SharedDescriptor(file)) != nil { return true }
    }
    return false
  }

  /// Looks at a file; of a transcript its first line is read, of a store all of it. Not for a database that this process has open: closing
  /// the descriptor would drop its locks.
  package static func file(_ file: SharedDescriptor, name: [UInt8]) throws -> File? {
    if try file.readBytes(16, at: 0).elementsEqual("SQLite format 3\u{0}".utf8) { return .database }
    switch OpenClawFileName(name) {
    case .archive(_, let archive): return .archive(reason: archive.reason, isCompressed: archive.isCompressed)
    case .trajectory: return .trajectory
    case .litter: return nil
    case .transcript, .checkpoint: return try transcript(file)
    case .store, .storeBackup: return try store(file)
    case .other:
      if let found = try transcript(file) { return found }
      return try store(file)
    }
  }

  /// Judged by the first record that can be read: a header, or an entry of a tree. Lines with a role and no id may be anybody's.
  private static func transcript(_ file: SharedDescriptor) throws -> File? {
    var found: File?
    try OpenClawTranscript.lines(of: file) { line, _ in
      guard case .record(let record) = line else { return .goOn }
      if record.kind == .header || (record.kind == .message && record.id != nil) { found = .transcript(version: record.version) }
      return .stop
    }
    return found
  }

  private static func store(_ file: SharedDescriptor) throws -> File? {
    guard try file.status().size <= OpenClawStoreFile.mostBytes else { return nil }
    let bytes = try file.readToEnd(limit: Int(OpenClawStoreFile.mostBytes))
    for dialect in JSONDialect.allCases {
      var scanner = JSONScanner(dialect, depthLimit: OpenClawLineJudge.depthLimit)
      guard let value = try? scanner.scan(bytes), value.kind == .object else { continue }
      let entries = Array(value.members)
      let known = entries.contains { $0.value["sessionId"] != nil }
      return known || entries.isEmpty ? .store(entries: entries.count, isStrict: dialect == .strict) : nil
    }
    return nil
  }

  /// What an open database is; nil where it is none of OpenClaw's agents'.
  package static func database(_ connection: Connection) throws -> OpenClawSchema? {
    let schema = try OpenClawSchema(of: connection)
    return schema.role == "agent" || schema.family != nil ? schema : nil
  }

  private static func names(
    in path: FilePath, of directory: SharedDescriptor
  ) throws -> [(bytes: [UInt8], kind: FileKind)] {
    guard try directory.statusIfExists(of: path)?.kind == .directory else { return [] }
    var names: [(bytes: [UInt8], kind: FileKind)] = []
    var reader = try DirectoryReader(path, in: directory)
    while let entry = try reader.next() { names.append((Array(entry.name), try entry.kind ?? reader.status(of: entry).kind)) }
    return names
  }
}
