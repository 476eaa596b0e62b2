import LegacyFormats
import Platform
import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// A source of a test's own.
private final class ListSource: ForeignSource {
  let label = "list"
  var problems: [ForeignProblem] = []
  let list: [ForeignSession]
  let texts: [[UInt8]: [[String]]]
  let error: WarrenError?
  /// Messages handed over.
  private(set) var delivered = 0

  init(_ list: [ForeignSession], texts: [[UInt8]: [[String]]] = [:], error: WarrenError? = nil) {
    (self.list, self.texts, self.error) = (list, texts, error)
  }

  func sessions() throws -> [ForeignSession] {
    if let error { throw error }
    return list
  }

  func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    let all = texts[session.key.bytes]?[(generation ?? session.generation) - 1] ?? []
    for (index, text) in all.enumerated() where Int64(index) >= ordinal {
      let message = ForeignMessage(
        ordinal: Int64(index + 1), role: index % 2 == 0 ? "user" : "assistant", text: text, createdAt: nil, body: [])
      delivered += 1
      if try body(message) == .stop { return }
    }
  }
}

private func session(
  _ key: String, _ last: Int64?, count: Int = 1, former: [ForeignSession.Former] = [], owner: String? = nil, state: SessionState = .idle
) throws -> ForeignSession {
  ForeignSession(
    key: try SessionKey(key), state: state, createdAt: nil, lastActivity: last.map { Timestamp(milliseconds: $0) }, messageCount: count,
    former: former,
    owner: owner.map { Array($0.utf8) }, locator: Array(key.utf8))
}

/// What is true of a store made of any sources.
@Suite struct ForeignStoreTests {
  private func store(_ sources: any ForeignSource..., owners: ((ForeignSession) -> Bool)? = nil) -> ForeignStore {
    ForeignStore(sources: sources, backend: .sqlite, path: RawPath("agents/a"), bytes: 42, owners: owners)
  }

  @Test func theNewerOfTwoWinsAndInATieTheFirstSource() throws {
    let first = ListSource(
      try [session("a", 5), session("b", 5), session("c", nil), session("d", nil)],
      texts: [Array("a".utf8): [["first"]], Array("b".utf8): [["first"]], Array("c".utf8): [["first"]], Array("d".utf8): [["first"]]])
    let second = ListSource(
      try [session("a", 5), session("b", 6), session("c", 1), session("e", 9)],
      texts: [Array("a".utf8): [["second"]], Array("b".utf8): [["second"]], Array("c".utf8): [["second"]], Array("e".utf8): [["second"]]])
    for isListedFirst in [true, false] {
      let store = store(first, second)
      if isListedFirst { #expect(try store.list(SessionQuery()).sessions.map { $0.key.description } == ["e", "b", "a", "c", "d"]) }
      for (key, text) in ["a": "first", "b": "second", "c": "second", "d": "first", "e": "second"] {
        #expect(try store.history(SessionKey(key), HistoryQuery()).messages.map(\.text) == [text])
      }
      let summary = try store.summary()
      #expect(summary.sessions == 5 && summary.messages == 5 && summary.bytes == 42 && summary.lastActivity?.milliseconds == 9)
      #expect(summary.findings.map(\.code) == ["duplicate_key"] && summary.findings[0].evidence.hasPrefix("3"))
    }
  }

  @Test func aSourceThatFailsLeavesTheOthersAndIsReported() throws {
    let broken = ListSource([], error: WarrenError(.corrupt, "It is damaged."))
    let store = store(broken, ListSource([try session("a", 1)]))
    #expect(try store.list(SessionQuery()).sessions.count == 1 && store.failures.map(\.code) == [.corrupt])
    #expect(try store.summary().findings.map(\.code) == ["corrupt"])
    #expect(thrown { _ = try store.session(SessionKey("other")) }?.code == .corrupt)
    #expect(try store.exists(SessionKey("a")))
    let alone = self.store(broken)
    #expect(thrown { _ = try alone.list(SessionQuery()) }?.code == .corrupt)
    let busy = self.store(ListSource([], error: WarrenError(.busy, "It is locked.")), ListSource([try session("a", 1)]))
    #expect(thrown { _ = try busy.list(SessionQuery()) }?.code == .busy)
  }

  @Test func onlyTheSessionsOfSomeOwnersAreShown() throws {
    let source = ListSource(try [session("a", 3, owner: "scout"), session("b", 2, owner: "night"), session("c", 1)])
    source.problems = [
      ForeignProblem(code: "count_wrong", severity: .warning, path: RawPath("x"), key: Array("a".utf8)),
      ForeignProblem(code: "count_wrong", severity: .warning, path: RawPath("x"), key: Array("b".utf8)),
      ForeignProblem(code: "acp_store", severity: .info, path: RawPath("y")),
    ]
    let all = try store(source).summary()
    #expect(all.sessions == 3 && all.findings.map(\.code) == ["count_wrong", "acp_store"] && all.findings[0].evidence.hasPrefix("2"))
    let scout = store(source) { $0.owner == Array("scout".utf8) }
    #expect(try scout.list(SessionQuery()).sessions.map { $0.key.description } == ["a"])
    #expect(try scout.summary().findings.map(\.evidence) == ["once, in session a"])
    #expect(try !scout.exists(SessionKey("b")))
    #expect(thrown { _ = try scout.history(SessionKey("b"), HistoryQuery()) }?.code == .sessionUnknown)
  }

  @Test func everyWriteIsRefusedAndThereIsNothingToUndo() throws {
    let store = store(ListSource([try session("a", 1)]))
    let key = try SessionKey("a")
    let calls: [() throws -> Void] = [
      { _ = try store.append(AppendRequest(session: key, messages: [NewMessage(role: "user", text: "x")])) },
      { _ = try store.append(group: []) }, { _ = try store.removeLast(key) },
      { _ = try store.updateLast(key, with: NewMessage(role: "user", text: "x")) }, { _ = try store.replaceHistory(key, with: []) },
      { _ = try store.clear(key) }, { _ = try store.delete(key, SessionChange()) }, { _ = try store.setName("x", of: key) },
      { _ = try store.setState(.idle, of: key) }, { _ = try store.expire(before: ZeroClawGround.now) }, { _ = try store.compact() },
      { _ = try store.reset(key, SessionChange()) }, { _ = try store.resetAll(SessionChange()) },
      { _ = try store.restore(key, generation: nil) },
      { _ = try store.undo(OperationID(String(repeating: "0", count: OperationID.length))) },
      { _ = try store.purge(deletedBefore: ZeroClawGround.now) },
    ]
    for call in calls {
      let error = thrown(call)
      #expect(error?.code == .foreignStore && error?.remedy?.contains("warren import SOURCE --into ROOT") == true)
    }
    #expect(try store.operations(OperationQuery()).operations.isEmpty && store.deletedSessions(before: ZeroClawGround.now).isEmpty)
    #expect(try store.operation(OperationID(String(repeating: "0", count: OperationID.length))) == nil)
  }

  @Test func formerGenerationsAreListedReadAndSearched() throws {
    let former = [1, 2].map { ForeignSession.Former(number: $0, messageCount: $0 + 1, createdAt: nil, reason: "reset") }
    let source = ListSource(
      try [session("a", 3, count: 1, former: former), session("b", 4, count: 1)],
      texts: [Array("a".utf8): [["old word", "x"], ["y", "word", "word"], ["word now"]], Array("b".utf8): [["word"]]])
    let store = store(source)
    var pages: [String] = []
    var cursor: ListCursor?
    repeat {
      let page = try store.list(SessionQuery(limit: 1, cursor: cursor, generations: true))
      pages += page.sessions.map { "\($0.key) \($0.generation) \($0.messageCount) \($0.archived)" }
      cursor = try page.next.map { try ListCursor(text: $0.text) }
    } while cursor != nil
    #expect(pages == ["b 1 1 false", "a 3 1 false", "a 2 3 true", "a 1 2 true"])
    let page = try store.history(SessionKey("a"), HistoryQuery(generation: 2))
    #expect(page.messages.map(\.text) == ["y", "word", "word"] && page.generation == 2)
    #expect(thrown { _ = try store.history(SessionKey("a"), HistoryQuery(generation: 4)) }?.code == .generationUnknown)
    func found(_ query: SearchQuery) throws -> [String] {
      try store.search(query).hits.map { "\($0.session) \($0.generation) \($0.message)" }
    }
    #expect(try found(SearchQuery(text: "word")) == ["b 1 1", "a 3 1"])
    #expect(try found(SearchQuery(text: "word", history: true)) == ["b 1 1", "a 3 1", "a 2 3", "a 2 2", "a 1 1"])
    #expect(try found(SearchQuery(text: "word", role: "assistant", history: true)) == ["a 2 2"])
    #expect(try found(SearchQuery(text: "word", session: SessionKey("nobody"))).isEmpty)
  }

  @Test func turnsThatRunAreListedTheLongestFirst() throws {
    func turn(_ start: Int64?) -> SessionState {
      .running(Turn(id: "t", startedAt: start.map { Timestamp(milliseconds: $0) }, owner: nil))
    }
    let store = store(
      ListSource(
        try [
          session("a", 9, state: turn(500)), session("b", 8, state: turn(nil)), session("c", 7, state: turn(100)),
          session("d", 6, state: .error(turnID: nil)), session("e", 5),
        ]))
    #expect(try store.running().map { $0.key.description } == ["b", "c", "a"])
    #expect(try store.stuck(startedBefore: Timestamp(milliseconds: 500)).map { $0.key.description } == ["b", "c"])
    #expect(try store.summary().running == 3)
    #expect(try store.list(SessionQuery(state: .error)).sessions.map { $0.key.description } == ["d"])
    #expect(try store.list(SessionQuery(limit: 2, state: .running)).sessions.map { $0.key.description } == ["a", "b"])
  }

  @Test func aPageReadsNoMoreThanItsEndOfTheHistory() throws {
    func read(_ count: Int, _ query: HistoryQuery) throws -> (delivered: Int, ids: [Int64], next: HistoryCursor?) {
      // It may be longer or shorter than it was when it was listed.
      let source = ListSource(
        try [session("a", 1, count: count)], texts: [Array("a".utf8): [(0..<50_000).map { "\($0)" }]])
      let page = try store(source).history(SessionKey("a"), query)
      return (source.delivered, page.messages.map(\.id), page.next)
    }
    for count in [49_000, 50_000, 51_000] {
      let newest = try read(count, HistoryQuery(limit: 3))
      #expect(newest.ids == [49_998, 49_999, 50_000] && newest.next?.position == .before(49_998) && newest.delivered < 5000)
    }
    #expect(try read(50_000, HistoryQuery(position: .before(40_000), limit: 2)).delivered < 10)
    #expect(try read(50_000, HistoryQuery(position: .after(40_000), limit: 2)).delivered == 3)
    #expect(try read(50_000, HistoryQuery(limit: 2, role: "user")).ids == [49_997, 49_999])
    let none = try read(50_000, HistoryQuery(limit: 2, role: "nobody"))
    #expect(none.ids.isEmpty && none.delivered < 100_000)
  }

  @Test func findingsOfManyFilesAreFew() throws {
    let problems = (0..<5000).map {
      ForeignProblem(code: "torn", severity: .warning, path: RawPath("\($0).jsonl"), line: 1, offset: 0, length: 3)
    }
    let findings = ForeignFindings.made(of: problems)
    #expect(findings.count == 21 && findings.allSatisfy { $0.code == "lines_skipped" })
    #expect(findings.last?.evidence.contains("4979 further files") == true)
  }

  @Test func aSearchGoesOnOverManyVisitsAndFindsEachOnce() throws {
    // 24 MB in long messages and many short ones: more than one visit looks at.
    let long = String(repeating: "filler ", count: 14_000)
    let texts = (0..<240).map { $0 % 60 == 7 ? "needle \($0) " + long : long }
    let short = (0..<150_000).map { $0 % 50_000 == 3 ? "needle \($0)" : "hay" }
    let source = ListSource(
      try [session("long", 2, count: texts.count), session("short", 1, count: short.count)],
      texts: [Array("long".utf8): [texts], Array("short".utf8): [short]])
    for limit in [2, 100] {
      var found: [String] = []
      var visits = 0
      var cursor: SearchCursor?
      repeat {
        // A store of its own each time, as it is opened for each visit.
        let page = try store(source).search(SearchQuery(text: "needle", limit: limit, cursor: cursor))
        #expect(page.hits.count <= limit)
        found += page.hits.map { "\($0.session) \($0.message)" }
        cursor = try page.next.map { try SearchCursor(text: $0.text) }
        visits += 1
      } while cursor != nil && visits < 1000
      #expect(found == ["long 188", "long 128", "long 68", "long 8", "short 100004", "short 50004", "short 4"])
      #expect(visits > 2 && visits < 20)
    }
  }

  @Test func aRankedSearchOfTooMuchIsRefused() throws {
    let store = ForeignStore(
      sources: [ListSource([try session("a", 1)], texts: [Array("a".utf8): [["word"]]])], backend: .sqlite, path: RawPath("x"),
      bytes: 300 << 20)
    #expect(thrown { _ = try store.search(SearchQuery(text: "word", order: .ranked)) }?.code == .tooLarge)
    #expect(try store.search(SearchQuery(text: "word")).hits.count == 1)
    #expect(try store.search(SearchQuery(text: "word", order: .ranked, session: SessionKey("a"))).hits.count == 1)
    #expect(thrown { _ = try store.search(SearchQuery(text: " ")) }?.code == .queryBlank)
  }
}
