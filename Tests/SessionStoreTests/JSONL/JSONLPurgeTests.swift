import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// What a purge must find among files: other names of a key, what was left over, what was cut off, what a dead writer left.
@Suite struct JSONLPurgeTests {
  static let forever = Timestamp(milliseconds: .max)
  static let line = #"{"role":"user","content":"quokkazebra"}"# + "\n"

  /// No file holds the word any more.
  private func expectGone(_ fixture: JSONLFixture) {
    let found = Child.run(["grep", "-rl", "quokkazebra", fixture.sessions])
    #expect(found.status == 1, "\(found)")
  }

  @Test func aDeletionUnderAForeignNameGoesWithItsKey() throws {
    let fixture = JSONLFixture()
    fixture.put("a b.jsonl", Self.line)
    let store = try fixture.store()
    let first = try store.delete(key("a b"), SessionChange())
    try store.say("quokkazebra", in: "a b")
    let purge = try store.delete(key("a b"), SessionChange(purge: true))
    #expect(purge.receipt.map { String(decoding: $0, as: UTF8.self).contains(#""sessions":2,"generations":2,"messages":2"#) } == true)
    #expect(code { _ = try store.restore(key("a b"), generation: nil) } == .sessionUnknown)
    #expect(try store.operation(first.id)?.state == .purged)
    expectGone(fixture)
  }

  /// Another program removes the current file: the generations before it are deleted once the key begins anew, and can come back.
  @Test func whatIsLeftOfARemovedSessionIsADeletion() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("quokkazebra", in: "l")
    _ = try store.reset(key("l"), SessionChange())
    Files.remove(fixture.path("l.jsonl"))
    try store.say("new", in: "l")
    let swept = try #require(try store.operations(OperationQuery(kinds: [.sessionDelete])).operations.first)
    #expect(try swept.state == .done && swept.session == key("l"))
    _ = try store.delete(key("l"), SessionChange())
    _ = try store.undo(swept.id)
    #expect(try store.texts("l").isEmpty && store.texts("l", generation: 1) == ["quokkazebra"])
    Files.remove(fixture.path("l.jsonl"))
    try store.say("newer", in: "l")
    _ = try store.delete(key("l"), SessionChange(purge: true))
    expectGone(fixture)
    #expect(try store.deletedSessions(before: Self.forever).isEmpty)
  }

  /// The same under a name that we would not write.
  @Test func whatIsLeftOfAForeignNameGoesWithItsKey() throws {
    let fixture = JSONLFixture()
    fixture.put("a b.jsonl", Self.line)
    let store = try fixture.store()
    _ = try store.reset(key("a b"), SessionChange())
    Files.remove(fixture.path("a b.jsonl"))
    try store.say("new", in: "a b")
    #expect(try store.list(SessionQuery(generations: true)).sessions.count == 1)
    _ = try store.delete(key("a b"), SessionChange(purge: true))
    expectGone(fixture)
    // One whose other files would have too long names has none.
    let long = "a " + String(repeating: "x", count: 243)
    fixture.put("\(long).jsonl", Self.line)
    let deletion = try store.delete(key(long), SessionChange())
    _ = try store.undo(deletion.id)
    #expect(try store.texts(long) == ["quokkazebra"])
  }

  @Test(arguments: [0, 1, 2, 3]) func whatWasCutOffAndWhatADeadWriterLeftGoes(_ verb: Int) throws {
    let fixture = JSONLFixture()
    try fixture.store().say("quokkazebra", "quokkazebra two", in: "s")
    Files.write(fixture.path("s.jsonl"), Files.read(fixture.path("s.jsonl")).dropLast(5))
    let store = try fixture.store()
    try store.say("c", in: "s")
    fixture.put(".s.jsonl.tmp.0123456789abcdef", Self.line)
    let trash = Files.names(fixture.path(".deleted"))
    #expect(trash.count == 1)
    fixture.put(".deleted/\(trash[0])/.s.jsonl.torn.tmp.0123456789abcdef", Self.line)
    #expect(try store.survey(.deleted(before: Self.forever)).leftovers == 2)
    #expect(try store.survey(.reset(key("s"))).leftovers == 1 && store.survey(.delete(key("s"))).leftovers == 1)
    switch verb {
    case 0: _ = try store.reset(key("s"), SessionChange(purge: true))
    case 1: _ = try store.resetAll(SessionChange(purge: true))
    case 2: _ = try store.delete(key("s"), SessionChange(purge: true))
    default:
      _ = try store.delete(key("s"), SessionChange())
      _ = try store.purge(deletedBefore: Self.forever)
    }
    expectGone(fixture)
    #expect(!Files.exists(fixture.path(".deleted/\(trash[0])")))
  }

  /// Of another session nothing is taken.
  @Test func whatWasCutOffAnotherSessionStays() throws {
    let fixture = JSONLFixture()
    for name in ["s", "t"] {
      try fixture.store().say("a", "b", in: name)
      Files.write(fixture.path("\(name).jsonl"), Files.read(fixture.path("\(name).jsonl")).dropLast(5))
      try fixture.store().say("c", in: name)
    }
    _ = try fixture.store().reset(key("s"), SessionChange(purge: true))
    let left = Files.names(fixture.path(".deleted")).flatMap { Files.names(fixture.path(".deleted/\($0)")) }
    #expect(left.filter { $0.hasSuffix(".torn") } == ["t.jsonl.torn"])
  }

  @Test func aCrashBeforeTheFirstStepLeavesNoDirectory() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    let calls = SystemCalls(intercepting: { call, path in
      call == .rename && path.map { $0.bytes.starts(with: Array(".pending".utf8)) } ?? false ? EIO : nil
    })
    #expect(code { _ = try fixture.store(calls: calls).delete(key("s"), SessionChange()) } == .ioError)
    #expect(Files.names(fixture.path(".deleted")).allSatisfy { OperationID(exactly: Array($0.utf8)) == nil })
  }
}
