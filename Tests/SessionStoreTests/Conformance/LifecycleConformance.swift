import JSON
import SessionStore
import Testing
import WarrenModel

/// What both backends promise about deleting, resetting and bringing back.
@Suite struct LifecycleConformance {
  @Test(arguments: StoreFixture.backends) func aDeletionIsAnOperationThatUndoReverses(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    let ids = try fixture.append("apple one", "apple two", to: "k")
    _ = try fixture.store.setName("Named", of: key)
    let before = try #require(try fixture.store.session(key))
    fixture.time.pass(milliseconds: 1000)
    let deletion = try fixture.store.delete(key, SessionChange())
    #expect(deletion.kind == .sessionDelete && deletion.state == .done && deletion.session == key && deletion.agent == nil)
    #expect(deletion.undoUntil == deletion.finishedAt?.advanced(byMilliseconds: Operation.retention))
    #expect(try fixture.store.operation(deletion.id) == deletion)
    #expect(try fixture.store.deletedSessions(before: fixture.later).map(\.key) == [key])
    fixture.time.pass(milliseconds: 1000)
    let undoing = try fixture.store.undo(deletion.id)
    #expect(undoing.kind == .sessionRestore && undoing.session == key)
    #expect(try fixture.store.session(key) == before)
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids)
    #expect(try fixture.hits("apple") == ["k 1", "k 1"])
    let undone = try #require(try fixture.store.operation(deletion.id))
    #expect(undone.state == .undone && undone.undoUntil == nil)
    #expect(code { _ = try fixture.store.undo(deletion.id) } == .undoRefused)
    #expect(try fixture.store.deletedSessions(before: fixture.later).isEmpty)
    #expect(try fixture.store.operations(OperationQuery()).operations.map(\.id) == [undoing.id, deletion.id])
    #expect(try fixture.append("three", to: "k").allSatisfy { $0 > ids[1] })
  }

  @Test(arguments: StoreFixture.backends) func restoreBringsTheNewestDeletionBack(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    #expect(code { _ = try fixture.store.restore(key, generation: nil) } == .sessionUnknown)
    try fixture.append("first", to: "k")
    let first = try fixture.store.delete(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    try fixture.append("second", to: "k")
    #expect(code { _ = try fixture.store.restore(key, generation: nil) } == .undoRefused)
    #expect(code { _ = try fixture.store.undo(first.id) } == .undoRefused)
    let second = try fixture.store.delete(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    let restored = try fixture.store.restore(key, generation: nil)
    #expect(restored.kind == .sessionRestore && restored.undoUntil != nil)
    #expect(try fixture.texts("k") == ["second"])
    #expect(try fixture.store.operation(second.id)?.state == .undone)
    fixture.time.pass(milliseconds: 1000)
    // Undoing the restoration deletes it again, by the same deletion.
    _ = try fixture.store.undo(restored.id)
    #expect(try !fixture.store.exists(key))
    #expect(try fixture.store.operation(second.id)?.state == .done)
    #expect(try fixture.store.operation(restored.id)?.state == .undone)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(first.id)
    #expect(try fixture.texts("k") == ["first"])
    #expect(code { _ = try fixture.store.undo(second.id) } == .undoRefused)
    #expect(try fixture.store.deletedSessions(before: fixture.later).count == 1)
  }

  @Test(arguments: StoreFixture.backends) func aRestorationThatWasWrittenToIsNotUndone(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("first", to: "k")
    _ = try fixture.store.delete(key, SessionChange())
    let restored = try fixture.store.restore(key, generation: nil)
    try fixture.append("more", to: "k")
    #expect(code { _ = try fixture.store.undo(restored.id) } == .undoRefused)
    #expect(try fixture.texts("k") == ["first", "more"])
  }

  @Test(arguments: StoreFixture.backends) func anOlderRestorationIsNotUndoneUnderANewerOne(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("first", to: "k")
    var restored: [Operation] = []
    for _ in 0..<2 {
      fixture.time.pass(milliseconds: 1000)
      _ = try fixture.store.delete(key, SessionChange())
      fixture.time.pass(milliseconds: 1000)
      restored.append(try fixture.store.restore(key, generation: nil))
    }
    #expect(code { _ = try fixture.store.undo(restored[0].id) } == .undoRefused)
    #expect(try fixture.store.exists(key))
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(restored[1].id)
    #expect(try !fixture.store.exists(key))
  }

  @Test(arguments: StoreFixture.backends) func whatWasDeletedWhileItRanComesBackIdle(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("a", to: "k")
    _ = try fixture.store.setName("Kept", of: key)
    _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key)
    let deletion = try fixture.store.delete(key, SessionChange(force: true))
    _ = try fixture.store.undo(deletion.id)
    let session = try #require(try fixture.store.session(key))
    #expect(session.state == .idle && session.name == "Kept")
    _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key)
    do {
      _ = try fixture.store.reset(key, SessionChange(force: true))
      _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key)
      _ = try fixture.store.restore(key, generation: 1)
      Issue.record("it was not refused")
    } catch let error as WarrenError { #expect(error.code == .running && error.remedy?.contains("--force") == false) }
  }

  /// Programs see what it did; what only undoing needs is in one place.
  @Test(arguments: StoreFixture.backends) func receiptsKeepTheirInnerThingsApart(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("a", to: "k")
    let known: Set<String> = ["sessions", "messages", "generation", "closed", "from", "deletion", "undoes", "undo"]
    _ = try fixture.store.reset(key, SessionChange())
    fixture.time.pass(milliseconds: 1000)
    let restored = try fixture.store.restore(key, generation: 1)
    _ = try fixture.store.delete(key, SessionChange())
    _ = try fixture.store.restore(key, generation: nil)
    for operation in try fixture.store.operations(OperationQuery(limit: nil)).operations {
      var scanner = JSONScanner(.strict)
      guard let receipt = operation.receipt else { continue }
      let names = try scanner.scan(receipt).members.map { try $0.key() }
      #expect(Set(names).isSubset(of: known), "\(operation.kind.rawValue): \(names)")
    }
    #expect(restored.receipt.map { String(decoding: $0, as: UTF8.self).contains(#""undo":{"#) } == true)
  }

  @Test(arguments: StoreFixture.backends) func aRunningTurnIsRefusedUnlessForced(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    try fixture.append("a", to: "k")
    try fixture.append("a", to: "idle")
    _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key)
    for purge in [false, true] {
      for verb in [
        { try fixture.store.delete(key, SessionChange(purge: purge)) }, { try fixture.store.reset(key, SessionChange(purge: purge)) },
        { try fixture.store.resetAll(SessionChange(purge: purge)) },
      ] as [() throws -> Operation] { #expect(code { _ = try verb() } == .running) }
    }
    do {
      _ = try fixture.store.reset(key, SessionChange())
    } catch let error as WarrenError { #expect(error.subject == key.bytes && error.remedy != nil) }
    #expect(try fixture.store.operations(OperationQuery()).operations.isEmpty)
    #expect(try fixture.store.list(SessionQuery()).sessions.allSatisfy { $0.generation == 1 })
    _ = try fixture.store.reset(key, SessionChange(force: true))
    #expect(try fixture.store.session(key)?.state == .idle)
    _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key)
    #expect(code { _ = try fixture.store.restore(key, generation: 1) } == .running)
    _ = try fixture.store.delete(key, SessionChange(force: true))
    #expect(try fixture.keys() == ["idle"])
  }

  @Test(arguments: StoreFixture.backends) func undoingAResetPutsTheOldGenerationBack(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("k")
    let ids = try fixture.append("apple", to: "k")
    let before = try #require(try fixture.store.session(key))
    fixture.time.pass(milliseconds: 1000)
    let first = try fixture.store.reset(key, SessionChange())
    #expect(first.kind == .sessionReset && first.session == key)
    fixture.time.pass(milliseconds: 1000)
    let second = try fixture.store.reset(key, SessionChange())
    #expect(code { _ = try fixture.store.undo(first.id) } == .undoRefused)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.undo(second.id)
    #expect(try fixture.store.session(key)?.generation == 2)
    _ = try fixture.store.undo(first.id)
    #expect(try fixture.store.session(key) == before)
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids)
    #expect(try fixture.generations("k") == ["1 1"])
    #expect(try fixture.hits("apple") == ["k 1"])
    #expect(code { _ = try fixture.store.history(key, HistoryQuery(generation: 2)) } == .generationUnknown)
    let third = try fixture.store.reset(key, SessionChange())
    let given = try fixture.append("banana", to: "k")
    #expect(code { _ = try fixture.store.undo(third.id) } == .undoRefused)
    // Taken away again they stand in no way; their ids are not given again.
    _ = try fixture.store.removeLast(key)
    _ = try fixture.store.undo(third.id)
    let more = try fixture.append("cherry", to: "k")
    #expect(more[0] > given[0])
    #expect(try fixture.store.history(key, HistoryQuery()).messages.map(\.id) == ids + more)
  }

  @Test(arguments: StoreFixture.backends) func resettingAllIsOneOperation(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for key in ["a", "b", "c"] { try fixture.append("word", to: key) }
    _ = try fixture.store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: SessionKey("b"))
    do {
      _ = try fixture.store.resetAll(SessionChange())
      Issue.record("it was not refused")
    } catch let error as WarrenError { #expect(error.code == .running && error.message.contains("1 session")) }
    _ = try fixture.store.setState(.idle, of: SessionKey("b"))
    fixture.time.pass(milliseconds: 1000)
    let reset = try fixture.store.resetAll(SessionChange())
    #expect(reset.kind == .agentReset && reset.session == nil)
    #expect(try fixture.store.operations(OperationQuery()).operations == [reset])
    #expect(try fixture.store.summary().messages == 0)
    #expect(try fixture.hits("word").count == 3)
    try fixture.append("new", to: "b")
    do {
      _ = try fixture.store.undo(reset.id)
      Issue.record("it was not refused")
    } catch let error as WarrenError { #expect(error.code == .undoRefused && error.subject == Array("b".utf8)) }
    #expect(try fixture.store.list(SessionQuery()).sessions.allSatisfy { $0.generation == 2 })
    _ = try fixture.store.clear(SessionKey("b"))
    fixture.time.pass(milliseconds: 1000)
    #expect(try fixture.store.undo(reset.id).kind == .sessionRestore)
    #expect(try fixture.store.list(SessionQuery()).sessions.allSatisfy { $0.generation == 1 && $0.messageCount == 1 })
    #expect(try fixture.store.operation(reset.id)?.state == .undone)
  }

  @Test(arguments: StoreFixture.backends) func expiryIsUndoneWhileTheKeysAreFree(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    for key in ["a", "b"] { try fixture.append("word", to: key) }
    fixture.time.pass(milliseconds: 1000)
    #expect(try fixture.store.expire(before: fixture.time.now).count == 2)
    let expiry = try #require(try fixture.store.operations(OperationQuery(kinds: [.expire])).operations.first)
    #expect(expiry.state == .done && expiry.session == nil)
    try fixture.append("new", to: "b")
    do {
      _ = try fixture.store.undo(expiry.id)
      Issue.record("it was not refused")
    } catch let error as WarrenError { #expect(error.code == .undoRefused && error.subject == Array("b".utf8)) }
    #expect(try fixture.keys() == ["b"])
    // One of them alone leaves the other deleted.
    _ = try fixture.store.restore(SessionKey("a"), generation: nil)
    #expect(try fixture.store.operation(expiry.id)?.state == .done)
    fixture.time.pass(milliseconds: 1000)
    _ = try fixture.store.delete(SessionKey("b"), SessionChange())
    _ = try fixture.store.undo(expiry.id)
    #expect(Set(try fixture.keys()) == ["a", "b"])
    #expect(try fixture.texts("b") == ["word"])
    #expect(try fixture.store.operation(expiry.id)?.state == .undone)
    #expect(try fixture.store.expire(before: Timestamp(milliseconds: 0)).isEmpty)
    #expect(try fixture.store.operations(OperationQuery(kinds: [.expire])).operations.count == 1)
  }

  @Test(arguments: StoreFixture.backends) func operationsArePagedFilteredAndKnownByID(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    #expect(try fixture.store.operations(OperationQuery()) == OperationPage(operations: [], hasMore: false))
    var made: [OperationID] = []
    try fixture.append("x", to: "k")
    for _ in 0..<5 {
      fixture.time.pass(milliseconds: 1000)
      made.insert(try fixture.store.reset(SessionKey("k"), SessionChange()).id, at: 0)
    }
    fixture.time.pass(milliseconds: 1000)
    let deletion = try fixture.store.delete(SessionKey("k"), SessionChange())
    let page = try fixture.store.operations(OperationQuery(limit: 3))
    #expect(page.operations.map(\.id) == [deletion.id] + made.prefix(2) && page.hasMore)
    #expect(try fixture.store.operations(OperationQuery(limit: 6)).hasMore == false)
    #expect(try fixture.store.operations(OperationQuery(limit: nil, kinds: [.sessionReset])).operations.map(\.id) == made)
    #expect(try fixture.store.operations(OperationQuery(unfinished: true)).operations.isEmpty)
    let nobody = try OperationID("00000000000000000000000000000000")
    #expect(try fixture.store.operation(nobody) == nil)
    #expect(code { _ = try fixture.store.undo(nobody) } == .operationUnknown)
  }

  @Test(arguments: StoreFixture.backends) func unknownSessionsAreRefused(_ backend: Backend) throws {
    let fixture = try StoreFixture(backend)
    let key = try SessionKey("none")
    for purge in [false, true] {
      #expect(code { _ = try fixture.store.delete(key, SessionChange(purge: purge)) } == .sessionUnknown)
      #expect(code { _ = try fixture.store.reset(key, SessionChange(purge: purge)) } == .sessionUnknown)
    }
    #expect(code { _ = try fixture.store.restore(key, generation: 1) } == .sessionUnknown)
    #expect(try fixture.store.deletedSessions(before: fixture.later).isEmpty)
    let nothing = try fixture.store.resetAll(SessionChange())
    #expect(nothing.kind == .agentReset && nothing.state == .done)
  }
}
