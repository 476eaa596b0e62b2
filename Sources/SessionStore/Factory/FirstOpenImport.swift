internal import JSON
internal import Platform
internal import SQLite
internal import WarrenModel

/// Takes ZeroClaw-style JSONL files over into the SQLite store of their agent, when that is opened.
///
/// A file at a time, each in one transaction with its receipt: read, written, read back and compared; only then the file is renamed to
/// `*.jsonl.migrated`. After a crash at any point the receipt tells what is done. What cannot be taken is a finding, never a failure.
struct FirstOpenImport {
  private static let kind = "jsonl_import"
  private static let migratedSuffix = Array(".migrated".utf8)

  private let store: SQLiteStore
  private let directory: SharedDescriptor
  private let path: [UInt8]
  private(set) var findings: [Finding] = []

  /// nil where no such files lie.
  init?(into store: SQLiteStore, from path: FilePath) throws {
    let directory: SharedDescriptor
    do throws(SystemError) {
      directory = SharedDescriptor(try WorkingDirectory().openDirectory(path))
    } catch {
      if error.isNotFound || error.isNotDirectory || error.isSymbolicLink { return nil }
      throw error
    }
    self.store = store
    self.directory = directory
    self.path = path.bytes
  }

  mutating func run() throws {
    let scan = try DirectoryScan(directory, path: path)
    if scan.isOpenClaw || scan.sessions.isEmpty { return }
    findings += scan.findings
    var renamed = false
    for entry in scan.sessions.sorted(by: { $0.stem.lexicographicallyPrecedes($1.stem) }) {
      let name = entry.stem + SessionFileName.suffix
      do {
        if try take(entry, name) { renamed = true }
      } catch let error as WarrenError {
        note(error.code == .inputInvalid ? "import_skipped" : "import_failed", name, error.message, .error)
      } catch { note("import_failed", name, StoreErrors.translate(error, path: path).message, .error) }
    }
    if renamed { try directory.sync() }
  }

  /// One file; whether it has been set aside.
  private mutating func take(_ entry: DirectoryScan.Entry, _ name: [UInt8]) throws -> Bool {
    let file = SharedDescriptor(try directory.openRegular(FilePath(bytes: name), .read))
    let status = try file.status()
    let digest = try Self.digest(of: file)
    let receipt = "jsonl-" + Hex.text(SHA256.digest(name).prefix(16))
    switch try earlier(receipt) {
    case nil: try write(entry, file, status, digest, receipt, name)
    case digest: break
    default:
      note("import_changed", name, "the file was taken over once and has changed since; it was left alone", .warning)
      return false
    }
    return try setAside(name)
  }

  private static func digest(of file: SharedDescriptor) throws -> String {
    var hash = SHA256()
    var offset: Int64 = 0
    try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
      while true {
        let count = try file.read(into: buffer, at: offset)
        if count == 0 { return }
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        offset += Int64(count)
      }
    }
    return Hex.text(hash.finish())
  }

  /// The digest of the file that this receipt is for.
  private func earlier(_ receipt: String) throws -> String? {
    let text: String? = try store.connection.withStatement("SELECT receipt FROM operation WHERE id = ?") {
      try $0.bind(receipt, at: 1)
      return try $0.step() ? $0.string(0) : nil
    }
    guard let text else { return nil }
    var scanner = JSONScanner()
    return try (try? scanner.scan(Array(text.utf8)))?["sha256"]?.string() ?? ""
  }

  private mutating func write(
    _ entry: DirectoryScan.Entry, _ file: SharedDescriptor, _ status: FileStatus, _ digest: String, _ receipt: String, _ name: [UInt8]
  ) throws {
    let store = store
    let scan = try store.writing {
      // Another process may have been first.
      if try earlier(receipt) != nil { return nil as FileScan? }
      if try store.row(entry.key) != nil {
        throw WarrenError(.inputInvalid, "the store has a session of this key already; the file was left alone")
      }
      let session = try makeSession(entry.key, activity: status.lastActivity)
      var written = SHA256()
      let scan = try copy(file, into: session, &written)
      let now = try file.status()
      guard now.size == status.size, now.modified == status.modified else {
        throw WarrenError(.busy, "the file changed while it was read; it is taken at the next opening")
      }
      guard try verify(session, count: scan.messages, written.finish()) else {
        throw WarrenError(.failed, "what was written differs from the file; nothing was kept")
      }
      try record(receipt, entry, status, digest, scan, name)
      return scan
    }
    if let scan, scan.skipped > 0 {
      let reasons = scan.skippedByReason.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
      note("lines_skipped", name, "\(scan.skipped) lines were not taken: \(reasons.joined(separator: ", "))", .warning)
    }
  }

  private func makeSession(_ key: SessionKey, activity: Timestamp) throws -> SessionRow {
    let session = try store.makeSession(key, .unknown, at: activity)
    try store.connection.withStatement("UPDATE session SET created_at = NULL, last_activity = ? WHERE id = ?") {
      $0.bind(activity.milliseconds, at: 1)
      $0.bind(session.id, at: 2)
      try $0.run()
    }
    try store.connection.withStatement("UPDATE generation SET created_at = NULL WHERE session = ?") {
      $0.bind(session.id, at: 1)
      try $0.run()
    }
    return session
  }

  /// Streams the messages into the session; memory is that of one message.
  private func copy(_ file: SharedDescriptor, into session: SessionRow, _ written: inout SHA256) throws -> FileScan {
    var scan = FileScan(ids: IDCounter(mark: IDMark()))
    var hash = written
    try scan.run(file) { found in
      guard let line = SessionLine(found.line.bytes) else {
        throw WarrenError(.failed, "a line could not be read again")
      }
      let message = NewMessage(role: line.role, text: line.text, time: line.createdAt.map { .at($0) } ?? .unknown, body: line.body)
      var pending: [IndexEntry] = []
      let ids = try store.insert([message], into: session, at: Timestamp(milliseconds: 0), index: &pending)
      try store.indexNow(pending)
      if let id = ids.first, let record = line.record(id: id) { try store.remember(record, in: session) }
      Self.add(line.role, line.text, line.body, to: &hash)
      return .goOn
    }
    written = hash
    return scan
  }

  /// Reads back what was written.
  private func verify(_ session: SessionRow, count: Int, _ expected: [UInt8]) throws -> Bool {
    var hash = SHA256()
    var found = 0
    try store.connection.withStatement("SELECT role, text, body FROM message WHERE session = ? ORDER BY id") {
      $0.bind(session.id, at: 1)
      while try $0.step() {
        Self.add($0.string(0), $0.string(1), $0.bytes(2), to: &hash)
        found += 1
      }
    }
    return found == count && hash.finish() == expected
  }

  private static func add(_ role: String, _ text: String, _ body: [UInt8]?, to hash: inout SHA256) {
    for part in [Array(role.utf8), Array(text.utf8), body ?? []] {
      hash.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> ($0 * 8)) })
      hash.update(part)
    }
  }

  private func record(
    _ receipt: String, _ entry: DirectoryScan.Entry, _ status: FileStatus, _ digest: String, _ scan: FileScan, _ name: [UInt8]
  ) throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("source_hex")
    writer.string(Hex.text(path + [0x2F] + name))
    for (key, value) in [
      ("inode", Int64(bitPattern: status.identity.inode)), ("size", status.size), ("modified_ns", status.modified),
      ("messages", Int64(scan.messages)), ("skipped", Int64(scan.skipped)),
    ] {
      writer.key(key)
      writer.int(value)
    }
    writer.key("sha256")
    writer.string(digest)
    writer.endObject()
    let text = String(decoding: writer.take(), as: UTF8.self)
    try store.connection.withStatement(
      "INSERT INTO operation(id, kind, state, started_at, finished_at, receipt) VALUES(?, ?, 'done', ?, ?, ?)"
    ) {
      try $0.bind(receipt, at: 1)
      try $0.bind(Self.kind, at: 2)
      let now = store.clock.now.milliseconds
      $0.bind(now, at: 3)
      $0.bind(now, at: 4)
      try $0.bind(text, at: 5)
      try $0.run()
    }
  }

  /// Renames the file; whether it is done.
  private mutating func setAside(_ name: [UInt8]) throws -> Bool {
    do throws(SystemError) {
      try directory.rename(FilePath(bytes: name), to: FilePath(bytes: name + Self.migratedSuffix), in: directory)
      return true
    } catch {
      // Another process was first.
      if error.isNotFound { return false }
      if error.alreadyExists {
        note("migrated_exists", name, "the file has been taken over and was not renamed: its name with .migrated is taken", .warning)
        return false
      }
      throw error
    }
  }

  private mutating func note(_ code: String, _ name: [UInt8], _ evidence: String, _ severity: Finding.Severity) {
    findings.append(Finding(code: code, severity: severity, subject: path + [0x2F] + name, evidence: evidence))
  }
}
