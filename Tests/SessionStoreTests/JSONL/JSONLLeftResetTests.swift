import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// A reset that stopped when the file had its second name: it has not happened, whatever comes next.
@Suite struct JSONLLeftResetTests {
  static let edits: [@Sendable (JSONLStore) throws -> Void] = [
    { _ = try $0.updateLast(key("s"), with: user("word c")) }, { _ = try $0.removeLast(key("s")) }, { _ = try $0.compact() },
    { _ = try $0.replaceHistory(key("s"), with: [user("word d")]) }, { _ = try $0.clear(key("s")) },
    { try $0.say("word e", in: "s") }, { _ = try $0.setName("n", of: key("s")) },
  ]

  @Test(arguments: edits.indices)
  func aSecondNameIsNoGenerationAfterAnEdit(_ edit: Int) throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("word a", "word b", in: "s")
    Files.append(fixture.path("s.jsonl"), "bad\n")
    Files.hardLink(fixture.path("s.jsonl.reset.1"), to: fixture.path("s.jsonl"))
    try Self.edits[edit](store)
    let again = try fixture.store()
    #expect(try again.session(key("s"))?.generation == 1)
    #expect(try again.list(SessionQuery(generations: true)).sessions.count == 1)
    let hits = try again.search(SearchQuery(text: "word", history: true)).hits.map(\.message)
    #expect(try hits == again.ids("s").reversed())
    _ = try again.reset(key("s"), SessionChange())
    #expect(try again.session(key("s"))?.generation == 2)
  }

  @Test func aResetThatFindsTheFileGrownLeavesNoSecondName() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    let path = fixture.path("s.jsonl")
    let calls = SystemCalls(intercepting: { call, _ in
      if call == .link {
        let descriptor = open(path, O_WRONLY | O_APPEND)
        _ = Glibc.write(descriptor, "{\"role\":\"user\",\"content\":\"z\"}\n", 30)
        Glibc.close(descriptor)
      }
      return nil
    })
    #expect(code { _ = try fixture.store(calls: calls).reset(key("s"), SessionChange()) } == .busy)
    #expect(!Files.exists(fixture.path("s.jsonl.reset.1")))
    #expect(try fixture.store().texts("s") == ["a", "z"])
  }
}
