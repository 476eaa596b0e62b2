import SessionStore
import TestSupport
import Testing
import WarrenModel

/// A search of one call looks at a bounded number of messages, however many match.
@Suite struct SQLiteSearchTests {
  let directory = TemporaryDirectory()
  let time = TestTime()

  @Test func frequentWordIsSearchedInSlicesThatCoverAllOnce() throws {
    try SQLiteStore.create(path: directory.bytes("s.sqlite"), uuid: "u", clock: time.clock)
    let store = try SQLiteStore(path: directory.bytes("s.sqlite"), uuid: "u", durability: .normal, clock: time.clock)
    // The two that are wanted are the oldest and one in the middle.
    let messages = (0..<12_000).map { NewMessage(role: $0 == 0 || $0 == 6500 ? "assistant" : "user", text: "word") }
    let ids = try store.append(AppendRequest(session: SessionKey("k"), messages: messages))
    var found: [Int64] = []
    var counts: [Int] = []
    var cursor: SearchCursor?
    repeat {
      let page = try store.search(SearchQuery(text: "word", limit: 10, cursor: cursor, role: "assistant"))
      found += page.hits.map(\.message)
      counts.append(page.hits.count)
      cursor = page.next
    } while cursor != nil
    #expect(found == [ids[6500], ids[0]])
    #expect(counts == [0, 1, 1])
    #expect(try store.search(SearchQuery(text: "word", limit: 10)).hits.map(\.message) == ids.suffix(10).reversed())
  }
}
