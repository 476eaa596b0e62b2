internal import LegacyFormats
internal import Platform
internal import SQLite
package import WarrenModel

/// Counts the formats that lie in a root, an agent directory or a directory of sessions; of databases it reads what their tables say.
package struct FormatCensus: Sendable {
  private struct Kind: Hashable {
    let format: StoreFormat
    let version: String?
    let schema: String?
  }

  private var counts: [Kind: Int] = [:]
  /// Files with further names that are counted already.
  private var seen: Set<FileIdentity> = []

  package init() {}

  /// In the order of formats, versions and schemas.
  package var formats: [InspectionReport.Format] {
    let found = counts.map {
      InspectionReport.Format(format: $0.key.format, version: $0.key.version, schema: $0.key.schema, count: $0.value)
    }
    return found.sorted {
      ($0.format.rawValue, $0.version ?? "", $0.schema ?? "") < ($1.format.rawValue, $1.version ?? "", $1.schema ?? "")
    }
  }

  mutating func add(_ format: StoreFormat, version: String? = nil, schema: String? = nil, _ count: Int = 1) {
    if count > 0 { counts[Kind(format: format, version: version, schema: schema), default: 0] += count }
  }

  // MARK: - A root

  /// What lies in a root beside its agents. Blocks its thread, as the others do: for a lane.
  package mutating func look(at root: StateRoot) {
    let directory = root.descriptor
    func isRegular(_ path: FilePath) -> Bool { Below.kind(of: path, in: directory) == .regular }
    if isRegular("sessions/sessions.json") { add(.openclawJSONBeforeAgents) }
    if let control = try? root.path.appending("state/openclaw.sqlite"), isRegular("state/openclaw.sqlite") {
      let version = try? Preview.read(path: control.bytes) { try $0.integer("PRAGMA user_version") }
      add(.openclawControl, version: (version ?? nil).flatMap { $0.map(String.init) })
    }
    if RootMarks.isZeroClawInstall(directory), let path = try? root.path.appending(RootMarks.installSessions) {
      look(atShared: path, RootMarks.installSessions, in: directory)
    }
  }

  // MARK: - An agent

  /// What lies in an agent directory.
  package mutating func look(at agent: FoundAgent, in root: StateRoot) {
    guard let agents = try? root.agentsDirectory(), let name = try? FilePath(bytes: agent.name.bytes),
      let directory = try? SharedDescriptor(agents.openDirectory(name)), let path = try? root.agentsPath.appending(name)
    else { return }
    for store in agent.stores where !store.isLink {
      if store.kind != .jsonl, store.status.links > 1, !seen.insert(store.status.identity).inserted { continue }
      if store.kind.isDatabase, let place = try? path.appending(store.kind.path) { add(database: place, as: store.kind) }
      if store.kind == .openclawJSON { add(.openclawJSON) }
    }
    if let openclaw = try? OpenClawRecognition.agent(directory) {
      add(openclaw)
    } else {
      let isOwn = agent.manifest != nil
      look(atLines: StoreKind.jsonl.path, in: directory, as: isOwn ? .warrenJSONL : .zeroclawJSONL)
      if !isOwn, Below.kind(of: StoreKind.jsonl.path, in: directory) == .directory { look(atLeftovers: path, in: directory) }
    }
  }

  private mutating func add(_ agent: OpenClawRecognition.Agent) {
    add(.openclawTranscript, agent.transcripts)
    add(.openclawArchive, agent.archives - agent.packedArchives)
    add(.openclawArchive, version: "zstd", agent.packedArchives)
    add(.openclawCheckpoint, agent.checkpoints)
    add(.openclawTrajectory, agent.trajectories)
    add(.openclawImported, agent.importedOriginals)
  }

  // MARK: - Parts

  /// A directory in which ZeroClaw keeps sessions; `path` leads to it, `folder` below `directory` as well.
  mutating func look(atShared path: FilePath, _ folder: FilePath, in directory: SharedDescriptor) {
    for name in ["sessions.db", "acp-sessions.db"] as [FilePath] {
      guard let place = try? folder.appending(name), Below.kind(of: place, in: directory) == .regular,
        let whole = try? path.appending(name)
      else { continue }
      add(database: whole, as: .zeroclawSQLite)
    }
    look(atLines: folder, in: directory, as: .zeroclawJSONL)
    addArchive(of: path)
  }

  private mutating func look(atLines folder: FilePath, in directory: SharedDescriptor, as format: StoreFormat) {
    guard let sessions = Below.directory(folder, in: directory) else { return }
    let found = SessionsFolder(sessions)
    add(format, found.lines)
    add(.zeroclawImporting, found.importing)
    add(.zeroclawMigrated, found.migrated)
  }

  private mutating func look(atLeftovers path: FilePath, in directory: SharedDescriptor) {
    let editors: FilePath = "sessions/acp-sessions.db"
    if let sessions = try? path.appending(StoreKind.jsonl.path) { addArchive(of: sessions) }
    if Below.kind(of: editors, in: directory) == .regular, let place = try? path.appending(editors) {
      add(database: place, as: .zeroclawSQLite)
    }
  }

  private mutating func addArchive(of path: FilePath) {
    guard let left = try? ZeroClawLeftovers.read(path, path: RawPath(bytes: [])) else { return }
    add(.zeroclawArchive, left.archived.count)
  }

  /// One that cannot be read counts by its place.
  private mutating func add(database path: FilePath, as kind: StoreKind) {
    guard let found = (try? DatabaseFacts.read(path)) ?? nil else { return add(DatabaseFacts.format(of: kind)) }
    let isStray = kind == .zeroclawWorkspace && found.format == .zeroclawSQLite
    add(isStray ? .zeroclawStray : found.format ?? DatabaseFacts.format(of: kind), version: found.version, schema: found.schema)
  }
}
