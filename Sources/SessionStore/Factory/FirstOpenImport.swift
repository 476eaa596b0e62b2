package import Platform
internal import SQLite
package import WarrenModel

/// Takes ZeroClaw-style JSONL files, and those of our own JSONL backend, over into the SQLite store of their agent, when that is opened.
///
/// A file at a time, each in one transaction with its receipt: read, written, read back and compared; only then the file is renamed to
/// `*.jsonl.migrated`. After a crash at any point the receipt tells what is done. Lines that another program adds meanwhile are taken too.
/// What cannot be taken is a finding, never a failure, and stays: transcripts of OpenClaw, files without a message that are not empty,
/// files whose key the store has already, sessions with former generations, files that were changed otherwise than by adding to them.
package struct FirstOpenImport {
  private static let migratedSuffix = Array(".migrated".utf8)

  private let store: SQLiteStore
  private let directory: SharedDescriptor
  private let path: FilePath
  package private(set) var findings: [Finding] = []

  /// nil where there is no such directory.
  /// - Parameter calls: the seam through which a test makes calls fail.
  package init?(into store: SQLiteStore, from path: FilePath, calls: SystemCalls = .direct) throws {
    let directory: SharedDescriptor
    do throws(SystemError) {
      directory = SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(path))
    } catch {
      if error.isNotFound || error.isNotDirectory || error.isSymbolicLink { return nil }
      throw error
    }
    self.store = store
    self.directory = directory
    self.path = path
  }

  /// Takes over what there is; what is odd is in `findings` then.
  package mutating func run() throws {
    let scan = try DirectoryScan(directory, path: path.bytes)
    if scan.isOpenClaw || scan.sessions.isEmpty { return }
    findings += scan.findings
    do {
      // Writers of ours wait: no request of theirs is half written.
      let lock = try StoreLock(directory, budget: JSONLConfiguration.lockBudget, path: path.bytes)
      defer { extendLifetime(lock) }
      try take(scan)
    } catch let error as WarrenError where error.code == .busy { note("import_failed", [], error.message, .error) }
  }

  private mutating func take(_ scan: DirectoryScan) throws {
    let files = try JSONLStore(directory: path, clock: store.clock, isWritable: false)
    var renamed = false
    for entry in scan.sessions.sorted(by: { $0.stem.lexicographicallyPrecedes($1.stem) }) {
      let name = entry.stem + SessionFileName.suffix
      do {
        if try take(entry, scan.generations[entry.stem] ?? [], files) { renamed = true }
      } catch let error as WarrenError {
        note(error.code == .inputInvalid ? "import_skipped" : "import_failed", name, error.message, .error)
      } catch is FileChanged {
        note("import_failed", name, "the file changed while it was read; it is taken at the next opening", .error)
      } catch { note("import_failed", name, StoreErrors.translate(error, path: path.bytes).message, .error) }
    }
    if renamed { try directory.sync() }
  }

  // MARK: - One file

  /// Whether it has been set aside.
  private mutating func take(_ entry: DirectoryScan.Entry, _ generations: [Int], _ files: JSONLStore) throws -> Bool {
    let name = entry.stem + SessionFileName.suffix
    let known = try ImportReceipt.find(name, in: store)
    // A file that stays is met at every opening: it is not read for nothing.
    if let known, known.refused == ImportReceipt.Stamp(entry.status) { return noteChange(name) }
    guard let source = try open(entry, generations, files, isNew: known == nil) else { return false }
    var receipt = try known ?? write(source, after: nil)
    guard try catchUp(&receipt, source) else { return noteChange(name) }
    guard try rename(name) else { return false }
    do {
      // Whoever opened the file by its name before may have written since.
      if try catchUp(&receipt, source) {
        try? setAside(SessionFileName.metadata(source.stem).bytes)
        return true
      }
    } catch {
      try putBack(name)
      throw error
    }
    try putBack(name)
    return noteChange(name)
  }

  /// nil, with a finding, for one that is to stay.
  private mutating func open(
    _ entry: DirectoryScan.Entry, _ generations: [Int], _ files: JSONLStore, isNew: Bool
  ) throws -> ImportSource? {
    let name = entry.stem + SessionFileName.suffix
    if isNew, try store.row(entry.key) != nil {
      throw WarrenError(.inputInvalid, "the store has a session of this key already; the file was left alone")
    }
    if isNew, try generations.contains(where: { try files.isClosed($0, of: entry.stem, in: directory) }) {
      note("import_generations", name, "the session has former generations, which are not taken over; its files were left alone", .warning)
      return nil
    }
    let file = SharedDescriptor(try directory.openRegular(FilePath(bytes: name), .read))
    if isNew, try OpenClawFile.isOne(file) {
      note("openclaw_transcript", name, "its first line is OpenClaw's; the file was left alone", .warning)
      return nil
    }
    let (metadata, isDamaged) = try files.recordedMetadata(of: entry.stem, in: directory)
    if isDamaged { note("metadata_damaged", name, "the name and origin of the session could not be read and were not taken", .warning) }
    return ImportSource(key: entry.key, stem: entry.stem, file: file, metadata: metadata)
  }

  /// Takes over what was added since the receipt was written; false where the file was changed otherwise.
  private mutating func catchUp(_ receipt: inout ImportReceipt, _ source: ImportSource) throws -> Bool {
    while true {
      let now = ImportReceipt.Stamp(try source.file.status())
      let (before, name) = (receipt.stamp, source.name)
      if now == before { return true }
      guard now.size >= before.size, try source.digest(size: before.size) == receipt.sha256,
        try now.size == before.size || source.isBetweenLines(before.size)
      else {
        receipt.refused = now
        try receipt.save(name, of: path.bytes, in: store)
        return false
      }
      if now.size == before.size {
        receipt.stamp = now
        try receipt.save(name, of: path.bytes, in: store)
        return true
      }
      do {
        receipt = try write(source, after: receipt)
      } catch is FileChanged { continue }
    }
  }

  /// Copies the file, or what follows the part that a receipt is for; returns the new receipt, or another process's that was first.
  private mutating func write(_ source: ImportSource, after earlier: ImportReceipt?) throws -> ImportReceipt {
    let status = try source.file.status()
    let start = earlier?.stamp.size ?? 0
    var look = FileScan(ids: IDCounter(mark: source.metadata.mark))
    try look.run(source.file)
    if earlier == nil, look.messages == 0, look.skipped > 0 {
      throw WarrenError(.inputInvalid, "no line of the file is a message; it was left alone")
    }
    let unfinished = try UnfinishedRequest.find(behind: look.last, in: source.file, source.metadata.mark)
    let end = max(start, unfinished?.start ?? status.size)
    let digest = try source.digest(size: status.size)
    let (store, path) = (store, path.bytes)
    let (receipt, copied) = try store.connection.immediateTransaction { () throws -> (ImportReceipt, ImportCopy?) in
      if let found = try ImportReceipt.find(source.name, in: store), found != earlier { return (found, nil) }
      let session = try Self.session(for: source, isNew: earlier == nil, activity: status.lastActivity, in: store)
      var copy = ImportCopy(into: session, of: store)
      try copy.run(source, start..<end)
      guard try ImportReceipt.Stamp(source.file.status()) == ImportReceipt.Stamp(status) else { throw FileChanged() }
      guard try copy.verify() else { throw WarrenError(.failed, "what was written differs from the file; nothing was kept") }
      let receipt = ImportReceipt(
        stamp: ImportReceipt.Stamp(status), sha256: digest, messages: copy.messages + (earlier?.messages ?? 0),
        skipped: copy.scan.skipped + (earlier?.skipped ?? 0))
      try receipt.save(source.name, of: path, in: store)
      return (receipt, copy)
    }
    if let copied { note(copied.scan, unfinished, status, of: source.name) }
    return receipt
  }

  private static func session(for source: ImportSource, isNew: Bool, activity: Timestamp, in store: SQLiteStore) throws -> SessionRow {
    let found = try store.row(source.key)
    switch (found, isNew) {
    case (nil, true): return try ImportCopy.makeSession(for: source, activity: activity, in: store)
    case (nil, false):
      throw WarrenError(.inputInvalid, "the session was deleted since the file was taken over; lines that came later were left alone")
    case (.some, true):
      throw WarrenError(.inputInvalid, "the store has a session of this key already; the file was left alone")
    case (.some(let row), false):
      try store.touch(row, at: activity)
      return row
    }
  }

  // MARK: - Names

  /// Renames the file; false where another process was first, or the name is taken.
  private mutating func rename(_ name: [UInt8]) throws -> Bool {
    do throws(SystemError) {
      try setAside(name)
      return true
    } catch {
      if error.isNotFound { return false }
      guard error.alreadyExists else { throw error }
      note("migrated_exists", name, "the file has been taken over and was not renamed: its name with .migrated is taken", .warning)
      return false
    }
  }

  private func setAside(_ name: [UInt8]) throws(SystemError) {
    try directory.rename(FilePath(bytes: name), to: FilePath(bytes: name + Self.migratedSuffix), in: directory)
  }

  private func putBack(_ name: [UInt8]) throws(SystemError) {
    try directory.rename(FilePath(bytes: name + Self.migratedSuffix), to: FilePath(bytes: name), in: directory)
  }

  // MARK: - Findings

  private mutating func noteChange(_ name: [UInt8]) -> Bool {
    note("import_changed", name, "the file was taken over once and has changed since; it was left alone", .warning)
    return false
  }

  private mutating func note(_ scan: FileScan, _ unfinished: UnfinishedRequest?, _ status: FileStatus, of name: [UInt8]) {
    if scan.skipped > 0 {
      let reasons = scan.skippedByReason.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
      note("lines_skipped", name, "\(scan.skipped) lines were not taken: \(reasons.joined(separator: ", "))", .warning)
    }
    if let unfinished {
      let bytes = status.size - unfinished.start
      note("import_unfinished", name, "\(bytes) bytes of a request that a crash cut short were not taken", .info)
    }
  }

  private mutating func note(_ code: String, _ name: [UInt8], _ evidence: String, _ severity: Finding.Severity) {
    findings.append(
      Finding(code: code, severity: severity, subject: name.isEmpty ? path.bytes : path.bytes + [0x2F] + name, evidence: evidence))
  }
}
