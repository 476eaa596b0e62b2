import SQLite
import TestSupport
import Testing

private struct Stop: Error {}

@Suite struct ConnectionTests {
  let directory = TemporaryDirectory()

  @Test func textAndBlobsComeBackAsTheyWereBound() throws {
    let connection = try makeDatabase(directory, rows: 0)
    for text in ["", "a\u{0}b", "e\u{301}", "日本", String(repeating: "x", count: 100_000)] {
      try insert(connection, text)
      #expect(try connection.text("SELECT v FROM t ORDER BY id DESC LIMIT 1") == text)
    }
    try connection.withStatement("SELECT ?, ?, ?") { statement in
      try statement.bind(blob: [], at: 1)
      try statement.bind(blob: nil, at: 2)
      try statement.bind(blob: [0, 255, 0], at: 3)
      #expect(try statement.step())
      #expect(statement.bytes(0) == [])
      #expect(statement.bytes(1) == nil)
      #expect(statement.bytes(2) == [0, 255, 0])
    }
  }

  @Test func failedTransactionLeavesNothing() throws {
    let connection = try makeDatabase(directory, rows: 2)
    #expect(throws: Stop.self) {
      try connection.immediateTransaction {
        try insert(connection, "lost")
        throw Stop()
      }
    }
    #expect(try count(connection) == 2)
    #expect(!connection.isInTransaction)
  }

  @Test func failedSavepointSparesItsNeighbours() throws {
    let connection = try makeDatabase(directory, rows: 0)
    try connection.immediateTransaction {
      try connection.savepoint { try insert(connection, "first") }
      var stopped = false
      do {
        try connection.savepoint {
          try insert(connection, "second")
          throw Stop()
        }
      } catch is Stop { stopped = true }
      #expect(stopped)
      try connection.savepoint { try insert(connection, "third") }
    }
    #expect(try connection.text("SELECT group_concat(v) FROM t") == "first,third")
  }

  @Test func savepointThatCannotBeUndoneEndsTheTransaction() throws {
    let connection = try makeDatabase(directory, rows: 2)
    #expect(throws: SQLiteError.self) {
      try connection.immediateTransaction {
        try? connection.savepoint {
          try insert(connection, "half of a change")
          // Stands for a rollback that fails, for want of memory or of the disk: there is nothing left to roll back to.
          try connection.execute("RELEASE warren")
          throw Stop()
        }
        #expect(!connection.isInTransaction)
      }
    }
    #expect(try count(connection) == 2)
  }

  @Test func sameStatementMayBeUsedInsideItself() throws {
    let connection = try makeDatabase(directory, rows: 3)
    var pairs = 0
    func rows(_ body: () throws -> Void) throws {
      try connection.withStatement("SELECT id FROM t") { while try $0.step() { try body() } }
    }
    try rows { try rows { pairs += 1 } }
    #expect(pairs == 9)
  }

  @Test func strictCloseFailsWhileAStatementIsUsedAndWorksAfterwards() throws {
    let connection = try makeDatabase(directory, rows: 3)
    try connection.withStatement("SELECT id FROM t") { statement in
      _ = try statement.step()
      #expect(throws: SQLiteError.self) { try connection.close() }
    }
    try connection.close()
    #expect(!Files.exists(directory.path("s.sqlite-wal")))
    #expect(throws: SQLiteError.self) { try count(connection) }
    try connection.close()
  }

  @Test func errorsCarryBothCodesMessageAndPath() throws {
    let connection = try makeDatabase(directory)
    let error = try #require(throws: SQLiteError.self) { try connection.execute("INSERT INTO t(id) VALUES(1)") }
    #expect(error.isConstraint)
    #expect(error.extended == 1555)
    #expect(error.message.contains("t.id"))
    #expect(error.path == directory.bytes("s.sqlite"))
  }

  @Test func busyWriterIsAnErrorAfterTheTimeout() throws {
    let first = try makeDatabase(directory)
    let second = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false), busyTimeout: 10)
    try first.immediateTransaction {
      let error = try #require(throws: SQLiteError.self) { try second.immediateTransaction {} }
      #expect(error.isBusy)
    }
    try second.immediateTransaction {}
  }

  @Test func writeAheadLogThatIsNotToBeHadIsAnError() throws {
    let connection = try makeDatabase(directory, wal: false)
    try connection.useWriteAheadLog()
    #expect(try connection.text("PRAGMA journal_mode") == "wal")
    // In memory it keeps its mode without an error, as a file does whose system knows no shared memory.
    let error = try #require(throws: SQLiteError.self) { try Connection(path: [], mode: .memory).useWriteAheadLog() }
    #expect(error.isBusy)
  }

  @Test func missingFileIsNotCreatedUnlessAsked() {
    #expect(throws: SQLiteError.self) { try Connection(path: directory.bytes("no.sqlite"), mode: .readWrite(create: false)) }
    #expect(!Files.exists(directory.path("no.sqlite")))
  }

  @Test func readOnlySeesTheSnapshotBesideAWriterAndCannotWrite() throws {
    let writer = try makeDatabase(directory, rows: 2)
    let reader = try Connection(path: directory.bytes("s.sqlite"), mode: .readOnly)
    #expect(try count(reader) == 2)
    try insert(writer, "third")
    #expect(try count(reader) == 3)
    let error = try #require(throws: SQLiteError.self) { try insert(reader, "no") }
    #expect(error.isReadOnly)
  }

  @Test func symbolicLinkIsRefused() throws {
    try makeDatabase(directory).close()
    Files.link(directory.path("link.sqlite"), to: directory.path("s.sqlite"))
    #expect(throws: SQLiteError.self) { try Connection(path: directory.bytes("link.sqlite"), mode: .readWrite(create: false)) }
  }

  @Test func longStatementEndsByInterrupt() async throws {
    let connection = try makeDatabase(directory)
    let interrupter = connection.interrupter
    let task = Task {
      for _ in 0..<100_000 where !Task.isCancelled {
        interrupter.interrupt()
        await Task.yield()
      }
    }
    let error = try #require(throws: SQLiteError.self) {
      try connection.integer(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 1000000000) SELECT count(*) FROM c")
    }
    #expect(error.isInterrupt)
    task.cancel()
    await task.value
    try connection.close()
    interrupter.interrupt()
  }

  @Test func backupIsAWholeDatabase() throws {
    let connection = try makeDatabase(directory, rows: 500)
    let copy = try Connection(path: directory.bytes("copy.sqlite"), mode: .readWrite(create: true))
    var steps = 0
    let done = try connection.backup(to: copy, pagesPerStep: 1) { left, total in
      steps += 1
      #expect(left <= total)
      return true
    }
    #expect(done && steps > 1)
    #expect(try count(copy) == 500)
    #expect(try copy.text("PRAGMA integrity_check") == "ok")
    #expect(try connection.backup(to: copy, pagesPerStep: 1) { _, _ in false } == false)
  }

  @Test func tokenizerFoldsAndTellsPlaces() throws {
    let tokenizer = try Tokenizer(Connection(path: [], mode: .memory), categories: "L* N* Co Mn Mc")
    let text = "Café — foo_bar 日本"
    let tokens = tokenizer.tokens(text)
    #expect(tokens.map { String(decoding: $0.text, as: UTF8.self) } == ["cafe", "foo", "bar", "日本"])
    #expect(tokens.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == ["Café", "foo", "bar", "日本"])
  }
}
