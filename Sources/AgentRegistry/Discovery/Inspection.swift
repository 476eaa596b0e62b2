internal import HandlePool
internal import Platform
internal import SessionStore
internal import WarrenModel

/// One look into an agent directory, gathered step by step.
struct Inspection {
  let name: AgentName
  let root: StateRoot
  let depth: AgentInspector.Depth
  private var manifest: Manifest?
  private var stores: [FoundStore] = []
  private var findings: [Finding]
  private var error: WarrenError?
  private var isGated = false
  private var files = SessionFiles()

  init(of name: AgentName, in root: StateRoot, depth: AgentInspector.Depth) {
    self.name = name
    self.root = root
    self.depth = depth
    findings = Findings.about(name)
  }

  /// Notes why something cannot be read; the first reason counts.
  mutating func fail(_ reason: WarrenError) { if error == nil { error = reason } }

  mutating func look(into directory: borrowing FileDescriptor, _ status: FileStatus) {
    if status.mode & 0o077 != 0 { findings.append(Findings.modeTooOpen(name, nil, mode: status.mode)) }
    isGated = (try? directory.exists(Gate.name)) ?? false
    readManifest(in: directory)
    lookForFile(.native, StoreFactory.databaseName, in: directory)
    if let sessions = openDirectory(StoreFactory.filesName, in: directory) {
      lookForFile(.zeroclawSQLite, "sessions.db", in: sessions)
      lookForFile(.openclawJSON, "sessions.json", in: sessions)
      lookForSessionFiles(in: sessions)
    }
    if let agent = openDirectory("agent", in: directory) { lookForFile(.openclawSQLite, "openclaw-agent.sqlite", in: agent) }
    if let workspace = openDirectory("workspace", in: directory),
      let sessions = openDirectory(StoreFactory.filesName, in: workspace, "workspace/sessions")
    {
      lookForFile(.zeroclawWorkspace, "sessions.db", in: sessions)
    }
  }

  private mutating func readManifest(in directory: borrowing FileDescriptor) {
    switch Manifest.read(in: directory, limit: root.configuration.manifestBytes) {
    case .missing: break
    case .manifest(let found):
      manifest = found
      if Backend(rawValue: found.backend) == nil { fail(unknownBackend(found.backend)) }
    case .damaged(let reason):
      let remedy = "Restore .warren.json from a backup."
      findings.append(
        Findings.made("manifest_damaged", .error, below: name, Manifest.name, evidence: reason, remedy: remedy))
      fail(
        WarrenError(
          .corrupt, "The agent's .warren.json cannot be read: \(reason).", remedy: remedy, subject: Findings.path(of: name, Manifest.name)))
    }
  }

  private func unknownBackend(_ backend: String) -> WarrenError {
    WarrenError(
      .backendUnknown, "The agent's stored backend \"\(backend)\" is unknown.",
      remedy:
        "Use the Warren that made the agent, or put one of \(Backend.allCases.map(\.rawValue).joined(separator: ", ")) into .warren.json.",
      subject: name.bytes)
  }

  /// Opens a directory inside the agent's; links are not followed. nil where there is none or it cannot be entered.
  private mutating func openDirectory(
    _ path: FilePath, in directory: borrowing FileDescriptor, _ shown: FilePath? = nil
  ) -> FileDescriptor? {
    let shown = shown ?? path
    do throws(SystemError) {
      return try directory.openDirectory(path)
    } catch {
      if error.isNotFound { return nil }
      guard error.isSymbolicLink || error.isNotDirectory else {
        fail(RegistryErrors.translate(error, subject: Findings.path(of: name, shown)))
        return nil
      }
      // Workspaces and the like may be anything: only where sessions must lie is it worth a word.
      if path == StoreFactory.filesName { noteLinkedDirectory(shown) }
      return nil
    }
  }

  private mutating func noteLinkedDirectory(_ path: FilePath) {
    let evidence = "it is a link or no directory, and not followed"
    findings.append(
      Findings.made("not_a_directory", .warning, below: name, path, evidence: evidence, remedy: "Put the directory itself there."))
    fail(
      WarrenError(
        .notRegularFile, "What stands in the place of the agent's sessions is no directory.", remedy: "Put the directory itself there.",
        subject: Findings.path(of: name, path)))
  }

  // MARK: - Files at known places

  private mutating func lookForFile(_ kind: StoreKind, _ file: FilePath, in directory: borrowing FileDescriptor) {
    do throws(SystemError) {
      guard let status = try directory.statusIfExists(of: file) else { return }
      switch status.kind {
      case .regular: add(kind, status)
      case .symbolicLink: try addLink(kind, file, in: directory)
      case .directory, .fifo, .socket, .other: noteNoFile(kind, "it is not a regular file")
      }
    } catch {
      fail(RegistryErrors.translate(error, subject: Findings.path(of: name, kind.path)))
    }
  }

  private mutating func add(_ kind: StoreKind, _ status: FileStatus) {
    stores.append(FoundStore(kind: kind, status: status))
    if status.mode & 0o077 != 0 { findings.append(Findings.modeTooOpen(name, kind.path, mode: status.mode)) }
    guard status.size == 0 else { return }
    let remedy = "Restore it from a backup, or move the file away."
    findings.append(
      Findings.made(
        kind.isDatabase ? "database_empty_file" : "store_empty_file", .error, below: name, kind.path, evidence: "the file has 0 bytes",
        remedy: remedy))
    fail(WarrenError(.storeEmptyFile, "The store is an empty file.", remedy: remedy, subject: Findings.path(of: name, kind.path)))
  }

  /// A link is never opened. One that leads to a file of another agent is an error only until that agent is known: see `RootScan`.
  private mutating func addLink(_ kind: StoreKind, _ file: FilePath, in directory: borrowing FileDescriptor) throws(SystemError) {
    let path = try root.agentsPath.appending(name.bytes).appending(kind.path)
    let target = AgentLink.target(of: path, in: root)
    let words = AgentLink(name: name, target: target).words
    switch target {
    case .agent, .inside:
      guard let status = try directory.statusIfExists(of: file, following: true), status.kind == .regular else {
        return noteNoFile(kind, "it is a symbolic link: \(words)")
      }
      stores.append(FoundStore(kind: kind, status: status, isLink: true))
      findings.append(Findings.made("symlink_inside", .info, below: name, kind.path, evidence: words))
      failLink(kind, .notRegularFile)
    case .outside:
      findings.append(
        Findings.made(
          "symlink_outside", .warning, below: name, kind.path, evidence: words, remedy: "Put the file itself there."))
      failLink(kind, .outsideRoot)
    case .nowhere:
      findings.append(
        Findings.made("symlink_dangling", .warning, below: name, kind.path, evidence: words, remedy: "Remove the link."))
      failLink(kind, .notRegularFile)
    }
  }

  private mutating func failLink(_ kind: StoreKind, _ code: ErrorCode) {
    fail(
      WarrenError(
        code, "The store is a symbolic link, which is not followed.", remedy: "Put the file itself there.",
        subject: Findings.path(of: name, kind.path)))
  }

  private mutating func noteNoFile(_ kind: StoreKind, _ evidence: String) {
    findings.append(
      Findings.made("not_a_regular_file", .error, below: name, kind.path, evidence: evidence, remedy: "Move it away."))
    fail(
      WarrenError(
        .notRegularFile, "What stands in the place of the store is not a regular file.", remedy: "Move it away.",
        subject: Findings.path(of: name, kind.path)))
  }

  // MARK: - Files of JSON lines

  private mutating func lookForSessionFiles(in sessions: borrowing FileDescriptor) {
    do throws(SystemError) {
      let isOwn = manifest != nil || stores.contains { $0.kind == .openclawJSON }
      files = try SessionFiles(in: sessions, depth: depth, configuration: root.configuration, mayBeTranscripts: !isOwn)
      for other in files.notRegular {
        findings.append(
          Findings.made(
            "not_a_regular_file", .warning, below: name, try StoreFactory.filesName.appending(other), evidence: "it is not a regular file",
            remedy: "Move it away."))
      }
      guard files.found || manifest?.backend == Backend.jsonl.rawValue else { return }
      stores.append(FoundStore(kind: .jsonl, status: try sessions.status(), linkedFiles: files.linked))
    } catch {
      fail(RegistryErrors.translate(error, subject: Findings.path(of: name, StoreFactory.filesName)))
    }
  }

  // MARK: - The result

  mutating func result(_ identity: FileIdentity) -> FoundAgent {
    let isOpenClaw = stores.contains { $0.kind == .openclawJSON || $0.kind == .openclawSQLite } || files.areTranscripts
    // Beside a store of OpenClaw they are its transcripts.
    if isOpenClaw, manifest?.backend != Backend.jsonl.rawValue { stores.removeAll { $0.kind == .jsonl } }
    if files.areTranscripts, stores.isEmpty { noteMissingStore() }
    if stores.isEmpty, error == nil {
      findings.append(Findings.made("agent_empty", .info, below: name, evidence: "there is no store"))
    }
    stores.sort { $0.kind.rawValue < $1.kind.rawValue }
    return FoundAgent(
      name: name, identity: identity, manifest: manifest, stores: stores, layout: layout(isOpenClaw), backend: backend, isGated: isGated,
      findings: findings, error: error)
  }

  private mutating func noteMissingStore() {
    let remedy = "Restore sessions.json from a backup, or import the transcripts."
    findings.append(
      Findings.made(
        "store_missing", .error, below: name, StoreFactory.filesName, evidence: "there are transcripts of OpenClaw and no store",
        remedy: remedy))
    fail(
      WarrenError(
        .storeAbsent, "There are transcripts of OpenClaw and no store that names them.", remedy: remedy,
        subject: Findings.path(of: name, StoreFactory.filesName)))
  }

  private var backend: String? {
    if let manifest { return manifest.backend }
    if stores.contains(where: { $0.kind == .native }) { return Backend.sqlite.rawValue }
    // A database outranks the files beside it: they are what an import has left.
    return (stores.first { $0.kind != .jsonl } ?? stores.first)?.kind.backend
  }

  private func layout(_ isOpenClaw: Bool) -> Layout? {
    let isZeroClaw = stores.contains { $0.kind == .zeroclawSQLite || $0.kind == .zeroclawWorkspace }
    let hasFiles = stores.contains { $0.kind == .jsonl }
    let isNative = manifest != nil || stores.contains { $0.kind == .native }
    if isNative { return isOpenClaw || isZeroClaw || (hasFiles && manifest == nil) ? .mixed : .native }
    if isOpenClaw { return isZeroClaw ? .mixed : .openclaw }
    if isZeroClaw { return hasFiles ? .mixed : .zeroclaw }
    return hasFiles ? .zeroclaw : nil
  }
}
