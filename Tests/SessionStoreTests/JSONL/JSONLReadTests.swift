import Platform
import SessionStore
import Synchronization
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLReadTests {
  /// 4,000 messages of ours: the newest pages come from the file's end; with a foreign line in front or last, from one pass.
  @Test(arguments: [0, 1, 2])
  func pagesFromEitherEndMeet(_ foreign: Int) throws {
    let fixture = JSONLFixture()
    let line = "{\"role\":\"user\",\"content\":\"foreign\"}\n"
    if foreign > 0 { fixture.put("s.jsonl", line) }
    let store = try fixture.store()
    _ = try store.append(AppendRequest(session: key("s"), messages: (0..<4000).map { user("message number \($0) of many") }))
    if foreign > 1 { Files.append(fixture.path("s.jsonl"), line) }
    let all = try store.all("s")
    #expect(all.map(\.id) == (0..<Int64(4000 + foreign)).map { $0 + 1 })
    for start in [HistoryQuery.Position.newest, .oldest] {
      var position = start
      var pages: [[Message]] = []
      while true {
        let page = try store.history(key("s"), HistoryQuery(position: position, limit: 700))
        pages.append(page.messages)
        guard let next = page.next else { break }
        position = next.position
      }
      #expect(Array((start == .newest ? pages.reversed() : pages).joined()) == all)
    }
    let some = try store.history(key("s"), HistoryQuery(position: .before(100), limit: 2))
    #expect(some.messages.map(\.id) == [98, 99] && some.next == HistoryCursor(.before(98)))
    #expect(try store.history(key("s"), HistoryQuery(position: .after(5000))).messages.isEmpty)
    #expect(try store.history(key("s"), HistoryQuery(limit: 3, role: "nobody")).messages.isEmpty)
  }

  /// What a page reads does not depend on how deep it lies, also where each is read through a store of its own. A page of messages of
  /// another program's is that only in the direction of an export.
  @Test(arguments: [(HistoryQuery.Position.oldest, false), (.oldest, true), (.newest, false)])
  func aDeepPageCostsWhatTheFirstDoes(_ start: HistoryQuery.Position, _ isForeign: Bool) throws {
    let fixture = JSONLFixture()
    let text = String(repeating: "x", count: 2000)
    if isForeign {
      fixture.put("s.jsonl", (0..<4000).map { _ in "{\"role\":\"user\",\"content\":\"\(text)\"}\n" }.joined())
    } else {
      _ = try fixture.store().append(AppendRequest(session: key("s"), messages: (0..<4000).map { _ in user(text) }))
    }
    let reads = Mutex(0)
    let calls = SystemCalls(intercepting: { call, _ in
      if call == .read { reads.withLock { $0 += 1 } }
      return nil
    })
    var (position, ids, most) = (start, [Int64](), 0)
    while true {
      reads.withLock { $0 = 0 }
      let page = try fixture.store(writable: false, calls: calls).history(key("s"), HistoryQuery(position: position, limit: 100))
      most = max(most, reads.withLock { $0 })
      ids += page.messages.map(\.id)
      guard let next = page.next else { break }
      position = next.position
    }
    #expect(ids.sorted() == Array(1...4000))
    // One for each message, and few to find them: the whole file takes 32.
    #expect(most < 100 + 16)
  }

  @Test func whatIsRememberedOfAPageGoesWithTheFile() throws {
    let fixture = JSONLFixture()
    let line = "{\"role\":\"user\",\"content\":\"x\"}\n"
    fixture.put("s.jsonl", String(repeating: line, count: 5))
    let store = try fixture.store()
    let after = try #require(try store.history(key("s"), HistoryQuery(position: .oldest, limit: 3)).next)
    // As long as before, with a line less.
    fixture.put("s.jsonl", String(repeating: "y", count: line.utf8.count - 1) + "\n" + String(repeating: line, count: 4))
    Files.setTime(fixture.path("s.jsonl"), seconds: 1_600_000_000)
    #expect(try store.history(key("s"), HistoryQuery(position: after.position, limit: 3)).messages.map(\.id) == [4])
    Files.append(fixture.path("s.jsonl"), line)
    #expect(try store.history(key("s"), HistoryQuery(position: after.position, limit: 3)).messages.map(\.id) == [4, 5])
  }

  @Test func theListIsOrderedByActivityAndPaged() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    for name in ["a", "b", "c", "d", "e"] { try store.say("x", in: name) }
    for name in ["b", "d", "e"] { Files.setTime(fixture.path("\(name).jsonl"), seconds: 1_500_000_000) }
    try store.say("y", in: "a")
    _ = try store.reset(key("d"), SessionChange())
    Files.setTime(fixture.path("d.jsonl"), seconds: 1_500_000_000)
    let all = try store.list(SessionQuery(limit: nil, generations: true)).sessions
    #expect(all.map { "\($0.key)\($0.generation)" } == ["a1", "c1", "b1", "d2", "d1", "e1"])
    for size in 1...6 {
      var cursor: ListCursor?
      var found: [SessionSummary] = []
      repeat {
        let page = try store.list(SessionQuery(limit: size, cursor: cursor, generations: true))
        found += page.sessions
        cursor = page.next
      } while cursor != nil
      #expect(found == all)
    }
  }

  @Test func theListIsFiltered() throws {
    let store = try JSONLFixture().store()
    _ = try store.append(AppendRequest(session: key("Alpha.1"), messages: [user("x")], origin: SessionOrigin(channel: "slack")))
    try store.say("x", in: "beta")
    _ = try store.setName("The Second", of: key("beta"))
    _ = try store.setState(.error(turnID: nil), of: key("beta"))
    #expect(try store.list(SessionQuery(containing: "alpha")).sessions.map(\.key) == [key("Alpha.1")])
    #expect(try store.list(SessionQuery(containing: "second")).sessions.map(\.key) == [key("beta")])
    #expect(try store.list(SessionQuery(state: .error)).sessions.map(\.key) == [key("beta")])
    #expect(try store.list(SessionQuery(origin: SessionOrigin(channel: "slack"))).sessions.map(\.key) == [key("Alpha.1")])
    _ = try store.append(AppendRequest(session: key("Alpha.1"), messages: [], origin: SessionOrigin(room: "r")))
    #expect(try store.session(key("Alpha.1"))?.origin == SessionOrigin(channel: "slack", room: "r"))
  }

  @Test func activityFollowsTheMessagesTimes() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    let times = [5000, 9001, 7000].map { Timestamp(milliseconds: $0) }
    _ = try store.append(AppendRequest(session: key("s"), messages: times.map { NewMessage(role: "u", text: "x", time: .at($0)) }))
    #expect(try store.session(key("s"))?.lastActivity == times[1])
    _ = try store.append(AppendRequest(session: key("s"), messages: [NewMessage(role: "u", text: "x", time: .unknown)]))
    _ = try store.removeLast(key("s"))
    #expect(try store.summary().lastActivity == times[1])
    _ = try store.clear(key("s"))
    #expect(try #require(try store.session(key("s"))?.lastActivity) > times[1])
  }

  @Test func searchFindsWhatTheIndexOfSQLiteFinds() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    let path = Array(fixture.directory.path("s.sqlite").utf8)
    let time = fixture.time
    try SQLiteStore.create(path: path, uuid: "u", clock: WallClock { time.next() })
    let other = try SQLiteStore(path: path, uuid: nil, clock: WallClock { time.next() })
    let texts = ["the quick brown fox", "日本語のテスト", "quick \"quoted\" \\ text", "Brown bears", "nothing", "quickly brown"]
    for backend in [store, other] as [any SessionBackend] {
      _ = try backend.append(AppendRequest(session: key("s"), messages: texts.map { user($0) }))
      _ = try backend.append(AppendRequest(session: key("t"), messages: [NewMessage(role: "assistant", text: "a brown study")]))
    }
    for text in ["brown", "quick brown", "\"quick brown\"", "qui*", "日本", "語", "\"", "nothing AND", "テスト"] {
      for order in SearchQuery.Order.allCases {
        let hits = try store.search(SearchQuery(text: text, order: order)).hits
        let wanted = try other.search(SearchQuery(text: text, order: order)).hits
        #expect(hits.map(\.snippet) == wanted.map(\.snippet), "\(text)")
        #expect(hits.map(\.score) == wanted.map(\.score))
      }
    }
    #expect(code { _ = try store.search(SearchQuery(text: " ")) } == .queryBlank)
    #expect(try store.search(SearchQuery(text: "brown", role: "assistant")).hits.map(\.session) == [key("t")])
    #expect(try store.search(SearchQuery(text: "brown", session: key("s"))).hits.map(\.message) == [6, 4, 1])
    try other.close()
  }

  @Test(arguments: SearchQuery.Order.allCases)
  func searchGoesOnBehindItsCursor(_ order: SearchQuery.Order) throws {
    let store = try JSONLFixture().store()
    for name in ["a", "b", "c"] { try store.say("word 1", "none", "word 2 word", in: name) }
    _ = try store.reset(key("a"), SessionChange())
    #expect(try store.search(SearchQuery(text: "word", order: order)).hits.count == 4)
    let all = try store.search(SearchQuery(text: "word", order: order, history: true)).hits
    #expect(all.count == 6)
    if order == .newest { #expect(all.map { "\($0.session)\($0.message)" } == ["a3", "a1", "c3", "c1", "b3", "b1"]) }
    var found: [SearchHit] = []
    var cursor: SearchCursor?
    repeat {
      let page = try store.search(SearchQuery(text: "word", limit: 4, cursor: cursor, order: order, history: true))
      found += page.hits
      cursor = page.next
    } while cursor != nil
    #expect(found == all)
  }
}
