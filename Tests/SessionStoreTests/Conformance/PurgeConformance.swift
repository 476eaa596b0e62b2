import JSON
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// What both backends promise about removing for good.
@Suite struct PurgeConformance {
  static let word = "quokkazebra"

  /// Two sessions of two generations each and a third that was deleted, with a rare word in every message.
  private func fixture(_ backend: Backend) throws -> (StoreFixture, deletion: Operation) {
    let fixture = try StoreFixture(backend)
    for key in ["a", "b", "c"] {
      for number in 0..<20 { try fixture.append("text \(number) \(Self.word)\(number) filler", to: key) }
      fixture.time.pass(milliseconds: 1000)
      _ = try fixture.store.reset(SessionKey(key), SessionChange())
      for number in 20..<40 { try fixture.append("text \(number) \(Self.word)\(number) filler", to: key) }
    }
    fixture.time.pass(milliseconds: 1000)
    let deletion = try fixture.store.delete(SessionKey("c"), SessionChange())
    fixture.time.pass(milliseconds: 1000)
    return (fixture, deletion)
  }

  private func expect(_ operation: Operation, sessions: Int, generations: Int, messages: Int) throws {
    #expect(operation.state == .done && operation.undoUntil == nil)
    var scanner = JSONScanner(.strict)
    let receipt = try scanner.scan(try #require(operation.receipt))
    #expect(try receipt["kind"]?.string() == operation.kind.rawValue)
    for (key, count) in [("sessions", sessions), ("generations", generations), ("messages", messages)] {
      #expect(receipt[key]?.int64 == Int64(count), "\(key)")
    }
    let before = try #require(receipt["bytes_before"]?.int64)
    let after = try #require(receipt["bytes_after"]?.int64)
    #expect(receipt["bytes_freed"]?.int64 == max(0, before - after))
    #expect(receipt["started_at"] != nil && receipt["finished_at"] != nil && receipt["left"] == nil)
  }

  /// What is said before is what the receipt says afterwards.
  @Test(arguments: StoreFixture.backends, 0..<4) func aSurveyCountsAsThePurge(_ backend: Backend, _ verb: Int) throws {
    let (fixture, _) = try fixture(backend)
    try fixture.append("again", to: "c")
    fixture.time.pass(milliseconds: 1000)
    let (store, purge) = (fixture.store, SessionChange(purge: true))
    let cases: [(PurgeSurvey.Scope, [String], () throws -> Operation)] = try [
      (.reset(SessionKey("a")), ["a"], { try store.reset(SessionKey("a"), purge) }),
      (.reset(nil), ["a", "b", "c"], { try store.resetAll(purge) }),
      (.delete(SessionKey("c")), ["c", "c"], { try store.delete(SessionKey("c"), purge) }),
      (.deleted(before: fixture.later), ["c"], { try store.purge(deletedBefore: fixture.later) }),
    ]
    let (scope, keys, act) = cases[verb]
    let survey = try store.survey(scope)
    #expect(survey.sessions.map(\.key.description).sorted() == keys && survey.leftovers == 0)
    var scanner = JSONScanner(.strict)
    let receipt = try scanner.scan(try #require(act().receipt))
    #expect(receipt["messages"]?.int64 == Int64(survey.messages) && survey.messages == [40, 81, 41, 40][verb])
    #expect(receipt["sessions"]?.int64 == Int64(survey.sessions.count))
  }

  @Test(arguments: StoreFixture.backends) func nothingIsSurveyedOfAnUnknownSession(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for scope in try [.reset(SessionKey("x")), .delete(SessionKey("x"))] as [PurgeSurvey.Scope] {
      #expect(code { _ = try fixture.store.survey(scope) } == .sessionUnknown)
    }
    #expect(
      try fixture.store.survey(.reset(nil)) == PurgeSurvey() && fixture.store.survey(.deleted(before: fixture.later)) == PurgeSurvey())
  }

  @Test(arguments: StoreFixture.backends) func aResetRemovesAllGenerations(_ backend: Backend) throws {
    let (fixture, _) = try fixture(backend)
    let key = try SessionKey("a")
    _ = try fixture.store.setName("Kept", of: key)
    let highest = try #require(try fixture.store.history(key, HistoryQuery()).messages.last?.id)
    let operation = try fixture.store.reset(key, SessionChange(purge: true))
    #expect(operation.kind == .sessionReset && operation.session == key)
    try expect(operation, sessions: 1, generations: 2, messages: 40)
    #expect(try fixture.generations("a") == ["3 0"])
    #expect(try fixture.store.session(key)?.name == "Kept")
    #expect(try fixture.hits(Self.word + "5") == ["b 1"])
    #expect(code { _ = try fixture.store.undo(operation.id) } == .undoRefused)
    let states = try fixture.store.operations(OperationQuery(limit: nil, kinds: [.sessionReset])).operations.map(\.state)
    #expect(states.filter { $0 == .purged }.count == 1)
    #expect(try fixture.append("new", to: "a")[0] > highest)
    #expect(try fixture.texts("b").count == 20)
  }

  @Test(arguments: StoreFixture.backends) func resettingAllRemovesTheContentOfAllButDeletedSessions(_ backend: Backend) throws {
    let (fixture, deletion) = try fixture(backend)
    let operation = try fixture.store.resetAll(SessionChange(purge: true))
    #expect(operation.kind == .agentReset)
    try expect(operation, sessions: 2, generations: 4, messages: 80)
    #expect(try fixture.generations("a") == ["3 0"] && fixture.generations("b") == ["3 0"])
    #expect(try fixture.hits(Self.word + "5").isEmpty)
    _ = try fixture.store.undo(deletion.id)
    #expect(try fixture.hits(Self.word + "5") == ["c 1"])
  }

  @Test(arguments: StoreFixture.backends) func aDeletionTakesEarlierOnesOfItsKey(_ backend: Backend) throws {
    let (fixture, deletion) = try fixture(backend)
    try fixture.append("again \(Self.word)", to: "c")
    let operation = try fixture.store.delete(SessionKey("c"), SessionChange(purge: true))
    #expect(try operation.kind == .sessionDelete && operation.session == SessionKey("c"))
    // What is kept does not name it.
    let stored = try #require(try fixture.store.operation(operation.id))
    #expect(stored.session == nil && stored.receipt == operation.receipt && stored.state == .done)
    try expect(operation, sessions: 2, generations: 3, messages: 41)
    #expect(try fixture.store.operation(deletion.id)?.state == .purged)
    #expect(code { _ = try fixture.store.undo(deletion.id) } == .undoRefused)
    #expect(code { _ = try fixture.store.restore(SessionKey("c"), generation: nil) } == .sessionUnknown)
    #expect(try fixture.store.deletedSessions(before: fixture.later).isEmpty)
    #expect(Set(try fixture.keys()) == ["a", "b"])
  }

  @Test(arguments: StoreFixture.backends) func deletedSessionsGoOnceTheyAreOldEnough(_ backend: Backend) throws {
    let (fixture, deletion) = try fixture(backend)
    let moment = fixture.time.now
    fixture.time.pass(milliseconds: 1000)
    let later = try fixture.store.delete(SessionKey("b"), SessionChange())
    #expect(try fixture.store.deletedSessions(before: moment).map(\.key) == [SessionKey("c")])
    #expect(try fixture.store.deletedSessions(before: fixture.later).count == 2)
    fixture.time.pass(milliseconds: 1000)
    let operation = try fixture.store.purge(deletedBefore: moment)
    #expect(operation.kind == .sessionPurge && operation.session == nil)
    try expect(operation, sessions: 1, generations: 2, messages: 40)
    #expect(try fixture.store.operation(deletion.id)?.state == .purged)
    #expect(try fixture.store.operation(later.id)?.state == .done)
    #expect(try fixture.store.deletedSessions(before: fixture.later).map(\.key) == [SessionKey("b")])
    #expect(code { _ = try fixture.store.undo(operation.id) } == .undoRefused)
    try expect(fixture.store.purge(deletedBefore: moment), sessions: 0, generations: 0, messages: 0)
    _ = try fixture.store.undo(later.id)
    #expect(Set(try fixture.keys()) == ["a", "b"])
  }

  @Test(arguments: StoreFixture.backends) func onlyWhatThePurgeTookCannotBeUndone(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("first", to: "k")
    let reset = try fixture.store.reset(key, SessionChange())
    let all = try fixture.store.resetAll(SessionChange())
    fixture.time.pass(milliseconds: 1000)
    let first = try fixture.store.delete(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    try fixture.append("second", to: "k")
    let other = try fixture.store.reset(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    let second = try fixture.store.delete(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(first.id)
    _ = try fixture.store.purge(deletedBefore: fixture.later)
    let states = try [reset, all, first, other, second].map { try fixture.store.operation($0.id)?.state }
    #expect(states == [.done, .done, .undone, .purged, .purged])
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(all.id)
    _ = try fixture.store.undo(reset.id)
    #expect(try fixture.texts("k") == ["first"])
    _ = try fixture.store.delete(key, SessionChange(purge: true))
    #expect(try fixture.store.operations(OperationQuery(limit: nil)).operations.allSatisfy { $0.undoUntil == nil })
  }

  /// An older session of the key is another one: what was done to it stays reversible.
  @Test(arguments: StoreFixture.backends) func aPurgeLeavesAnOlderSessionOfItsKeyAlone(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    func pass<T>(_ value: T) -> T {
      fixture.time.pass(milliseconds: 1000)
      return value
    }
    try fixture.append("first", to: "k")
    let reset = pass(try fixture.store.reset(key, SessionChange()))
    let deletion = pass(try fixture.store.delete(key, SessionChange()))
    try fixture.append("second", to: "k")
    _ = pass(try fixture.store.reset(key, SessionChange(purge: true)))
    _ = pass(try fixture.store.delete(key, SessionChange()))
    _ = pass(try fixture.store.undo(deletion.id))
    #expect(try fixture.store.operation(reset.id)?.state == .done)
    _ = try fixture.store.undo(reset.id)
    #expect(try fixture.texts("k") == ["first"])
  }

  /// A reset of all is undone as a whole, so the first loss ends that; the others' generations can still come back one by one.
  @Test(arguments: StoreFixture.backends, [false, true])
  func aResetOfAllEndsWithTheFirstPurge(_ backend: Backend, _ restoring: Bool) throws {
    let fixture = try StoreFixture(backend)
    for key in ["x", "y"] { try fixture.append("word", to: key) }
    fixture.time.pass(milliseconds: 1000)
    let all = try fixture.store.resetAll(SessionChange())
    fixture.time.pass(milliseconds: 1000)
    if restoring { _ = try fixture.store.restore(SessionKey("x"), generation: 1) }
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.reset(SessionKey("x"), SessionChange(purge: true))
    let known = try #require(try fixture.store.operation(all.id))
    #expect(known.state == .purged && known.undoUntil == nil)
    do {
      _ = try fixture.store.undo(all.id)
      Issue.record("it was not refused")
    } catch let error as WarrenError { #expect(error.code == .undoRefused && error.remedy?.contains("--generation") == true) }
    _ = try fixture.store.restore(SessionKey("y"), generation: 1)
    #expect(try fixture.texts("y") == ["word"])
  }

  @Test(arguments: StoreFixture.backends) func purgedWordsAreInNoFile(_ backend: Backend) throws {
    let (fixture, _) = try fixture(backend)
    _ = try fixture.store.reset(SessionKey("a"), SessionChange(purge: true))
    _ = try fixture.store.delete(SessionKey("b"), SessionChange(purge: true))
    _ = try fixture.store.purge(deletedBefore: fixture.later)
    try fixture.append("something else", to: "a")
    for path in Files.listing(fixture.directory.path).compactMap({ $0.split(separator: " ").first }) where !Files.isDirectory(String(path))
    {
      #expect(!String(decoding: Files.read(String(path)), as: UTF8.self).contains(Self.word), "\(path)")
    }
    #expect(try fixture.hits("something") == ["a 3"])
    #expect(try fixture.store.search(SearchQuery(text: "something", order: .ranked)).hits.count == 1)
  }
}
