import Glibc
import Platform
import SessionStore
import Synchronization
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLRobustnessTests {
  @Test(arguments: ["s.jsonl", ".s.meta.json", "s.jsonl.reset.1"])
  func oneUnreadableFileHidesNoOtherSession(_ name: String) throws {
    let fixture = JSONLFixture()
    let writer = try fixture.store()
    try writer.say("word", "word", in: "s")
    _ = try writer.reset(key("s"), SessionChange())
    try writer.say("word", in: "s")
    try writer.say("word", in: "t")
    let calls = SystemCalls(intercepting: { call, path in
      call == .open && path.map { Array($0.bytes.suffix(name.utf8.count)) == Array(name.utf8) } ?? false ? EACCES : nil
    })
    let store = try fixture.store(calls: calls)
    let listed = try store.list(SessionQuery()).sessions
    #expect(Set(listed.map(\.key)) == [try key("s"), try key("t")])
    #expect(try store.list(SessionQuery(generations: true)).sessions.contains { $0.key == (try? key("t")) })
    for order in SearchQuery.Order.allCases {
      let hits = try store.search(SearchQuery(text: "word", order: order, history: true)).hits
      #expect(hits.contains { $0.session == (try? key("t")) })
    }
    if name == "s.jsonl" {
      #expect(listed.first { $0.key == (try? key("s")) }?.messageCount == 0)
      #expect(code { _ = try store.search(SearchQuery(text: "word", session: key("s"))) } == .denied)
      #expect(code { _ = try store.texts("s") } == .denied)
    }
    #expect(try store.running().isEmpty)
    #expect(try store.summary().sessions == 2)
    if name != "s.jsonl.reset.1" { #expect(try store.summary().findings.map(\.severity) == [.error]) }
    _ = try store.compact()
    #expect(try store.expire(before: Timestamp(milliseconds: .max)).contains(key("t")))
    // Nothing that could not be looked at is written over.
    #expect(name != ".s.meta.json" || code { _ = try store.setName("n", of: key("s")) } == .denied)
  }

  @Test func aSearchThatCanReadNothingSaysSo() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("word", in: "s")
    let calls = SystemCalls(intercepting: { call, path in
      call == .open && path.map { $0.bytes.suffix(6).elementsEqual(".jsonl".utf8) } ?? false ? EACCES : nil
    })
    for order in SearchQuery.Order.allCases {
      #expect(code { _ = try fixture.store(calls: calls).search(SearchQuery(text: "word", order: order)) } == .denied)
    }
  }

  /// The directory that a deleted session is moved to is on the disk before the session leaves its own.
  @Test func theTrashIsDurableBeforeAnythingIsMovedThere() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    let made = Mutex<[(SystemCall, FilePath?)]>([])
    let recorder = SystemCalls(intercepting: { call, path in
      made.withLock { $0.append((call, path)) }
      return nil
    })
    _ = try fixture.store(durability: .full, calls: recorder).delete(key("s"), SessionChange())
    let calls = made.withLock { $0 }
    let makings = calls.indices.filter { calls[$0].0 == .makeDirectory }
    let moving = try #require(calls.firstIndex { $0.0 == .rename && $0.1 == "s.jsonl" })
    #expect(makings.count == 2)
    for making in makings { #expect(making < moving && calls[making + 1].0 == .sync) }
    // So is what tells the next writer to finish it.
    let noting = try #require(calls.firstIndex { $0.0 == .rename })
    #expect(noting < moving && calls[noting..<moving].contains { $0.0 == .sync })
  }

  @Test func aRankedSearchOfTooMuchIsRefused() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("word", in: "s")
    fixture.put("large.jsonl", "{\"role\":\"user\",\"content\":\"word\"}\n")
    // A hole: nothing is written.
    #expect(truncate(fixture.path("large.jsonl"), 257 << 20) == 0)
    #expect(code { _ = try store.search(SearchQuery(text: "word", order: .ranked)) } == .tooLarge)
    #expect(try store.search(SearchQuery(text: "word", order: .ranked, session: key("s"))).hits.count == 1)
  }
}
