import Glibc
import Platform
import SessionStore
import Synchronization
import TestSupport
import Testing
import WarrenModel

/// The process dies at each step of each operation: the next one finds the state before or after, and nothing is lost.
@Suite struct JSONLCrashTests {
  /// An operation, and what must be there before it.
  struct Verb: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Whether a reader sees the state before or after also while it is unsettled.
    var isAtomic = true
    var prepare: @Sendable (JSONLStore) throws -> OperationID? = { _ in nil }
    let run: @Sendable (JSONLStore, OperationID?) throws -> Void
  }

  static let verbs: [Verb] = [
    Verb(testDescription: "delete") { store, _ in _ = try store.delete(key("s"), SessionChange()) },
    Verb(testDescription: "delete and purge") { store, _ in _ = try store.delete(key("s"), SessionChange(purge: true)) },
    Verb(testDescription: "expire", isAtomic: false) { store, _ in _ = try store.expire(before: Timestamp(milliseconds: .max)) },
    Verb(testDescription: "reset") { store, _ in _ = try store.reset(key("s"), SessionChange()) },
    Verb(testDescription: "reset and purge", isAtomic: false) { store, _ in _ = try store.reset(key("s"), SessionChange(purge: true)) },
    Verb(testDescription: "reset all", isAtomic: false) { store, _ in _ = try store.resetAll(SessionChange()) },
    Verb(testDescription: "reset all and purge", isAtomic: false) { store, _ in _ = try store.resetAll(SessionChange(purge: true)) },
    Verb(testDescription: "restore a generation") { store, _ in _ = try store.restore(key("s"), generation: 1) },
    Verb(testDescription: "restore a foreign generation") { store, _ in _ = try store.restore(key("f"), generation: 1) },
    Verb(testDescription: "restore a deletion") { store, _ in _ = try store.restore(key("old"), generation: nil) },
    Verb(testDescription: "undo a deletion", prepare: { try $0.delete(key("s"), SessionChange()).id }, run: undo),
    Verb(
      testDescription: "undo an expiry", isAtomic: false,
      prepare: { store in
        _ = try store.expire(before: Timestamp(milliseconds: .max))
        return try store.operations(OperationQuery(kinds: [.expire])).operations.first?.id
      }, run: undo),
    Verb(testDescription: "undo a reset", prepare: { try $0.reset(key("s"), SessionChange()).id }, run: undo),
    Verb(
      testDescription: "undo a reset after an edit",
      prepare: { store in
        let id = try store.reset(key("f"), SessionChange()).id
        try store.say("gone", in: "f")
        _ = try store.clear(key("f"))
        return id
      }, run: undo),
    Verb(testDescription: "undo a reset of all", isAtomic: false, prepare: { try $0.resetAll(SessionChange()).id }, run: undo),
    Verb(testDescription: "undo a restored generation", prepare: { try $0.restore(key("s"), generation: 1).id }, run: undo),
    Verb(testDescription: "undo a restored foreign generation", prepare: { try $0.restore(key("f"), generation: 1).id }, run: undo),
    Verb(testDescription: "undo a restored deletion", prepare: { try $0.restore(key("old"), generation: nil).id }, run: undo),
    Verb(testDescription: "purge", isAtomic: false) { store, _ in _ = try store.purge(deletedBefore: Timestamp(milliseconds: .max)) },
  ]

  private static func undo(_ store: JSONLStore, _ id: OperationID?) throws { _ = try store.undo(#require(id)) }

  /// Three generations of "s", one of which is foreign; two of "f", where foreign lines come behind removed ones; "old" is deleted.
  private func prepared(_ verb: Verb) throws -> (JSONLFixture, OperationID?) {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", "b", in: "s", idempotency: "i")
    _ = try store.reset(key("s"), SessionChange())
    try store.say("c", in: "s")
    _ = try store.reset(key("s"), SessionChange())
    try store.say("d", in: "s")
    fixture.put("f.jsonl", #"{"role":"user","content":"x"}"# + "\n" + #"{"role":"user","content":"y","n":1.10}"# + "\n")
    _ = try store.removeLast(key("f"))
    Files.append(fixture.path("f.jsonl"), #"{"role":"user", "content":"z"}"# + "\n")
    Files.setTime(fixture.path("f.jsonl"), seconds: 1_600_000_000)
    _ = try store.reset(key("f"), SessionChange())
    try store.say("w", in: "f")
    try store.say("o", in: "old")
    _ = try store.reset(key("old"), SessionChange())
    _ = try store.delete(key("old"), SessionChange())
    return (fixture, try verb.prepare(store))
  }

  /// The same as it lies on the disk.
  private func copy(_ source: JSONLFixture) -> JSONLFixture {
    let fixture = JSONLFixture()
    #expect(Child.run(["cp", "-a", source.sessions, fixture.sessions]).status == 0)
    for _ in 0..<1000 { _ = fixture.time.next() }
    return fixture
  }

  /// Sessions, generations, messages with their ids, and what is deleted.
  private func snapshot(_ fixture: JSONLFixture) throws -> [String] {
    let store = try fixture.store(writable: false)
    var lines: [String] = []
    for session in try store.list(SessionQuery(limit: nil, generations: true)).sessions {
      let messages = try store.all(session.key.description, generation: session.generation).map { "\($0.id):\($0.text)" }
      lines.append("\(session.key) \(session.generation) \(session.archived) \(messages)")
    }
    lines += try store.search(SearchQuery(text: "x OR", limit: 100, history: true)).hits.map { "hit \($0.session) \($0.generation)" }
    lines += try store.deletedSessions(before: Timestamp(milliseconds: .max)).map { "deleted \($0.key)" }
    return lines.sorted()
  }

  /// From the nth call that changes something on, no call happens.
  private func dying(at nth: Int) -> (SystemCalls, isDead: @Sendable () -> Bool) {
    let count = Counter()
    let changing: Set<SystemCall> = [.write, .sync, .rename, .link, .unlink, .truncate, .makeDirectory, .changeMode]
    let calls = SystemCalls(intercepting: { call, _ in
      if changing.contains(call) { count.add() }
      return count.value >= nth ? EIO : nil
    })
    return (calls, { count.value >= nth })
  }

  private final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
  }

  @Test(arguments: verbs) func theNextWriterFindsBeforeOrAfter(_ verb: Verb) throws {
    let (source, operation) = try prepared(verb)
    let (whole, before) = (copy(source), try snapshot(source))
    try verb.run(whole.store(), operation)
    let after = try snapshot(whole)
    #expect(before != after)
    let operations = try whole.store().operations(OperationQuery(limit: nil)).operations.count
    var (nth, isDone, seen) = (0, false, Set<Bool>())
    while !isDone {
      nth += 1
      let fixture = copy(source)
      let (calls, isDead) = dying(at: nth)
      do {
        try verb.run(fixture.store(calls: calls), operation)
      } catch { #expect(isDead(), "\(error)") }
      isDone = !isDead()
      if verb.isAtomic {
        let found = try snapshot(fixture)
        #expect(found == before || found == after, "before settling, at \(nth): \(found)")
      }
      let store = try fixture.store()
      // Writes nothing, but has the lock.
      #expect(code { _ = try store.removeLast(key("nobody")) } == .sessionUnknown)
      let found = try snapshot(fixture)
      #expect(found == before || found == after, "at \(nth): \(found)")
      seen.insert(found == after)
      let listed = try store.operations(OperationQuery(limit: nil)).operations
      #expect(listed.count == operations - (found == after ? 0 : 1), "at \(nth)")
      #expect(listed.allSatisfy { $0.state != .pending && $0.state != .partial })
      #expect(!Files.exists(fixture.path(".deleted/pending.json")))
      // Ids go on above all that were given.
      for name in ["s", "f"] {
        let highest = try store.list(SessionQuery(generations: true)).sessions.filter { $0.key == (try? key(name)) }
          .flatMap { try store.all(name, generation: $0.generation).map(\.id) }.max()
        #expect(try store.say("next", in: name)[0] > highest ?? 0, "at \(nth)")
      }
    }
    #expect(seen == [true, false])
    print("crash points of \(verb.testDescription): \(nth - 1)")
  }
}
