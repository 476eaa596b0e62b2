import SessionStore
import Testing
import WarrenModel

/// What both backends promise about sessions.
@Suite struct SessionConformance {
  @Test(arguments: StoreFixture.backends) func listIsOrderedByActivityAndPaged(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for number in 0..<12 {
      fixture.time.pass(milliseconds: 1000)
      try fixture.append("x", to: "k\(number)")
    }
    try fixture.append("y", to: "k3")
    let expected = ["k11", "k3"] + (0..<11).reversed().filter { $0 != 3 }.map { "k\($0)" }
    #expect(try fixture.keys() == expected)
    var cursor: ListCursor?
    var seen: [String] = []
    repeat {
      let page = try fixture.store.list(SessionQuery(limit: 5, cursor: cursor))
      seen += page.sessions.map { $0.key.description }
      cursor = try page.next.map { try ListCursor(text: $0.text) }
    } while cursor != nil
    #expect(seen == expected)
  }

  @Test(arguments: StoreFixture.backends) func keysAreBytes(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let keys: [[UInt8]] = [
      Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), [0xFF, 0xFE], Array("a/b".utf8), Array("../x".utf8), Array("a%2Fb".utf8),
      Array("A".utf8),
      Array("a".utf8), Array(".".utf8), Array("..".utf8), Array("telegram.production_1".utf8), Array("telegram_production_1".utf8), [0x0A],
      [0x00],
      Array(" ".utf8), Array("x.jsonl".utf8), Array("日本".utf8),
    ]
    for bytes in keys {
      _ = try fixture.store.append(
        AppendRequest(session: SessionKey(bytes: bytes), messages: [NewMessage(role: "user", text: Array(bytes).description)]))
    }
    for bytes in keys {
      #expect(try fixture.store.history(SessionKey(bytes: bytes), HistoryQuery()).messages.map(\.text) == [bytes.description])
    }
    #expect(Set(try fixture.store.list(SessionQuery(limit: nil)).sessions.map(\.key.bytes)) == Set(keys))
  }

  @Test(arguments: StoreFixture.backends) func metadataTellsNameStateOriginAndTimes(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    let origin = SessionOrigin(channel: "telegram", room: "r", sender: "dana")
    _ = try fixture.store.append(AppendRequest(session: key, messages: [NewMessage(role: "user", text: "x")], origin: origin))
    let made = try #require(try fixture.store.session(key))
    #expect(made.origin == origin && made.name == nil && made.state == .idle && made.generation == 1 && !made.archived)
    #expect(made.messageCount == 1)
    #expect(try fixture.store.setName("Title", of: key).name == "Title")
    #expect(try fixture.store.setName("  ", of: key).name == nil)
    let turn = Turn(id: "t1", startedAt: fixture.time.now, owner: ProcessIdentity(pid: 7, startTime: .max, bootID: "b"))
    #expect(try fixture.store.setState(.running(turn), of: key).state == .running(turn))
    #expect(try fixture.store.session(key)?.state == .running(turn))
    #expect(try fixture.store.setState(.error(turnID: "t1"), of: key).state == .error(turnID: "t1"))
    #expect(try fixture.store.list(SessionQuery(state: .error)).sessions.count == 1)
    #expect(try fixture.store.list(SessionQuery(state: .running)).sessions.isEmpty)
  }

  @Test(arguments: StoreFixture.backends) func filtersByTextAndOrigin(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    _ = try fixture.store.append(
      AppendRequest(
        session: SessionKey("Alpha_one"), messages: [NewMessage(role: "user", text: "x")], origin: SessionOrigin(channel: "irc")))
    try fixture.append("x", to: "beta")
    _ = try fixture.store.setName("Quarterly ALPHA", of: SessionKey("beta"))
    try fixture.append("x", to: "gamma")
    #expect(Set(try fixture.keys(SessionQuery(containing: "alpha"))) == ["Alpha_one", "beta"])
    #expect(try fixture.keys(SessionQuery(origin: SessionOrigin(channel: "irc"))) == ["Alpha_one"])
  }

  @Test(arguments: StoreFixture.backends) func runningAndStuck(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for key in ["a", "b", "c"] { try fixture.append("x", to: key) }
    let start = fixture.time.now
    _ = try fixture.store.setState(.running(Turn(id: "1", startedAt: start, owner: nil)), of: SessionKey("a"))
    fixture.time.pass(milliseconds: 60_000)
    _ = try fixture.store.setState(.running(Turn(id: "2", startedAt: nil, owner: nil)), of: SessionKey("b"))
    #expect(try fixture.store.running().map(\.key.description) == ["a", "b"])
    #expect(try fixture.store.stuck(startedBefore: start.advanced(byMilliseconds: 1000)).map(\.key.description) == ["a"])
    #expect(try fixture.store.summary().running == 2)
  }

  @Test(arguments: StoreFixture.backends) func resetKeepsTheOldGeneration(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("old one", "old two", to: "k")
    _ = try fixture.store.reset(key, SessionChange())
    #expect(try fixture.store.session(key)?.generation == 2)
    try fixture.append("new", to: "k")
    #expect(try fixture.texts("k") == ["new"])
    #expect(try fixture.texts("k", HistoryQuery(generation: 1)) == ["old one", "old two"])
    #expect(code { _ = try fixture.texts("k", HistoryQuery(generation: 3)) } == .generationUnknown)
    #expect(code { _ = try fixture.texts("k", HistoryQuery(generation: 0)) } == .generationUnknown)
    let listed = try fixture.store.list(SessionQuery(generations: true)).sessions
    #expect(listed.map(\.generation) == [2, 1])
    #expect(listed.map(\.archived) == [false, true])
    #expect(listed.map(\.messageCount) == [1, 2])
    #expect(try fixture.keys() == ["k"])
    #expect(try fixture.store.summary().messages == 1)
    #expect(try fixture.store.search(SearchQuery(text: "old")).hits.isEmpty)
    #expect(try fixture.store.search(SearchQuery(text: "old", history: true)).hits.map(\.generation) == [1, 1])
  }

  @Test(arguments: StoreFixture.backends) func pagesOfGenerationsCoverEachOnce(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for key in ["a", "b"] {
      for number in 0..<4 {
        try fixture.append("\(number)", to: key)
        if number < 3 { _ = try fixture.store.reset(SessionKey(key), SessionChange()) }
      }
    }
    var seen: [String] = []
    var cursor: ListCursor?
    repeat {
      let page = try fixture.store.list(SessionQuery(limit: 3, cursor: cursor, generations: true))
      seen += page.sessions.map { "\($0.key) \($0.generation)" }
      cursor = page.next
    } while cursor != nil
    #expect(seen.sorted() == ["a 1", "a 2", "a 3", "a 4", "b 1", "b 2", "b 3", "b 4"])
  }

  @Test(arguments: StoreFixture.backends) func deletedSessionIsGoneAndItsKeyBeginsAnew(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("secret", to: "k")
    _ = try fixture.store.setName("Named", of: key)
    _ = try fixture.store.delete(key, SessionChange())
    #expect(try !fixture.store.exists(key))
    #expect(try fixture.keys() == [])
    #expect(try fixture.store.search(SearchQuery(text: "secret", history: true)).hits.isEmpty)
    #expect(try fixture.store.summary().sessions == 0)
    #expect(code { _ = try fixture.store.delete(key, SessionChange()) } == .sessionUnknown)
    try fixture.append("fresh", to: "k")
    #expect(try fixture.texts("k") == ["fresh"])
    #expect(try fixture.store.session(key)?.name == nil)
    #expect(try fixture.store.session(key)?.generation == 1)
  }

  @Test(arguments: StoreFixture.backends) func expiryTakesOldSessionsThatDoNotRun(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for key in ["old", "busy"] { try fixture.append("x", to: key) }
    _ = try fixture.store.setState(.running(Turn(id: "1", startedAt: nil, owner: nil)), of: SessionKey("busy"))
    fixture.time.pass(milliseconds: 3_600_000)
    try fixture.append("x", to: "new")
    let expired = try fixture.store.expire(before: fixture.time.now.advanced(byMilliseconds: -60_000))
    #expect(expired.map(\.description) == ["old"])
    #expect(Set(try fixture.keys()) == ["busy", "new"])
  }

  @Test(arguments: StoreFixture.backends) func summaryCounts(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    #expect(try fixture.store.summary().sessions == 0)
    #expect(try fixture.store.summary().lastActivity == nil)
    try fixture.append("a", "b", to: "x")
    try fixture.append("c", to: "y")
    let summary = try fixture.store.summary()
    #expect(summary.sessions == 2 && summary.messages == 3 && summary.running == 0)
    #expect(summary.lastActivity == fixture.time.now)
    #expect(summary.bytes > 0)
    #expect(summary.findings.isEmpty)
  }

  @Test(arguments: StoreFixture.backends) func closingTwiceIsNoError(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("a", to: "x")
    try fixture.store.close()
    try fixture.store.close()
  }
}
