import SessionStore
import Testing
import WarrenModel

/// What both backends promise about search.
@Suite struct SearchConformance {
  private func fixture(_ backend: Backend) throws -> StoreFixture {
    let fixture = try StoreFixture(backend)
    let texts = [
      "The quick brown fox", "quick-tempered foxes", "東京都に住んでいます", "日本語のテスト", "京都は古い", "Café crème", "say \"hello world\"",
      "hello there world", "ที่นี่ประเทศไทย", "naïve NEAR AND OR", "snake_case value42",
    ]
    for (number, text) in texts.enumerated() {
      fixture.time.pass(milliseconds: 1000)
      try fixture.append(text, to: "s\(number % 3)")
    }
    return fixture
  }

  @Test(
    arguments: StoreFixture.backends,
    [
      ("quick", 2), ("QUICK fox", 1), ("fox*", 2), ("fo", 0), ("cafe creme", 1), ("日本", 1), ("本語", 1), ("日本語", 1), ("語", 1), ("本", 1),
      ("京都", 2),
      ("東京", 1), ("京", 2), ("都に", 1), ("テスト", 1), ("\"hello world\"", 1), ("hello world", 2), ("hello \"", 2), ("'", 0), ("\"", 0),
      ("AND", 1), ("NEAR(", 1),
      ("naive", 1), ("!!!", 0), ("quick !!!", 2), ("a\u{0}b", 0), ("ประเทศ", 1), ("snake", 1), ("snake_case", 1), ("case_snake", 0),
      ("value42", 1), ("-quick", 2),
      ("col:quick", 0), ("*", 0), ("^quick", 2), ("日本 テスト", 1), ("語の", 1), ("本日", 0),
    ])
  func everyTextIsAQuery(_ backend: Backend, _ expected: (text: String, hits: Int)) throws {
    let fixture = try fixture(backend)
    #expect(try fixture.store.search(SearchQuery(text: expected.text)).hits.count == expected.hits)
    #expect(try fixture.store.search(SearchQuery(text: expected.text, order: .ranked)).hits.count == expected.hits)
  }

  @Test(arguments: StoreFixture.backends, ["", "  ", "\n\t", "\u{0}", "\u{3000}", "\"\""]) func blankQueryIsAnError(
    _ backend: Backend, _ text: String
  ) throws {
    let fixture = try fixture(backend)
    let found = code { _ = try fixture.store.search(SearchQuery(text: text)) }
    #expect(found == .queryBlank)
  }

  @Test(arguments: StoreFixture.backends) func newestComesFirstAndPagesCoverAllOnce(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for number in 0..<25 { try fixture.append("word number \(number)", to: "k") }
    var seen: [Int64] = []
    var cursor: SearchCursor?
    repeat {
      let page = try fixture.store.search(SearchQuery(text: "word", limit: 7, cursor: cursor))
      seen += page.hits.map(\.message)
      cursor = try page.next.map { try SearchCursor(text: $0.text) }
    } while cursor != nil
    #expect(seen.count == 25 && seen == seen.sorted(by: >))
  }

  @Test(arguments: StoreFixture.backends) func rankedPutsTheBestFirstWithScores(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("badger badger badger", to: "a")
    for number in 0..<10 { try fixture.append("a long text in which badger occurs once among many other words \(number)", to: "b") }
    try fixture.append("nothing of the kind", to: "c")
    let hits = try fixture.store.search(SearchQuery(text: "badger", limit: 4, order: .ranked)).hits
    #expect(hits.first?.session.description == "a")
    let scores = hits.compactMap(\.score)
    #expect(scores.count == 4 && scores == scores.sorted(by: >))
    #expect(try fixture.store.search(SearchQuery(text: "badger", limit: 4)).hits.allSatisfy { $0.score == nil })
  }

  @Test(arguments: StoreFixture.backends) func filtersByRoleAndSession(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("apple", "apple", to: "a")
    try fixture.append("apple", to: "b")
    #expect(try fixture.store.search(SearchQuery(text: "apple", role: "assistant")).hits.count == 1)
    #expect(try fixture.store.search(SearchQuery(text: "apple", session: SessionKey("a"))).hits.count == 2)
    #expect(try fixture.store.search(SearchQuery(text: "apple", session: SessionKey("none"))).hits.isEmpty)
  }

  @Test(arguments: StoreFixture.backends) func editsReachTheIndex(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    try fixture.append("first apple", "second pear", to: "k")
    _ = try fixture.store.updateLast(SessionKey("k"), with: NewMessage(role: "user", text: "third plum"))
    func hits(_ text: String) throws -> Int { try fixture.store.search(SearchQuery(text: text)).hits.count }
    #expect(try hits("pear") == 0)
    #expect(try hits("plum") == 1)
    _ = try fixture.store.removeLast(SessionKey("k"))
    #expect(try hits("plum") == 0)
    _ = try fixture.store.replaceHistory(SessionKey("k"), with: [NewMessage(role: "user", text: "cherry 日本")])
    #expect(try hits("apple") == 0)
    #expect(try hits("cherry") == 1)
    _ = try fixture.store.clear(SessionKey("k"))
    #expect(try hits("cherry") == 0)
    #expect(try fixture.store.search(SearchQuery(text: "日本", order: .ranked)).hits.isEmpty)
  }

  @Test(arguments: StoreFixture.backends) func snippetIsOneLineAroundTheMatch(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let long = String(repeating: "blah ", count: 100) + "before\nthe NEEDLE\tafter " + String(repeating: "日本語 ", count: 100)
    try fixture.append(long, to: "k")
    let snippet = try #require(try fixture.store.search(SearchQuery(text: "needle")).hits.first?.snippet)
    #expect(snippet.contains("before the NEEDLE after"))
    #expect(snippet.hasPrefix("…") && snippet.hasSuffix("…"))
    #expect(snippet.utf8.count < 300)
  }
}
