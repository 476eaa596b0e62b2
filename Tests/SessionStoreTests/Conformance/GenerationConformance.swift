import SessionStore
import Testing
import WarrenModel

/// What both backends promise about making a former generation the current one again.
@Suite struct GenerationConformance {
  /// Three generations: "apple 1", "apple 2", and the current "apple 3"; ids by generation.
  private func fixture(_ backend: Backend) throws -> (StoreFixture, [[Int64]]) {
    let fixture = try StoreFixture(backend)
    var ids: [[Int64]] = []
    for number in 1...3 {
      ids.append(try fixture.append("apple \(number)", "more \(number)", to: "k"))
      fixture.time.pass(milliseconds: 1000)
      if number < 3 { _ = try fixture.store.reset(SessionKey("k"), SessionChange()) }
    }
    return (fixture, ids)
  }

  @Test(arguments: StoreFixture.backends) func itBecomesTheNewestAndLeavesItsNumber(_ backend: Backend) throws {
    let (fixture, ids) = try fixture(backend)
    let key = try SessionKey("k")
    let operation = try fixture.store.restore(key, generation: 1)
    #expect(operation.kind == .sessionRestore && operation.session == key && operation.undoUntil != nil)
    #expect(try fixture.texts("k") == ["apple 1", "more 1"])
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids[0])
    #expect(try fixture.generations("k") == ["4 2", "3 2", "2 2"])
    #expect(try fixture.store.session(key)?.lastActivity == fixture.time.now)
    #expect(try fixture.texts("k", HistoryQuery(generation: 3)) == ["apple 3", "more 3"])
    #expect(try fixture.texts("k", HistoryQuery(generation: 2)) == ["apple 2", "more 2"])
    #expect(code { _ = try fixture.texts("k", HistoryQuery(generation: 1)) } == .generationUnknown)
    #expect(Set(try fixture.hits("apple")) == ["k 4", "k 3", "k 2"])
    #expect(try fixture.store.search(SearchQuery(text: "apple")).hits.map(\.message) == [ids[0][0]])
    #expect(try fixture.store.summary().messages == 2)
    let more = try fixture.append("five", to: "k")
    #expect(more[0] > ids.joined().max() ?? .max)
    #expect(try fixture.store.history(key, HistoryQuery(limit: 1)).messages.map(\.id) == more)
    let page = try fixture.store.history(key, HistoryQuery(position: .oldest, limit: 1))
    #expect(page.messages.map(\.id) == [ids[0][0]])
    for number in [0, 1, 4, 5, -1] { #expect(code { _ = try fixture.store.restore(key, generation: number) } == .generationUnknown) }
  }

  @Test(arguments: StoreFixture.backends) func gapsAreNoHindrance(_ backend: Backend) throws {
    let (fixture, ids) = try fixture(backend)
    let key = try SessionKey("k")
    _ = try fixture.store.restore(key, generation: 1)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.reset(key, SessionChange())
    #expect(try fixture.generations("k") == ["5 0", "4 2", "3 2", "2 2"])
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.restore(key, generation: 3)
    #expect(try fixture.generations("k") == ["6 2", "5 0", "4 2", "2 2"])
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids[2])
    #expect(try fixture.store.history(key, HistoryQuery(generation: 4)).messages.map(\.id) == ids[0])
    #expect(Set(try fixture.hits("apple")) == ["k 6", "k 4", "k 2"])
    fixture.time.pass(milliseconds: 1000)
    let deletion = try fixture.store.delete(key, SessionChange())
    try fixture.append("other", to: "k")
    #expect(try fixture.generations("k") == ["1 1"])
    _ = try fixture.store.delete(key, SessionChange(purge: true))
    #expect(try fixture.store.operation(deletion.id)?.state == .purged)
    #expect(try fixture.keys() == [])
  }

  @Test(arguments: StoreFixture.backends) func deletionTakesGenerationsBeyondAGap(_ backend: Backend) throws {
    let (fixture, _) = try fixture(backend)
    let key = try SessionKey("k")
    _ = try fixture.store.restore(key, generation: 1)
    fixture.time.pass(milliseconds: 1000)
    let deletion = try fixture.store.delete(key, SessionChange())
    try fixture.append("other", to: "k")
    #expect(try fixture.generations("k") == ["1 1"])
    _ = try fixture.store.delete(key, SessionChange())
    _ = try fixture.store.undo(deletion.id)
    #expect(try fixture.generations("k") == ["4 2", "3 2", "2 2"])
    #expect(Set(try fixture.hits("apple")) == ["k 4", "k 3", "k 2"])
  }

  @Test(arguments: StoreFixture.backends) func undoPutsBothGenerationsBack(_ backend: Backend) throws {
    let (fixture, ids) = try fixture(backend)
    let key = try SessionKey("k")
    let before = try fixture.store.list(SessionQuery(generations: true)).sessions
    let restored = try fixture.store.restore(key, generation: 1)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(restored.id)
    #expect(try fixture.store.list(SessionQuery(generations: true)).sessions == before)
    #expect(try fixture.texts("k", HistoryQuery(generation: 1)) == ["apple 1", "more 1"])
    #expect(Set(try fixture.hits("apple")) == ["k 3", "k 2", "k 1"])
    #expect(try fixture.store.operation(restored.id)?.state == .undone)
    let more = try fixture.append("four", to: "k")
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids[2] + more)
    #expect(more[0] > ids[2][1])
    fixture.time.pass(milliseconds: 1000)
    let again = try fixture.store.restore(key, generation: 2)
    try fixture.append("stands in the way", to: "k")
    #expect(code { _ = try fixture.store.undo(again.id) } == .undoRefused)
    #expect(code { _ = try fixture.store.undo(restored.id) } == .undoRefused)
  }

  @Test(arguments: StoreFixture.backends) func aNewerOperationStandsInTheWay(_ backend: Backend) throws {
    let (fixture, _) = try fixture(backend)
    let key = try SessionKey("k")
    let reset = try fixture.store.reset(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    let restored = try fixture.store.restore(key, generation: 3)
    #expect(code { _ = try fixture.store.undo(reset.id) } == .undoRefused)
    fixture.time.pass(milliseconds: 1000)
    let later = try fixture.store.reset(key, SessionChange())
    #expect(code { _ = try fixture.store.undo(restored.id) } == .undoRefused)
    for id in [later.id, restored.id, reset.id] {
      fixture.time.pass(milliseconds: 1000)
      _ = try fixture.store.undo(id)
    }
    #expect(try fixture.generations("k") == ["3 2", "2 2", "1 2"])
    #expect(try fixture.texts("k") == ["apple 3", "more 3"])
  }

  @Test(arguments: StoreFixture.backends) func idempotencyKeysOutliveTheMoves(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    let request = AppendRequest(session: key, messages: [NewMessage(role: "user", text: "once")], idempotencyKey: "x")
    let ids = try fixture.store.append(request)
    let reset = try fixture.store.reset(key, SessionChange())
    #expect(try fixture.store.append(request) == ids)
    _ = try fixture.store.undo(reset.id)
    #expect(try fixture.store.append(request) == ids)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.reset(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.restore(key, generation: 1)
    #expect(try fixture.store.append(request) == ids)
    #expect(try fixture.texts("k") == ["once"])
    _ = try fixture.store.reset(key, SessionChange(purge: true))
    #expect(try fixture.store.append(request) != ids)
    #expect(try fixture.texts("k") == ["once"])
  }
}
