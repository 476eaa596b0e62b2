import SQLite
import TestSupport
import Testing

@Suite struct CheckpointTests {
  let directory = TemporaryDirectory()

  private func size(_ name: String) -> Int { Files.exists(directory.path(name)) ? Files.read(directory.path(name)).count : -1 }

  @Test func truncateEmptiesTheLog() throws {
    let connection = try makeDatabase(directory, rows: 100)
    #expect(connection.framesInWAL > 0)
    #expect(try connection.checkpoint(.truncate))
    #expect(size("s.sqlite-wal") == 0)
    #expect(connection.framesInWAL == 0)
  }

  @Test func restartLetsTheLogBeOverwritten() throws {
    let connection = try makeDatabase(directory, rows: 100)
    let before = size("s.sqlite-wal")
    #expect(try connection.checkpoint(.restart))
    try insert(connection, "one more")
    #expect(size("s.sqlite-wal") == before)
    #expect(connection.framesInWAL <= 3)
  }

  @Test(arguments: [CheckpointMode.full, .restart, .truncate])
  func writerPutsItOffAndNothingIsCopied(_ mode: CheckpointMode) throws {
    let connection = try makeDatabase(directory, rows: 100)
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "BEGIN IMMEDIATE")
    let before = Files.read(directory.path("s.sqlite"))
    #expect(try connection.checkpoint(mode) == false)
    #expect(Files.read(directory.path("s.sqlite")) == before)
    ask(owner, "ROLLBACK")
    #expect(try connection.checkpoint(mode))
    #expect(try count(connection) == 100)
  }

  @Test func readerOfAnOldSnapshotPutsRestartOff() throws {
    let connection = try makeDatabase(directory, rows: 100)
    let owner = pythonOwner(directory.path("s.sqlite"))
    ask(owner, "BEGIN")
    ask(owner, "SELECT count(*) FROM t")
    try insert(connection, "newer")
    #expect(try connection.checkpoint(.restart) == false)
    #expect(try count(connection) == 101)
    ask(owner, "COMMIT")
    #expect(try connection.checkpoint(.restart))
  }

  @Test func busyTimeoutIsBackAfterACheckpoint() throws {
    let connection = try makeDatabase(directory, rows: 1)
    _ = try connection.checkpoint(.full)
    let other = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false), busyTimeout: 1)
    try connection.immediateTransaction {
      let error = try #require(throws: SQLiteError.self) { try insert(other, "no") }
      #expect(error.isBusy)
    }
    try insert(connection, "still works")
    #expect(try count(connection) == 2)
  }
}
