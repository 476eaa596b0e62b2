import SessionStore
import TestSupport
import Testing
import WarrenModel

/// Damage gets its right name: that of the search index, which can be made anew, is not that of the messages.
@Suite struct SQLiteDamageTests {
  let directory = TemporaryDirectory()
  let time = TestTime()

  private func open() throws -> SQLiteStore { try SQLiteStore(path: directory.bytes("s.sqlite"), uuid: "u", clock: time.clock) }

  private func append(_ store: SQLiteStore, _ text: String) throws {
    _ = try store.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: "user", text: text)]))
  }

  /// A closed store of 50 messages that a Python program has been at: `db` is the database, `path` its path.
  private func makeDamaged(_ program: String) throws {
    try SQLiteStore.create(path: directory.bytes("s.sqlite"), uuid: "u", clock: time.clock)
    let store = try open()
    for number in 0..<50 { try append(store, "word \(number)") }
    try store.close()
    let all = "import sqlite3, sys; path = sys.argv[1]; db = sqlite3.connect(path)\n" + program + "\ndb.commit()"
    #expect(Child.run(["python3", "-c", all, directory.path("s.sqlite")]).status == 0)
  }

  /// The page where a table begins is no page any more.
  private func makeBroken(table: String) throws {
    try makeDamaged(
      """
      page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'").fetchone()[0]
      with open(path, 'r+b') as file:
          file.seek((page - 1) * 4096)
          file.write(b'\\xff' * 4096)
      """)
  }

  @Test func damagedIndexIsNotADamagedStore() throws {
    try makeDamaged("db.execute('DELETE FROM message_fts_data WHERE id > 10')")
    let store = try open()
    #expect(code { _ = try store.search(SearchQuery(text: "word")) } == .indexDamaged)
    #expect(try store.history(SessionKey("k"), HistoryQuery(limit: nil)).messages.count == 50)
    try store.rebuildIndex()
    #expect(try store.search(SearchQuery(text: "word", limit: 100)).hits.count == 50)
  }

  @Test func writesNameADamagedIndexAndGoOnOnceItIsMadeAnew() throws {
    try makeDamaged("db.execute('DELETE FROM message_fts_data WHERE id > 10')")
    let store = try open()
    // FTS5 meets the damage when it merges.
    let codes = Set((0..<40).compactMap { number in code { try append(store, "other \(number)") } })
    #expect(codes == [.indexDamaged])
    try store.rebuildIndex()
    try append(store, "more")
    #expect(try store.search(SearchQuery(text: "more")).hits.count == 1)
  }

  @Test(
    arguments: [("message", ErrorCode.corrupt), ("session", .corrupt), ("message_fts_data", .indexDamaged)],
    [SearchQuery.Order.newest, .ranked])
  func searchTellsDamageOfTheIndexFromThatOfTheMessages(_ sample: (table: String, code: ErrorCode), _ order: SearchQuery.Order) throws {
    try makeBroken(table: sample.table)
    let store = try open()
    #expect(code { _ = try store.search(SearchQuery(text: "word", order: order)) } == sample.code)
  }
}
