internal import Platform
internal import SQLite
internal import WarrenModel

/// Copies messages of a file into a session of the store, inside the caller's transaction, and reads them back.
struct ImportCopy {
  let store: SQLiteStore
  let session: SessionRow
  private(set) var messages = 0
  private(set) var scan = FileScan(ids: IDCounter(mark: IDMark()))
  private var hash = SHA256()
  private var firstID: Int64?

  init(into session: SessionRow, of store: SQLiteStore) {
    self.session = session
    self.store = store
  }

  /// A session with what is known of it beside its messages.
  static func makeSession(for source: ImportSource, activity: Timestamp, in store: SQLiteStore) throws -> SessionRow {
    let metadata = source.metadata
    let session = try store.makeSession(source.key, metadata.origin, at: activity)
    try store.connection.withStatement("UPDATE session SET created_at = ?2, last_activity = ?3, name = ?4 WHERE id = ?1") {
      $0.bind(session.id, at: 1)
      $0.bind(metadata.createdAt?.milliseconds, at: 2)
      $0.bind(activity.milliseconds, at: 3)
      try $0.bind(metadata.name, at: 4)
      try $0.run()
    }
    try store.connection.withStatement("UPDATE generation SET created_at = ?2 WHERE session = ?1") {
      $0.bind(session.id, at: 1)
      $0.bind(metadata.createdAt?.milliseconds, at: 2)
      try $0.run()
    }
    for record in metadata.records { try remember(record, in: session, of: store) }
    return session
  }

  /// A request whose lines were removed: its key still answers, with ids that no message has or gets.
  private static func remember(_ record: IdempotencyRecord, in session: SessionRow, of store: SQLiteStore) throws {
    try store.raiseIDMark()
    try store.connection.withStatement("UPDATE meta SET value = value + ? WHERE key = 'message_id_mark'") {
      $0.bind(record.count, at: 1)
      try $0.run()
    }
    guard let mark = try store.connection.integer("SELECT value FROM meta WHERE key = 'message_id_mark'") else { return }
    let first = mark - Int64(record.count) + 1
    try store.remember(
      IdempotencyRecord(key: record.key, digest: record.digest, firstID: first, count: record.count), in: session)
  }

  /// Streams the messages of a part of the file; memory is that of one message.
  mutating func run(_ source: ImportSource, _ range: Range<Int64>) throws {
    var scan = FileScan(ids: IDCounter(mark: source.metadata.mark), from: range.lowerBound)
    var (hash, first, messages) = (hash, firstID, 0)
    var (whole, previous) = (0, Int64(0))
    let (store, session) = (store, session)
    try scan.run(source.file) { found in
      if found.line.offset >= range.upperBound { return .stop }
      guard let line = SessionLine(found.line.bytes) else { throw WarrenError(.failed, "a line could not be read again") }
      let id = try Self.insert(line, into: session, of: store)
      if first == nil { first = id }
      // A key answers only where all lines of its request are here.
      let number = line.part?.number ?? 1
      whole = number == 1 ? 1 : whole == number - 1 && found.id == previous + 1 ? number : 0
      previous = found.id
      if let record = line.record(id: id), record.count == whole { try store.remember(record, in: session) }
      Self.add(line.role, line.text, line.body, to: &hash)
      messages += 1
      return .goOn
    }
    self.scan = scan
    self.messages = messages
    self.hash = hash
    firstID = first
  }

  private static func insert(_ line: SessionLine, into session: SessionRow, of store: SQLiteStore) throws -> Int64 {
    let message = NewMessage(role: line.role, text: line.text, time: line.createdAt.map { .at($0) } ?? .unknown, body: line.body)
    var pending: [IndexEntry] = []
    let ids = try store.insert([message], into: session, at: Timestamp(milliseconds: 0), index: &pending)
    try store.indexNow(pending)
    guard let id = ids.first else { throw WarrenError(.failed, "a line could not be written") }
    return id
  }

  /// Whether what was written reads back as the file has it.
  func verify() throws -> Bool {
    guard let firstID else { return messages == 0 }
    var read = SHA256()
    var found = 0
    try store.connection.withStatement("SELECT role, text, body FROM message WHERE session = ? AND id >= ? ORDER BY id") {
      $0.bind(session.id, at: 1)
      $0.bind(firstID, at: 2)
      while try $0.step() {
        Self.add($0.string(0), $0.string(1), $0.bytes(2), to: &read)
        found += 1
      }
    }
    return found == messages && read.finish() == hash.finish()
  }

  private static func add(_ role: String, _ text: String, _ body: [UInt8]?, to hash: inout SHA256) {
    for part in [Array(role.utf8), Array(text.utf8), body ?? []] {
      hash.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> ($0 * 8)) })
      hash.update(part)
    }
  }
}
