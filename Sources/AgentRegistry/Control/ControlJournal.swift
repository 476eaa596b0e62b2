internal import Platform
internal import SQLite
internal import SessionStore
internal import WarrenModel

/// `.warren/control.sqlite`: operations on agent directories, and the tombstones of deleted agents.
///
/// Written by the holder of `.warren/lock` alone. A rollback journal, so that reading it leaves nothing behind; `synchronous=EXTRA`, so that
/// what is committed stays so when the power fails.
final class ControlJournal {
  static let name: FilePath = "control.sqlite"
  /// "WRNC" as a big-endian integer.
  private static let applicationID: Int64 = 0x5752_4E43
  private static let version: Int64 = 1
  /// Milliseconds that a reader waits for a commit.
  private static let patience: Int32 = 5_000

  let connection: Connection

  /// Opens it for the holder of the lock; makes it where it is missing. A crash's half transaction is undone by SQLite here.
  init(writingIn control: ControlDirectory, at root: StateRoot) throws(WarrenError) {
    let path = Self.path(in: root)
    do {
      // Private from the start; nobody can have the new file open.
      do throws(SystemError) {
        try control.descriptor.createExclusive(Self.name).close()
      } catch { if !error.alreadyExists { throw error } }
      connection = try Connection(path: path, mode: .readWrite(create: false), busyTimeout: Self.patience)
      try connection.execute("PRAGMA synchronous=EXTRA")
      if try connection.integer("PRAGMA user_version") == 0 { try Self.create(connection) }
      try Self.check(connection)
      try control.descriptor.sync()
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  private init(reading path: [UInt8]) throws {
    connection = try Connection(path: path, mode: .readOnly, busyTimeout: Self.patience)
    try Self.check(connection)
  }

  /// Reads it without leaving a trace; nil where there is none yet.
  /// - Throws: `needs_recovery` where a crash has left half a transaction: the next holder of the lock undoes it.
  static func read<T>(in root: StateRoot, _ body: (ControlJournal) throws -> T) throws(WarrenError) -> T? {
    let path = path(in: root)
    do {
      let place = try StateRoot.controlName.appending(name)
      guard let status = try root.descriptor.statusIfExists(of: place), status.size > 0 else { return nil }
      // As root, SQLite would change the ctime of a journal that a crash has left.
      return try PreviewGuard.restricting {
        let journal = try ControlJournal(reading: path)
        let result = Result { try body(journal) }
        try journal.close()
        return try result.get()
      }
    } catch { throw StoreErrors.translate(error, path: path) }
  }

  func close() throws { try connection.close() }

  /// Runs the body in one transaction; durable when it returns.
  func write<T>(_ body: () throws -> T) throws(WarrenError) -> T {
    do { return try connection.immediateTransaction(body) } catch { throw StoreErrors.translate(error, path: connection.path) }
  }

  /// Runs queries.
  func read<T>(_ body: (ControlJournal) throws -> T) throws(WarrenError) -> T {
    do { return try body(self) } catch { throw StoreErrors.translate(error, path: connection.path) }
  }

  static func path(in root: StateRoot) -> [UInt8] {
    root.path.bytes + [0x2F] + StateRoot.controlName.bytes + [0x2F] + name.bytes
  }

  private static func check(_ connection: Connection) throws {
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let version = try connection.integer("PRAGMA user_version") ?? 0
    guard application == applicationID else {
      throw WarrenError(
        .otherApplication, "The journal of operations belongs to another program (application id \(application)).",
        remedy: "Move the file away: operations that are finished are forgotten then, agents are not.", subject: connection.path)
    }
    guard version == Self.version else {
      throw WarrenError(
        .newerSchema, "The journal of operations has schema \(version); this Warren knows \(Self.version).",
        remedy: "Use the Warren that wrote it, or a newer one.", subject: connection.path)
    }
  }

  private static func create(_ connection: Connection) throws {
    try connection.immediateTransaction {
      for statement in version1 { try connection.execute(statement) }
    }
  }

  /// Times are milliseconds since 1970; device, inode and process numbers are the bits of unsigned ones.
  private static let version1: [StaticString] = [
    """
    CREATE TABLE operation(
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      agent BLOB NOT NULL,
      new_name BLOB,
      uuid TEXT,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      boot_id BLOB NOT NULL,
      deletion TEXT,
      undoes TEXT,
      purges INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER,
      undo_until INTEGER,
      receipt TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX operation_started ON operation(started_at)",
    "CREATE INDEX operation_pending ON operation(id) WHERE state = 'pending'",
    "CREATE INDEX operation_agent ON operation(agent)",
    """
    CREATE TABLE tombstone(
      operation TEXT PRIMARY KEY,
      agent BLOB NOT NULL,
      uuid TEXT,
      backend TEXT,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      boot_id BLOB NOT NULL,
      sessions INTEGER,
      messages INTEGER,
      files INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      deleted_at INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tombstone_agent ON tombstone(agent)",
    "CREATE INDEX tombstone_kept ON tombstone(deleted_at) WHERE state IN ('trash', 'purging')",
    "PRAGMA application_id=1465011779",
    "PRAGMA user_version=1",
  ]
}
