package import Platform
package import SQLite
package import WarrenModel

/// Sessions in one SQLite database, the default backend.
package final class SQLiteStore: SessionBackend {
  package var backend: Backend { .sqlite }

  let connection: Connection
  let clock: WallClock
  let isWritable: Bool
  /// What the opening has found worth saying; part of the summary.
  private(set) var openingFindings: [Finding] = []
  /// Made at the first search.
  private var madeTokenizer: Tokenizer?

  init(_ connection: Connection, clock: WallClock, isWritable: Bool) {
    self.connection = connection
    self.clock = clock
    self.isWritable = isWritable
  }

  /// Opens an existing store for reading and writing.
  ///
  /// Cheap: pragmas, application id, version, uuid; no integrity check.
  /// - Parameter uuid: what the agent's `.warren.json` says; nil to take any.
  /// - Throws: `store_absent`, `store_empty_file`, `not_a_database`, `other_application`, `newer_schema` (the file is untouched),
  ///   `uuid_mismatch`, `busy`, `denied`, `corrupt`, `io_error`.
  package convenience init(path: [UInt8], uuid: String?, durability: Durability = .full, clock: WallClock) throws(WarrenError) {
    do {
      let connection = try Connection(path: path, mode: .readWrite(create: false))
      // A store that is refused stays as it was, the log that a crash has left with it.
      connection.keepLogOnClose(true)
      try Self.check(connection, uuid: uuid)
      connection.keepLogOnClose(false)
      try Self.configure(connection, durability)
      self.init(connection, clock: clock, isWritable: true)
      try bringIndexUpToDate()
      finishPurges()
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  /// Takes over the JSONL files that lie in a directory, each once.
  package func takeOver(filesIn directory: FilePath, durability: Durability) throws(WarrenError) {
    do {
      guard var work = try FirstOpenImport(into: self, from: directory) else { return }
      // A source is renamed only after its copy is on the disk.
      try connection.execute("PRAGMA synchronous=FULL")
      try work.run()
      try Self.configure(connection, durability)
      openingFindings = work.findings
    } catch { throw StoreErrors.translate(error, path: directory.bytes) }
  }

  /// Opens an existing store for reading beside a writing handle: a backup, a snapshot for an export.
  package convenience init(readingBeside path: [UInt8], uuid: String?, clock: WallClock) throws(WarrenError) {
    do {
      let connection = try Connection(path: path, mode: .readOnly)
      try Self.check(connection, uuid: uuid)
      self.init(connection, clock: clock, isWritable: false)
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  /// Makes the file of a new store and closes it; it is durable when this returns.
  /// - Parameter path: where nothing may lie.
  package static func create(path: [UInt8], uuid: String, clock: WallClock) throws(WarrenError) {
    do {
      let connection = try Connection(path: path, mode: .readWrite(create: true))
      try Schema.prepareEmptyFile(connection)
      try connection.immediateTransaction {
        try Schema.create(connection)
        try connection.withStatement("INSERT INTO meta(key, value) VALUES('uuid', ?), ('created_at', ?)") {
          try $0.bind(uuid, at: 1)
          $0.bind(clock.now.milliseconds, at: 2)
          try $0.run()
        }
      }
      _ = try connection.checkpoint(.truncate)
      try connection.close()
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  /// Reads a store without leaving a trace; nil where the file does not exist. Writing verbs throw `read_only`.
  package static func preview<T>(
    path: [UInt8], uuid: String?, clock: WallClock, _ body: (any SessionBackend) throws -> T
  ) throws(WarrenError) -> T? {
    do {
      return try Preview.read(path: path) { connection in
        try check(connection, uuid: uuid)
        return try body(SQLiteStore(connection, clock: clock, isWritable: false))
      }
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  /// A store without sessions that is nowhere on disk, for reading: what an agent without a store is.
  package convenience init(emptyWith clock: WallClock) throws(WarrenError) {
    do {
      let connection = try Connection(path: [], mode: .memory)
      try connection.immediateTransaction { try Schema.create(connection) }
      self.init(connection, clock: clock, isWritable: false)
    } catch { throw StoreErrors.translate(error, path: []) }
  }

  package func close() throws {
    madeTokenizer = nil
    finishPurges()
    try translating {
      if isWritable { _ = try connection.checkpoint(.truncate) }
      try connection.close()
    }
  }

  /// Ends a long call from another thread; it throws `interrupted`.
  package var interrupter: Interrupter { connection.interrupter }

  /// Moves the write-ahead log into the database; false where another connection was in the way.
  package func checkpoint(_ mode: CheckpointMode) throws -> Bool {
    try translating { try connection.checkpoint(mode) }
  }

  /// Pages in the write-ahead log.
  package var framesInWAL: Int { connection.framesInWAL }

  /// The uuid that the store itself holds.
  package func uuid() throws -> String? {
    try translating { try connection.text("SELECT value FROM meta WHERE key = 'uuid'") }
  }

  /// What Warren's databases have in their header.
  package static var applicationID: Int64 { Schema.applicationID }

  private static func check(_ connection: Connection, uuid: String?) throws {
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let version = try connection.integer("PRAGMA user_version") ?? 0
    guard application == Schema.applicationID else {
      if try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 {
        throw WarrenError(
          .storeEmptyFile, "The database is an empty file.", remedy: "Restore it from a backup, or move the file away.",
          subject: connection.path)
      }
      throw WarrenError(
        .otherApplication, "The database belongs to another program (application id \(application)).",
        remedy: "Move it away if it does not belong here.", subject: connection.path)
    }
    guard version <= Schema.version, version > 0 else {
      throw WarrenError(
        .newerSchema, "The database has schema \(version); this Warren knows up to \(Schema.version).",
        remedy: "Use the Warren that wrote it, or a newer one.", subject: connection.path)
    }
    if let uuid, let stored = try connection.text("SELECT value FROM meta WHERE key = 'uuid'"), stored != uuid {
      throw WarrenError(
        .uuidMismatch, "The database belongs to agent \(stored), the directory to agent \(uuid).",
        remedy: "Put the database back into its own directory.", subject: connection.path)
    }
  }

  private static func configure(_ connection: Connection, _ durability: Durability) throws {
    switch durability {
    case .full: try connection.execute("PRAGMA synchronous=FULL")
    case .normal: try connection.execute("PRAGMA synchronous=NORMAL")
    }
    try connection.execute("PRAGMA secure_delete=ON")
    try connection.execute("PRAGMA temp_store=MEMORY")
    try connection.execute("PRAGMA journal_size_limit=33554432")
    // A backup tool may have put it back; this needs every other connection closed.
    try connection.useWriteAheadLog()
  }

  /// Splits words as the search index does.
  func tokenizer() throws -> Tokenizer {
    if let madeTokenizer { return madeTokenizer }
    let made = try Tokenizer(connection, categories: SearchExpression.categories)
    madeTokenizer = made
    return made
  }

  /// Runs a write: one transaction, its errors in the words of the model.
  func writing<T>(_ body: () throws -> T) throws -> T {
    guard isWritable else { throw refusal }
    return try translating { try connection.immediateTransaction(body) }
  }

  var refusal: WarrenError { WarrenError(.readOnly, "The store is open for reading only.", subject: connection.path) }

  func translating<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw StoreErrors.translate(error, path: connection.path) }
  }
}

/// When a commit counts as done.
package enum Durability: String, Sendable, CaseIterable {
  /// On the disk: survives loss of power.
  case full
  /// In the system's hands: survives a crash of the process, not always loss of power.
  case normal
}
