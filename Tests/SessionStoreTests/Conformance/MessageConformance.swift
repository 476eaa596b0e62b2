import SessionStore
import Testing
import WarrenModel

/// What both backends promise about messages.
@Suite struct MessageConformance {
  @Test(arguments: StoreFixture.backends) func appendCreatesTheSessionAndKeepsOrder(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let first = try fixture.append("one", "two", to: "k")
    let second = try fixture.append("three", to: "k")
    #expect(first.count == 2 && second.count == 1)
    #expect((first + second) == (first + second).sorted() && Set(first + second).count == 3)
    #expect(try fixture.texts("k") == ["one", "two", "three"])
    #expect(try fixture.store.exists(SessionKey("k")))
    #expect(try !fixture.store.exists(SessionKey("K")))
  }

  @Test(
    arguments: StoreFixture.backends,
    ["", "a\nb\r\n", "quote \" back \\ slash", "nul \u{0} \u{1F} \u{7F}", "cafe\u{301} café", "日本語 👩‍👩‍👧‍👦 \u{2028}", "\u{FEFF}bom"])
  func textComesBackAsItWent(_ backend: Backend, _ text: String) throws {
    let fixture = try StoreFixture(backend)
    _ = try fixture.store.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: text, text: text)]))
    let message = try #require(try fixture.store.history(SessionKey("k"), HistoryQuery()).messages.first)
    #expect(Array(message.text.utf8) == Array(text.utf8))
    #expect(Array(message.role.utf8) == Array(text.utf8))
  }

  @Test(arguments: StoreFixture.backends) func bodyIsKeptVerbatim(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let body = Array(#"{ "role":"user", "content": "hi", "n": 1.10, "big": 1e400, "tags": ["a", {"b": null}] }"#.utf8)
    _ = try fixture.store.append(
      AppendRequest(
        session: SessionKey("k"), messages: [NewMessage(role: "user", text: "hi", body: body), NewMessage(role: "user", text: "plain")]))
    let messages = try fixture.store.history(SessionKey("k"), HistoryQuery()).messages
    #expect(messages.first?.body == body)
    #expect(messages.last?.body == nil)
  }

  @Test(arguments: StoreFixture.backends) func timesAreKeptAndUnknownOnesStayUnknown(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let past = Timestamp(milliseconds: 1_600_000_000_123)
    _ = try fixture.store.append(
      AppendRequest(
        session: SessionKey("k"),
        messages: [
          NewMessage(role: "user", text: "a", time: .at(past)), NewMessage(role: "user", text: "b", time: .unknown),
          NewMessage(role: "user", text: "c"),
        ]))
    let times = try fixture.store.history(SessionKey("k"), HistoryQuery()).messages.map(\.createdAt)
    #expect(times == [past, nil, fixture.time.now])
  }

  @Test(arguments: StoreFixture.backends) func pagesFromEitherEndCoverEverythingOnce(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for number in 0..<23 { try fixture.append("\(number)", to: "k") }
    try fixture.append("other", to: "other")
    let all = (0..<23).map(String.init)
    for start in [HistoryQuery.Position.newest, .oldest] {
      var position = start
      var pages: [[String]] = []
      while true {
        let page = try fixture.store.history(SessionKey("k"), HistoryQuery(position: position, limit: 5))
        pages.append(page.messages.map(\.text))
        guard let next = page.next else { break }
        position = next.position
      }
      #expect(pages.count == 5)
      #expect((start == .newest ? pages.reversed() : pages).flatMap { $0 } == all)
    }
  }

  @Test(arguments: StoreFixture.backends) func exactlyFullPageHasNoNext(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("1", "2", "3", to: "k")
    #expect(try fixture.store.history(SessionKey("k"), HistoryQuery(limit: 3)).next == nil)
    #expect(try fixture.store.history(SessionKey("k"), HistoryQuery(limit: 2)).next != nil)
  }

  @Test(arguments: StoreFixture.backends) func roleFilters(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("u1", "a1", "u2", "a2", to: "k")
    #expect(try fixture.texts("k", HistoryQuery(role: "assistant")) == ["a1", "a2"])
    #expect(try fixture.texts("k", HistoryQuery(limit: 1, role: "user")) == ["u2"])
  }

  @Test(arguments: StoreFixture.backends) func unknownSessionIsAnErrorNotEmpty(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("nobody")
    #expect(code { _ = try fixture.store.history(key, HistoryQuery()) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.removeLast(key) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.updateLast(key, with: NewMessage(role: "", text: "")) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.replaceHistory(key, with: []) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.clear(key) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.reset(key, SessionChange()) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.setName("n", of: key) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.setState(.idle, of: key) } == .sessionUnknown)
    #expect(code { _ = try fixture.store.delete(key, SessionChange()) } == .sessionUnknown)
    #expect(try fixture.store.session(key) == nil)
    #expect(try fixture.store.list(SessionQuery()).sessions.isEmpty)
  }

  @Test(arguments: StoreFixture.backends) func editsOfTheLastMessage(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let ids = try fixture.append("one", "two", to: "k")
    let updated = try fixture.store.updateLast(SessionKey("k"), with: NewMessage(role: "tool", text: "TWO"))
    #expect(updated?.id == ids[1] && updated?.role == "tool")
    #expect(try fixture.texts("k") == ["one", "TWO"])
    #expect(try fixture.store.removeLast(SessionKey("k"))?.text == "TWO")
    #expect(try fixture.store.removeLast(SessionKey("k"))?.text == "one")
    #expect(try fixture.store.removeLast(SessionKey("k")) == nil)
    #expect(try fixture.store.updateLast(SessionKey("k"), with: NewMessage(role: "", text: "")) == nil)
    #expect(try fixture.store.exists(SessionKey("k")))
    #expect(try fixture.store.session(SessionKey("k"))?.messageCount == 0)
  }

  @Test(arguments: StoreFixture.backends) func idsAreNeverGivenTwice(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    var seen = Set(try fixture.append("1", "2", to: "k"))
    let key = try SessionKey("k")
    _ = try fixture.store.removeLast(key)
    for ids in [
      try fixture.append("3", to: "k"), try fixture.store.replaceHistory(key, with: [NewMessage(role: "user", text: "4")]),
    ] {
      for id in ids { #expect(seen.insert(id).inserted) }
    }
    #expect(try fixture.store.clear(key) == 1)
    for id in try fixture.append("5", to: "k") { #expect(seen.insert(id).inserted) }
    _ = try fixture.store.reset(key, SessionChange())
    for id in try fixture.append("6", to: "k") { #expect(seen.insert(id).inserted) }
  }

  @Test(arguments: StoreFixture.backends) func replaceAndClearKeepCountAndSession(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("1", "2", "3", to: "k")
    let key = try SessionKey("k")
    _ = try fixture.store.replaceHistory(key, with: [NewMessage(role: "system", text: "summary")])
    #expect(try fixture.texts("k") == ["summary"])
    #expect(try fixture.store.session(key)?.messageCount == 1)
    #expect(try fixture.store.clear(key) == 1)
    #expect(try fixture.store.clear(key) == 0)
    #expect(try fixture.keys() == ["k"])
    #expect(try fixture.store.summary().messages == 0)
  }

  @Test(arguments: StoreFixture.backends) func idempotencyKeyCoversTheWholeRequest(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    func send(_ texts: [String], _ idempotency: String, to key: String = "k") throws -> [Int64] {
      try fixture.store.append(
        AppendRequest(session: SessionKey(key), messages: texts.map { NewMessage(role: "user", text: $0) }, idempotencyKey: idempotency))
    }
    let ids = try send(["a", "b"], "x")
    #expect(try send(["a", "b"], "x") == ids)
    #expect(code { _ = try send(["a"], "x") } == .idempotencyConflict)
    #expect(code { _ = try send(["ab"], "x") } == .idempotencyConflict)
    #expect(try fixture.texts("k") == ["a", "b"])
    #expect(try send(["a", "b"], "x", to: "elsewhere") != [])
    _ = try fixture.store.reset(SessionKey("k"), SessionChange())
    #expect(try send(["a", "b"], "x") == ids)
    #expect(try fixture.texts("k") == [])
    _ = try fixture.store.delete(SessionKey("k"), SessionChange())
    #expect(try send(["a", "b"], "x").isEmpty == false)
    #expect(try fixture.texts("k") == ["a", "b"])
  }

  @Test(arguments: StoreFixture.backends) func failingRequestOfAGroupSparesItsNeighbours(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    func request(_ key: String, _ text: String, _ idempotency: String?) throws -> AppendRequest {
      AppendRequest(session: try SessionKey(key), messages: [NewMessage(role: "user", text: text)], idempotencyKey: idempotency)
    }
    _ = try fixture.store.append(request("a", "first", "x"))
    let results = try fixture.store.append(group: [
      request("a", "second", nil), request("a", "other", "x"), request("b", "third", "x"), request("a", "first", "x"),
    ])
    #expect(results.map { (try? $0.get()) != nil } == [true, false, true, true])
    #expect(code { _ = try results[1].get() } == .idempotencyConflict)
    #expect(try fixture.texts("a") == ["first", "second"])
    #expect(try fixture.texts("b") == ["third"])
    #expect(try fixture.store.search(SearchQuery(text: "other")).hits.isEmpty)
    #expect(try fixture.store.search(SearchQuery(text: "second")).hits.count == 1)
  }
}
