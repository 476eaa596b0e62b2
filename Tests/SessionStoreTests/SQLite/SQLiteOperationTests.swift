import JSON
import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// What only a database can meet.
@Suite struct SQLiteOperationTests {
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

  /// Opens a read transaction, and stays.
  private static let reader = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.execute("BEGIN").fetchone()
    db.execute("SELECT * FROM message").fetchone()
    print("ready", flush=True)
    sys.stdin.read()
    """

  enum Finisher: CaseIterable { case compact, close, open }

  @Test(arguments: Finisher.allCases) func aPurgeThatAReaderHindersIsPartialAndIsFinishedLater(_ finisher: Finisher) throws {
    let store = try make()
    try append(store, "quokkazebra")
    let child = Child(["python3", "-c", Self.reader, directory.path("s.sqlite")])
    #expect(child.readLine() == "ready")
    let operation = try store.reset(SessionKey("k"), SessionChange(purge: true))
    #expect(operation.state == .partial && operation.undoUntil == nil)
    var scanner = JSONScanner(.strict)
    let partial = try scanner.scan(try #require(operation.receipt))
    #expect(try partial["left"]?.string() == "log" && partial["cause"]?["code"]?.string() == "busy")
    #expect(try partial["cause"]?["remedy"]?.string() != nil)
    #expect(try store.history(SessionKey("k"), HistoryQuery()).messages.isEmpty)
    var reopened = store
    if finisher != .compact {
      // While the reader is there, neither closing nor opening changes anything.
      try? store.close()
      reopened = try open()
      #expect(try reopened.operation(operation.id)?.state == .partial)
    }
    if finisher == .open { try? reopened.close() }
    child.killNow()
    switch finisher {
    case .compact: _ = try reopened.compact()
    case .close:
      try reopened.close()
      reopened = try open()
    case .open: reopened = try open()
    }
    let settled = try #require(try reopened.operation(operation.id))
    #expect(settled.state == .done)
    let receipt = try scanner.scan(try #require(settled.receipt))
    try reopened.close()
    #expect(receipt["left"] == nil && receipt["cause"] == nil && receipt["messages"]?.int64 == 1 && receipt["bytes_after"]?.int64 != nil)
    for name in Files.names(directory.path) {
      #expect(!String(decoding: Files.read(directory.path(name)), as: UTF8.self).contains("quokkazebra"), "\(name)")
    }
  }

  /// Rows as they were written before operations could be undone: without `undo_until` and `receipt`.
  @Test func rowsOfBeforeAreListedAndUndone() throws {
    let store = try make()
    try append(store, "one", to: "a")
    let reset = try store.reset(SessionKey("a"), SessionChange())
    time.pass(milliseconds: 1000)
    try append(store, "two", to: "b")
    let deletion = try store.delete(SessionKey("b"), SessionChange())
    try store.close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    try connection.execute("UPDATE operation SET undo_until = NULL, receipt = NULL")
    try connection.execute(
      """
      INSERT INTO operation(id, kind, state, started_at, finished_at, receipt)
      VALUES('jsonl-0123456789abcdef0123456789abcdef', 'jsonl_import', 'done', 1, 1, '{}'), ('other', 'other', 'done', 1, 1, NULL)
      """)
    try connection.close()
    let again = try open()
    let listed = try again.operations(OperationQuery()).operations
    #expect(listed.map(\.kind) == [.sessionDelete, .sessionReset, .import])
    #expect(listed.map(\.undoUntil) == [deletion, reset].map { $0.startedAt.advanced(byMilliseconds: Operation.retention) } + [nil])
    let imported = try #require(listed.last)
    #expect(try again.operation(imported.id) == imported)
    #expect(code { _ = try again.undo(imported.id) } == .undoRefused)
    _ = try again.undo(deletion.id)
    _ = try again.undo(reset.id)
    #expect(try again.history(SessionKey("a"), HistoryQuery()).messages.map(\.text) == ["one"])
    #expect(try again.history(SessionKey("b"), HistoryQuery()).messages.map(\.text) == ["two"])
    #expect(try again.verifyCounts().isEmpty)
  }

  @Test func aPreviewReadsOperationsAndChangesNothing() throws {
    let store = try make()
    try append(store, "one")
    let deletion = try store.delete(SessionKey("k"), SessionChange())
    try store.close()
    let before = Files.listing(directory.path)
    let later = time.now.advanced(byMilliseconds: 1)
    let path = directory.bytes("s.sqlite")
    func preview<T>(_ body: (any SessionBackend) throws -> T) throws -> T? {
      try SQLiteStore.preview(path: path, uuid: "u", clock: time.clock, body)
    }
    #expect(try preview { try $0.operations(OperationQuery()).operations } == [deletion])
    #expect(try preview { try $0.operation(deletion.id) } == deletion)
    #expect(try preview { try $0.deletedSessions(before: later).count } == 1)
    let key = try SessionKey("k")
    let writes: [(any SessionBackend) throws -> Void] = [
      { _ = try $0.undo(deletion.id) }, { _ = try $0.restore(key, generation: nil) }, { _ = try $0.resetAll(SessionChange()) },
      { _ = try $0.resetAll(SessionChange(purge: true)) }, { _ = try $0.purge(deletedBefore: later) },
      { _ = try $0.delete(key, SessionChange(purge: true)) }, { _ = try $0.reset(key, SessionChange(purge: true)) },
    ]
    for write in writes { #expect(code { _ = try preview(write) } == .readOnly) }
    #expect(Files.listing(directory.path) == before)
  }

  @Test func movedGenerationsKeepTheirRowsAndTheIndexIsWhole() throws {
    let store = try make()
    try append(store, "apple")
    _ = try store.reset(SessionKey("k"), SessionChange())
    try append(store, "pear")
    let restored = try store.restore(SessionKey("k"), generation: 1)
    _ = try store.undo(restored.id)
    _ = try store.restore(SessionKey("k"), generation: 1)
    #expect(try store.verifyCounts().isEmpty)
    try store.close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    #expect(try connection.integer("SELECT count(*) FROM generation") == 2)
    #expect(try connection.integer("SELECT generation FROM message WHERE text = 'apple'") == 3)
    #expect(try connection.integer("SELECT number FROM generation WHERE closed_at IS NULL") == 3)
    #expect(try connection.text("SELECT reason FROM generation WHERE number = 2") == "restore")
  }

  @Test func undoingAResetInventsNoTime() throws {
    let store = try make()
    try append(store, "one")
    try store.close()
    let connection = try Connection(path: directory.bytes("s.sqlite"), mode: .readWrite(create: false))
    try connection.execute("UPDATE session SET last_activity = NULL")
    try connection.close()
    let again = try open()
    let reset = try again.reset(SessionKey("k"), SessionChange())
    #expect(try again.session(SessionKey("k"))?.lastActivity == time.now)
    _ = try again.undo(reset.id)
    #expect(try again.session(SessionKey("k"))?.lastActivity == nil)
  }
}
