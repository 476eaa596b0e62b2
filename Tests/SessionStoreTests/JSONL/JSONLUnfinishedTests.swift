import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// Requests of several lines of which not all are there (any more).
@Suite struct JSONLUnfinishedTests {
  /// What a killed writer leaves of a request of three lines, cut at every few bytes: the request alone goes, and can be made again. Ids
  /// that a reader may have seen are not given to others.
  @Test func aRequestThatACrashCutShortIsNotThere() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("before", in: "s")
    let before = Files.read(fixture.path("s.jsonl")).count
    let meta = Files.read(fixture.path(".s.meta.json"))
    #expect(try store.say("a", "b", "c", in: "s", idempotency: "k") == [2, 3, 4])
    let whole = Files.read(fixture.path("s.jsonl"))
    for length in stride(from: before, to: whole.count - 1, by: 7) {
      Files.write(fixture.path("s.jsonl"), Array(whole[..<length]))
      Files.write(fixture.path(".s.meta.json"), meta)
      let seen = try fixture.store().ids("s").last ?? 0
      let ids = try fixture.store().say("a", "b", "c", in: "s", idempotency: "k")
      #expect(ids == [seen + 1, seen + 2, seen + 3])
      #expect(try fixture.store().texts("s") == ["before", "a", "b", "c"])
      #expect(try fixture.store().say("a", "b", "c", in: "s", idempotency: "k") == ids)
    }
    Files.write(fixture.path("s.jsonl"), whole)
    Files.write(fixture.path(".s.meta.json"), meta)
    _ = try store.removeLast(key("s"))
    #expect(try fixture.store().say("d", in: "s") == [5])
    #expect(try store.texts("s") == ["before", "a", "b", "d"])
  }

  @Test func whatIsCutOffIsKeptAside() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", "b", in: "s")
    let whole = Files.read(fixture.path("s.jsonl"))
    let cut = Array(whole.dropLast(5))
    Files.write(fixture.path("s.jsonl"), cut)
    #expect(try fixture.store().say("c", in: "s") == [2])
    let operation = try #require(Files.names(fixture.path(".deleted")).first)
    #expect(Files.read(fixture.path(".deleted/\(operation)/s.jsonl.torn")) == cut)
  }

  /// Foreign lines behind a removal have ids that only the mark tells: cutting lines off does not change them.
  @Test func cuttingOffKeepsTheIDsOfOtherLines() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", "b", in: "s")
    _ = try store.removeLast(key("s"))
    Files.append(fixture.path("s.jsonl"), "{\"role\":\"user\",\"content\":\"z\"}\n")
    #expect(try store.ids("s") == [1, 3])
    try store.say("c", "d", in: "s")
    Files.write(fixture.path("s.jsonl"), Files.read(fixture.path("s.jsonl")).dropLast(9))
    #expect(try fixture.store().say("e", in: "s") == [5])
    #expect(try store.texts("s") == ["a", "z", "e"])
    #expect(try store.ids("s") == [1, 3, 5])
  }

  /// An acknowledged request whose last line goes bad later keeps its other lines, also after compacting, and so do their ids.
  @Test(arguments: [false, true])
  func aLineThatGoesBadTakesNoOtherWithIt(_ compacting: Bool) throws {
    let fixture = JSONLFixture()
    #expect(try fixture.store().say("a", "b", "c", in: "s") == [1, 2, 3])
    var bytes = Files.read(fixture.path("s.jsonl"))
    bytes[bytes.count - 2] = 0x78
    Files.write(fixture.path("s.jsonl"), bytes)
    let store = try fixture.store()
    if compacting { _ = try store.compact() }
    #expect(try store.say("d", in: "s") == [4])
    #expect(try store.texts("s") == ["a", "b", "d"])
    _ = try store.compact()
    #expect(try fixture.store().say("e", in: "s") == [5])
    #expect(try store.texts("s") == ["a", "b", "d", "e"])
  }

  @Test func aForeignLineBehindKeepsWhatIsThere() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", "b", in: "s")
    let first = Files.text(fixture.path("s.jsonl")).split(separator: "\n")[0] + "\n"
    Files.write(fixture.path("s.jsonl"), first + "torn{\"role\":\"user\",\"content\":\"z\"}\n")
    try fixture.store().say("c", in: "s")
    #expect(try fixture.store().texts("s") == ["a", "c"])
  }
}
