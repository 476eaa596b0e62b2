import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLEditTests {
  @Test func editsOfAnUnknownSessionSaySo() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    for _ in 0..<2 {
      #expect(code { _ = try store.removeLast(key("s")) } == .sessionUnknown)
      #expect(code { _ = try store.updateLast(key("s"), with: user("x")) } == .sessionUnknown)
      #expect(code { _ = try store.replaceHistory(key("s"), with: []) } == .sessionUnknown)
      #expect(code { _ = try store.clear(key("s")) } == .sessionUnknown)
      #expect(code { _ = try store.reset(key("s"), SessionChange()) } == .sessionUnknown)
      #expect(code { _ = try store.setName("x", of: key("s")) } == .sessionUnknown)
      #expect(code { _ = try store.setState(.idle, of: key("s")) } == .sessionUnknown)
      #expect(code { _ = try store.history(key("s"), HistoryQuery()) } == .sessionUnknown)
      #expect(code { _ = try store.delete(key("s"), SessionChange()) } == .sessionUnknown)
      #expect(!Files.exists(fixture.path("s.jsonl")))
      // Once without a directory, once with one.
      try store.say("x", in: "t")
    }
  }

  @Test func updateLastKeepsIDAndTime() throws {
    let store = try JSONLFixture().store()
    try store.say("a", "b", in: "s")
    let before = try store.all("s")
    let updated = try store.updateLast(key("s"), with: NewMessage(role: "assistant", text: "c"))
    #expect(updated?.id == 2 && updated?.createdAt == before.last?.createdAt && updated?.role == "assistant")
    #expect(try store.texts("s") == ["a", "c"])
    #expect(try store.say("d", in: "s") == [3])
  }

  @Test func bytesOfOtherLinesStayThroughAnEdit() throws {
    let fixture = JSONLFixture()
    let head = "{\"role\":\"user\", \"content\":\"x\" }\r\n\nbroken\n{\"role\":\"user\",\"content\":\"y\",\"n\":1.10}\n"
    fixture.put("s.jsonl", head + "{\"role\":\"user\",\"content\":\"last\"}\nbroken too\n")
    let store = try fixture.store()
    #expect(try store.removeLast(key("s"))?.text == "last")
    #expect(Files.text(fixture.path("s.jsonl")) == head + "broken too\n")
    #expect(try store.updateLast(key("s"), with: user("z"))?.id == 2)
    #expect(try store.ids("s") == [1, 2])
  }

  @Test(arguments: [SystemCall.rename, .sync, .write, .open])
  func aRewriteThatIsCutShortLeavesTheFile(_ call: SystemCall) throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", "b", in: "s")
    let path = fixture.path("s.jsonl")
    let before = Files.read(path)
    for nth in 1...3 {
      for edit in 0..<4 {
        let store = try fixture.store(calls: .failing(call, nth: nth + (call == .open ? 3 : 0), with: EIO))
        do {
          switch edit {
          case 0: _ = try store.removeLast(key("s"))
          case 1: _ = try store.updateLast(key("s"), with: user("c"))
          case 2: _ = try store.clear(key("s"))
          default: _ = try store.replaceHistory(key("s"), with: [user("d")])
          }
        } catch {}
        let texts = try fixture.store().texts("s")
        #expect([["a", "b"], ["a"], ["a", "c"], [], ["d"]].contains(texts))
        #expect(try fixture.store().summary().findings.isEmpty)
        Files.write(path, before)
      }
    }
  }

  @Test func aRenameThatFailsIsAnErrorAndChangesNothing() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", "b", in: "s")
    let before = Files.read(fixture.path("s.jsonl"))
    // The first rename is that of the metadata.
    let store = try fixture.store(calls: .failing(.rename, nth: 2, with: EIO))
    #expect(code { _ = try store.removeLast(key("s")) } == .ioError)
    #expect(Files.read(fixture.path("s.jsonl")) == before)
    #expect(Files.names(fixture.sessions).filter { $0.contains(".tmp.") }.isEmpty)
    #expect(try store.removeLast(key("s"))?.id == 2)
    #expect(try store.say("c", in: "s") == [3])
  }

  @Test func compactDropsBadLinesAndNothingElse() throws {
    let fixture = JSONLFixture()
    fixture.put(
      "s.jsonl", "bad\n{\"role\":\"user\",\"content\":\"a\"}\n[\"user\",\"b\"]\nworse\n{\"role\":\"user\",\"content\":\"c\"}\n{\"torn")
    let tidy = "{\"role\":\"user\",\"content\":\"a\"}\n[\"user\",\"b\"]\n{\"role\":\"user\",\"content\":\"c\"}\n"
    fixture.put(".s.meta.json.tmp.0123456789abcdef", "left")
    Files.setTime(fixture.path("s.jsonl"), seconds: 1_600_000_000)
    let store = try fixture.store()
    let ids = try store.ids("s")
    #expect(try store.summary().findings.map(\.code).contains("tmp_stale"))
    #expect(try store.compact() == 4 + 6 + 6 + 4)
    #expect(Files.text(fixture.path("s.jsonl")) == tidy)
    #expect(try store.ids("s") == ids)
    #expect(try store.summary().lastActivity == Timestamp(milliseconds: 1_600_000_000_000))
    #expect(try store.compact() == 0)
  }

  @Test func resetKeepsTheOldGeneration() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", "b", in: "s")
    _ = try store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key("s"))
    _ = try store.reset(key("s"), SessionChange(force: true))
    #expect(try store.session(key("s"))?.generation == 2)
    try store.say("c", in: "s")
    _ = try store.reset(key("s"), SessionChange())
    #expect(try store.session(key("s"))?.generation == 3)
    #expect(try store.texts("s", generation: 1) == ["a", "b"])
    #expect(try store.texts("s", generation: 2) == ["c"])
    #expect(try store.texts("s").isEmpty)
    #expect(code { _ = try store.texts("s", generation: 4) } == .generationUnknown)
    #expect(code { _ = try store.texts("s", generation: 0) } == .generationUnknown)
    #expect(try store.session(key("s"))?.state == .idle)
    let listed = try store.list(SessionQuery(generations: true)).sessions
    #expect(listed.map(\.generation) == [3, 2, 1])
    #expect(listed.map(\.archived) == [false, true, true])
    #expect(listed.map(\.messageCount) == [0, 1, 2])
    #expect(try store.list(SessionQuery()).sessions.count == 1)
    #expect(Files.names(fixture.sessions).sorted() == [".deleted", ".s.meta.json", "s.jsonl", "s.jsonl.reset.1", "s.jsonl.reset.2"])
  }

  @Test(arguments: 1...12)
  func aResetThatIsCutShortIsBeforeOrAfter(_ nth: Int) throws {
    for call in [SystemCall.link, .rename, .sync, .write, .open] {
      let fixture = JSONLFixture()
      try fixture.store().say("a", "b", in: "s")
      _ = try? fixture.store(calls: .failing(call, nth: nth, with: EIO)).reset(key("s"), SessionChange())
      let again = try fixture.store()
      let session = try #require(try again.session(key("s")))
      if session.generation == 1 {
        #expect(try again.texts("s") == ["a", "b"])
      } else {
        #expect(try again.texts("s").isEmpty)
        #expect(try again.texts("s", generation: 1) == ["a", "b"])
      }
      #expect(try again.list(SessionQuery(generations: true)).sessions.map(\.messageCount).reduce(0, +) == 2)
      #expect(try again.say("c", in: "s") == [3])
      _ = try again.reset(key("s"), SessionChange())
      #expect(try again.session(key("s"))?.generation == session.generation + 1)
    }
  }

  @Test func resetDoesWithoutHardLinks() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store(calls: SystemCalls(intercepting: { call, _ in call == .link ? EPERM : nil }))
    try store.say("a", in: "s")
    _ = try store.reset(key("s"), SessionChange())
    #expect(try store.session(key("s"))?.generation == 2)
    #expect(try store.say("b", in: "s") == [2])
    #expect(try store.texts("s", generation: 1) == ["a"])
  }

  @Test func whatIsDeletedIsOutOfEveryList() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", in: "s")
    _ = try store.setName("named", of: key("s"))
    _ = try store.reset(key("s"), SessionChange())
    try store.say("b", in: "s")
    _ = try store.delete(key("s"), SessionChange())
    #expect(code { _ = try store.delete(key("s"), SessionChange()) } == .sessionUnknown)
    #expect(try !store.exists(key("s")))
    #expect(try store.list(SessionQuery(generations: true)).sessions.isEmpty)
    #expect(Files.names(fixture.sessions) == [".deleted"])
    try store.say("new", in: "s")
    let session = try #require(try store.session(key("s")))
    #expect(session.generation == 1 && session.name == nil && session.messageCount == 1)
    #expect(code { _ = try store.texts("s", generation: 2) } == .generationUnknown)
  }

  @Test func whatAnotherProgramRemovedBeginsAnew() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", in: "s", idempotency: "k")
    _ = try store.reset(key("s"), SessionChange())
    Files.remove(fixture.path("s.jsonl"))
    #expect(try store.say("b", in: "s", idempotency: "k") == [1])
    #expect(try store.session(key("s"))?.generation == 1)
  }

  @Test func expireTakesIdleOldSessions() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    for name in ["old", "busy", "new"] { try store.say("x", in: name) }
    _ = try store.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), of: key("busy"))
    let oldest = try #require(try store.session(key("new"))?.lastActivity)
    #expect(try store.expire(before: oldest) == [key("old")])
    #expect(Set(try store.list(SessionQuery()).sessions.map(\.key)) == [try key("busy"), try key("new")])
  }
}
