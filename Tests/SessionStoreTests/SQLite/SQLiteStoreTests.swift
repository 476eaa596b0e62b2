import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// What only the SQLite backend promises.
@Suite struct SQLiteStoreTests {
  let directory = TemporaryDirectory()
  let time = TestTime()

  private func make() throws -> SQLiteStore {
    try SQLiteStore.create(path: directory.bytes("s.sqlite"), uuid: "u", clock: time.clock)
    return try open()
  }

  private func open() throws -> SQLiteStore { try SQLiteStore(path: directory.bytes("s.sqlite"), uuid: "u", clock: time.clock) }

  private func append(_ store: SQLiteStore, _ text: String, to key: String = "k") throws {
    _ = try store.append(AppendRequest(session: SessionKey(key), messages: [NewMessage(role: "user", text: text)]))
  }

  private func pragma(_ name: StaticString) throws -> Int64? {
    try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false)).integer(name)
  }

  @Test func newFileHasTheFixedSettings() throws {
    try make().close()
    #expect(try pragma("PRAGMA application_id") == 0x5752_4E31)
    #expect(try pragma("PRAGMA user_version") == 1)
    #expect(try pragma("PRAGMA auto_vacuum") == 2)
    #expect(try pragma("PRAGMA page_size") == 4096)
    #expect(try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false)).text("PRAGMA journal_mode") == "wal")
  }

  @Test func closingLeavesNoSidecars() throws {
    let store = try make()
    try append(store, "x")
    try store.close()
    #expect(Files.names(directory.path) == ["s.sqlite"])
  }

  @Test func newerSchemaIsRefusedUntouched() throws {
    try make().close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    try connection.execute("PRAGMA user_version=2")
    try connection.close()
    let before = Files.read(directory.path("s.sqlite"))
    #expect(code { _ = try open() } == .newerSchema)
    #expect(Files.read(directory.path("s.sqlite")) == before)
    #expect(
      code { _ = try SQLiteStore.preview(path: directory.bytes("s.sqlite"), uuid: nil, clock: time.clock) { try $0.summary() } }
        == .newerSchema)
  }

  @Test(arguments: [
    ("PRAGMA user_version=2", ErrorCode.newerSchema), ("PRAGMA application_id=7", .otherApplication),
    ("UPDATE meta SET value = 'v' WHERE key = 'uuid'", .uuidMismatch),
  ])
  func refusalLeavesTheLogOfACrash(_ sample: (sql: String, code: ErrorCode)) throws {
    let store = try make()
    try append(store, "x")
    try store.close()
    let child = Child(["python3", "-c", Self.sqlProgram, directory.path("s.sqlite"), sample.sql])
    #expect(child.readLine() == "ready")
    child.killNow()
    let names = ["s.sqlite", "s.sqlite-wal"]
    let before = names.map { Files.read(directory.path($0)) }
    #expect(before[1].count > 0)
    #expect(code { _ = try open() } == sample.code)
    #expect(names.map { Files.exists(directory.path($0)) ? Files.read(directory.path($0)) : [] } == before)
  }

  @Test func acceptedStoreTakesItsLogInWhenItIsLetGo() throws {
    try make().close()
    var store: SQLiteStore? = try open()
    if let store { try append(store, "x") }
    store = nil
    #expect(Files.names(directory.path) == ["s.sqlite"])
  }

  /// Runs one statement, and stays with the database open.
  private static let sqlProgram = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    for sql in sys.argv[2:]: db.execute(sql).fetchone()
    print("ready", flush=True)
    sys.stdin.read()
    """

  @Test func eachKindOfWrongFileHasItsOwnError() throws {
    #expect(code { _ = try open() } == .storeAbsent)
    Files.write(directory.path("s.sqlite"), "")
    #expect(code { _ = try open() } == .storeEmptyFile)
    Files.write(directory.path("s.sqlite"), String(repeating: "no database ", count: 1000))
    #expect(code { _ = try open() } == .notADatabase)
    Files.remove(directory.path("s.sqlite"))
    let other = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: true))
    try other.execute("CREATE TABLE t(x)")
    try other.close()
    #expect(code { _ = try open() } == .otherApplication)
    Files.remove(directory.path("s.sqlite"))
    Files.makeDirectory(directory.path("s.sqlite"))
    #expect(code { _ = try open() } == .notRegularFile)
  }

  @Test func otherUUIDIsRefused() throws {
    try make().close()
    #expect(code { _ = try SQLiteStore(path: directory.bytes("s.sqlite"), uuid: "v", clock: time.clock) } == .uuidMismatch)
  }

  @Test func previewReadsWithoutATraceAndCannotWrite() throws {
    let store = try make()
    try append(store, "x")
    try store.close()
    let before = Files.listing(directory.path)
    let path = directory.bytes("s.sqlite")
    let count = try SQLiteStore.preview(path: path, uuid: "u", clock: time.clock) {
      try $0.history(SessionKey("k"), HistoryQuery()).messages.count
    }
    #expect(count == 1)
    let refused = code {
      _ = try SQLiteStore.preview(path: path, uuid: "u", clock: time.clock) {
        try $0.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: "user", text: "no")]))
      }
    }
    #expect(refused == .readOnly)
    #expect(try SQLiteStore.preview(path: path, uuid: "u", clock: time.clock) { try $0.search(SearchQuery(text: "x")).hits.count } == 1)
    #expect(Files.listing(directory.path) == before)
    #expect(try SQLiteStore.preview(path: directory.bytes("none"), uuid: nil, clock: time.clock) { try $0.summary() } == nil)
  }

  @Test func purgedWordsAreNotInTheFiles() throws {
    let store = try make()
    for number in 0..<300 { try append(store, "ordinary text number \(number) quokkazebra\(number) filler", to: "k\(number % 3)") }
    for key in ["k0", "k1", "k2"] { _ = try store.clear(SessionKey(key)) }
    try append(store, "something else", to: "k0")
    _ = try store.compact()
    for name in Files.names(directory.path) {
      let text = String(decoding: Files.read(directory.path(name)), as: UTF8.self)
      #expect(!text.contains("quokkazebra"), "\(name)")
    }
    #expect(try store.search(SearchQuery(text: "something")).hits.count == 1)
    #expect(try store.search(SearchQuery(text: "something", order: .ranked)).hits.count == 1)
  }

  @Test func compactGivesSpaceBack() throws {
    let store = try make()
    for number in 0..<200 { try append(store, String(repeating: "lorem \(number) ", count: 200)) }
    _ = try store.clear(SessionKey("k"))
    #expect(try store.compact() > 100_000)
  }

  @Test func compactFailsWhereAReaderKeepsWhatWasRemoved() throws {
    let store = try make()
    try append(store, "quokkazebra")
    let child = Child(["python3", "-c", Self.sqlProgram, directory.path("s.sqlite"), "BEGIN", "SELECT * FROM message"])
    #expect(child.readLine() == "ready")
    _ = try store.clear(SessionKey("k"))
    #expect(code { _ = try store.compact() } == .busy)
    child.killNow()
    _ = try store.compact()
    for name in Files.names(directory.path) {
      #expect(!String(decoding: Files.read(directory.path(name)), as: UTF8.self).contains("quokkazebra"), "\(name)")
    }
  }

  @Test func otherSegmenterVersionMeansIndexingAnew() throws {
    let store = try make()
    try append(store, "日本語")
    try store.close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    try connection.execute("UPDATE meta SET value = 0 WHERE key = 'segmenter'")
    try connection.execute("INSERT INTO message_fts(message_fts) VALUES('delete-all')")
    try connection.close()
    #expect(try open().search(SearchQuery(text: "本語")).hits.count == 1)
  }

  @Test func countsCanBeVerified() throws {
    let store = try make()
    try append(store, "x")
    #expect(try store.verifyCounts().isEmpty)
    try store.close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    try connection.execute("UPDATE session SET message_count = 7")
    try connection.close()
    #expect(try open().verifyCounts().map(\.code) == ["count_wrong"])
  }

  @Test func busyNamesTheHolder() throws {
    let store = try make()
    let program = """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("BEGIN IMMEDIATE")
      print("ready", flush=True)
      sys.stdin.read()
      """
    let child = Child(["python3", "-c", program, directory.path("s.sqlite")])
    #expect(child.readLine() == "ready")
    do {
      try append(store, "x")
      Issue.record("the append did not fail")
    } catch let error as WarrenError {
      #expect(error.code == .busy)
      #expect(error.message.contains("(pid \(child.pid))"))
    }
    child.closeInput()
    child.wait()
    try append(store, "x")
  }
}
