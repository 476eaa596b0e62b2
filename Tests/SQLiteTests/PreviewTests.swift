import SQLite
import TestSupport
import Testing

/// A preview gives the right answer or a clear error in every state of the files, and leaves the directory as it was.
@Suite struct PreviewTests {
  let directory = TemporaryDirectory()

  /// Counts rows by preview and checks that nothing was touched.
  private func preview(_ name: String = "s.sqlite", sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64?? {
    let before = Files.listing(directory.path)
    defer { #expect(Files.listing(directory.path) == before, sourceLocation: sourceLocation) }
    return try Preview.read(path: directory.bytes(name)) { try count($0) }
  }

  /// A process that makes the database, leaves rows in the log, and is killed.
  private func crashedWriter(rows: Int) {
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "PRAGMA journal_mode=WAL")
    ask(owner, "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)")
    for number in 0..<rows { ask(owner, "INSERT INTO t(v) VALUES('row \(number)')") }
    owner.killNow()
  }

  @Test func absentFileIsNil() throws {
    #expect(try preview() == nil)
  }

  @Test(arguments: [true, false]) func closedDatabaseWithoutLog(_ wal: Bool) throws {
    try makeDatabase(directory, rows: 5, wal: wal).close()
    #expect(!Files.exists(directory.path("s.sqlite-wal")))
    #expect(try preview() == 5)
  }

  @Test func logWithContentAndNoSharedMemory() throws {
    crashedWriter(rows: 7)
    Files.remove(directory.path("s.sqlite-shm"))
    #expect(try preview() == 7)
  }

  @Test func bothLeftByACrash() throws {
    crashedWriter(rows: 7)
    #expect(Files.exists(directory.path("s.sqlite-shm")))
    #expect(try preview() == 7)
  }

  @Test func liveWriterInAnotherProcess() throws {
    let connection = try makeDatabase(directory, rows: 4)
    try connection.close()
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "INSERT INTO t(v) VALUES('committed')")
    ask(owner, "BEGIN IMMEDIATE")
    ask(owner, "INSERT INTO t(v) VALUES('not committed')")
    #expect(try preview() == 5)
    ask(owner, "COMMIT")
    #expect(try preview() == 6)
  }

  @Test func emptyLogIsNoLog() throws {
    try makeDatabase(directory, rows: 5).close()
    Files.write(directory.path("s.sqlite-wal"), "")
    #expect(try preview() == 5)
    Files.write(directory.path("s.sqlite-shm"), "")
    #expect(try preview() == 5)
  }

  @Test func hotRollbackJournalNeedsRecovery() throws {
    try makeDatabase(directory, rows: 5, wal: false).close()
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "PRAGMA cache_size=1")
    ask(owner, "PRAGMA cache_spill=1")
    ask(owner, "BEGIN IMMEDIATE")
    ask(
      owner,
      "INSERT INTO t(v) SELECT hex(randomblob(1000)) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 300) SELECT x FROM c)"
    )
    owner.killNow()
    #expect(Files.exists(directory.path("s.sqlite-journal")))
    let error = try #require(throws: SQLiteError.self) { try preview() }
    #expect(error.needsRecovery)
    #expect(error.remedy != nil)
  }

  @Test func readOnlyDirectory() throws {
    try makeDatabase(directory, rows: 5).close()
    Files.changeMode(directory.path, 0o500)
    #expect(try preview() == 5)
    Files.changeMode(directory.path, 0o700)
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "INSERT INTO t(v) VALUES('in the log')")
    owner.killNow()
    Files.changeMode(directory.path, 0o500)
    #expect(try preview() == 6)
    Files.changeMode(directory.path, 0o700)
  }

  @Test(arguments: ["this is not a database\n", "SQLite format 3\u{0}"]) func notADatabase(_ start: String) throws {
    Files.write(directory.path("s.sqlite"), String(repeating: start, count: 400))
    let error = try #require(throws: SQLiteError.self) { try preview() }
    #expect(error.isNotADatabase || error.isCorrupt)
  }

  @Test func emptyFileHasNoTables() throws {
    Files.write(directory.path("s.sqlite"), "")
    let before = Files.listing(directory.path)
    #expect(throws: SQLiteError.self) { try preview() }
    #expect(Files.listing(directory.path) == before)
  }

  @Test func newerSchemaCanStillTellItsVersion() throws {
    let connection = try makeDatabase(directory)
    try connection.execute("PRAGMA user_version=999")
    try connection.close()
    let before = Files.listing(directory.path)
    #expect(try Preview.read(path: directory.bytes("s.sqlite")) { try $0.integer("PRAGMA user_version") } == 999)
    #expect(Files.listing(directory.path) == before)
  }

  @Test func fifoAndDirectoryAreRefusedAtOnce() {
    Files.makeFIFO(directory.path("s.sqlite"))
    #expect(throws: SQLiteError.self) { try preview() }
    Files.makeDirectory(directory.path("d.sqlite"))
    #expect(throws: SQLiteError.self) { try preview("d.sqlite") }
  }

  @Test func previewCannotWrite() throws {
    try makeDatabase(directory).close()
    let error = try #require(throws: SQLiteError.self) {
      try Preview.read(path: directory.bytes("s.sqlite")) { try insert($0, "no") }
    }
    #expect(error.isReadOnly)
  }

  @Test func databaseThatChangesDuringThePreviewIsReadAgain() throws {
    try makeDatabase(directory, rows: 2, wal: false).close()
    var tries = 0
    let rows = try Preview.read(path: directory.bytes("s.sqlite")) { connection in
      let seen = try count(connection)
      tries += 1
      if tries == 1 {
        let writer = pythonOwner(directory.path("s.sqlite"))
        ask(writer, "INSERT INTO t(v) VALUES('meanwhile')")
        writer.closeInput()
        writer.wait()
      }
      return seen
    }
    #expect(rows == 3)
    #expect(tries == 2)
  }

  @Test func resultThatMayPassIsTriedAgainInWhateverErrorTheBodyWrapsIt() throws {
    struct Wrapped: Error {}
    try makeDatabase(directory, rows: 2).close()
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "INSERT INTO t(v) VALUES('from a live owner')")
    var tries = 0
    let rows = try Preview.read(path: directory.bytes("s.sqlite")) { connection in
      tries += 1
      if tries == 1 {
        #expect(throws: SQLiteError.self) { try insert(connection, "read-only") }
        throw Wrapped()
      }
      return try count(connection)
    }
    #expect(rows == 3)
    #expect(tries == 2)
    #expect(throws: Wrapped.self) { try Preview.read(path: directory.bytes("s.sqlite")) { _ in throw Wrapped() } }
  }

  @Test func namesOfAnyBytesAreOpened() throws {
    for name in ["with space.sqlite", "percent%41?x=1#y.sqlite", "new\nline.sqlite", "日本.sqlite"] {
      try makeDatabase(directory, rows: 2, name: name).close()
      #expect(try preview(name) == 2)
    }
  }
}
