import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLDirectoryTests {
  static let line = "{\"role\":\"user\",\"content\":\"x\"}\n"

  @Test func aMissingDirectoryReadsAsEmptyAndIsMadeByTheFirstWrite() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    #expect(try store.list(SessionQuery()).sessions.isEmpty)
    #expect(try store.summary() == StoreSummary(sessions: 0, messages: 0, running: 0, lastActivity: nil, bytes: 0))
    #expect(try store.search(SearchQuery(text: "x")).hits.isEmpty)
    #expect(!Files.exists(fixture.sessions))
    try store.say("x", in: "s")
    #expect(try store.summary().sessions == 1)
  }

  @Test func whatIsNoRegularFileIsAFindingAndNeverOpened() throws {
    let fixture = JSONLFixture()
    fixture.put("good.jsonl", Self.line)
    Files.makeFIFO(fixture.path("fifo.jsonl"))
    Files.makeDirectory(fixture.path("dir.jsonl"))
    Files.link(fixture.path("link.jsonl"), to: "good.jsonl")
    let store = try fixture.store()
    #expect(try store.list(SessionQuery()).sessions.map(\.key) == [key("good")])
    let findings = try store.summary().findings
    #expect(findings.count == 3 && findings.allSatisfy { $0.code == "not_a_regular_file" })
    for name in ["fifo", "dir", "link"] {
      #expect(code { try store.say("x", in: name) } == .notRegularFile)
      #expect(code { _ = try store.texts(name) } == .notRegularFile)
      #expect(try !store.exists(key(name)))
    }
    #expect(try store.texts("good") == ["x"])
  }

  @Test func onlyTheExactSuffixCounts() throws {
    let fixture = JSONLFixture()
    for name in [
      "a.jsonl", "b.JSONL", "c.jsonl.migrated", "d.jsonl.importing", ".e.jsonl", ".jsonl", "f.jsonl.bak", ".g.jsonl.tmp.0123456789abcdef",
      "h.jsonl.reset.1", "sessions.db",
    ] { fixture.put(name, Self.line) }
    let store = try fixture.store()
    #expect(try store.list(SessionQuery(generations: true)).sessions.map(\.key) == [key("a")])
    #expect(try store.summary().messages == 1)
  }

  @Test func openClawsFilesAreNone() throws {
    let fixture = JSONLFixture()
    let header = "{\"type\":\"session\",\"id\":\"7\",\"version\":3}\n"
    fixture.put("claw.jsonl", header + Self.line)
    #expect(try JSONLStore.recognize(FilePath(fixture.sessions)) == .openClaw)
    fixture.put("zero.jsonl", Self.line)
    #expect(try JSONLStore.isZeroClawStyle(FilePath(fixture.sessions)))
    let store = try fixture.store()
    #expect(try store.list(SessionQuery()).sessions.map(\.key) == [key("zero")])
    #expect(try store.summary().findings.map(\.code) == ["openclaw_transcript"])
    #expect(code { try store.say("x", in: "claw") } == .foreignStore)
    #expect(code { _ = try store.delete(key("claw"), SessionChange()) } == .foreignStore)
    #expect(try store.expire(before: Timestamp(milliseconds: .max)) == [key("zero")])
    #expect(Files.text(fixture.path("claw.jsonl")) == header + Self.line)
    fixture.put("sessions.json", "{}")
    #expect(try JSONLStore.recognize(FilePath(fixture.sessions)) == .openClaw)
    #expect(code { _ = try fixture.store() } == .foreignStore)
    #expect(code { try store.say("x", in: "s") } == .foreignStore)
    #expect(code { _ = try store.list(SessionQuery()) } == .foreignStore)
    #expect(try JSONLStore.recognize(FilePath(fixture.path("nowhere"))) == .none)
  }

  @Test func readingOnlyLeavesNoTrace() throws {
    let fixture = JSONLFixture()
    let writer = try fixture.store()
    try writer.say("hello world", "again", in: "a.b")
    _ = try writer.reset(key("a.b"), SessionChange())
    try writer.say("more", in: "a.b")
    fixture.put("foreign.jsonl", "\(Self.line)torn")
    let before = Files.listing(fixture.directory.path)
    let store = try fixture.store(writable: false)
    _ = try store.list(SessionQuery(generations: true))
    _ = try store.all("a.b", generation: 1)
    _ = try store.history(key("foreign"), HistoryQuery(limit: 1))
    _ = try store.search(SearchQuery(text: "hello", order: .ranked, history: true))
    _ = try store.search(SearchQuery(text: "hello"))
    _ = try store.summary()
    _ = try store.running()
    _ = try store.exists(key("none"))
    for write in [
      { try store.say("x", in: "s") }, { _ = try store.removeLast(key("a.b")) }, { _ = try store.clear(key("a.b")) },
      { _ = try store.delete(key("a.b"), SessionChange()) }, { _ = try store.reset(key("a.b"), SessionChange()) },
      { _ = try store.compact() },
      { _ = try store.expire(before: Timestamp(milliseconds: .max)) }, { _ = try store.setName("n", of: key("a.b")) },
      { _ = try store.setState(.idle, of: key("a.b")) }, { _ = try store.updateLast(key("a.b"), with: user("x")) },
      { _ = try store.replaceHistory(key("a.b"), with: []) },
    ] as [() throws -> Void] { #expect(code(write) == .readOnly) }
    try store.close()
    #expect(Files.listing(fixture.directory.path) == before)
    let nowhere = JSONLFixture()
    let empty = try nowhere.store(writable: false)
    #expect(code { try empty.say("x", in: "s") } == .readOnly)
    #expect(Files.listing(nowhere.directory.path).count == 1)
  }

  @Test func damagedMetadataIsAFindingAndNoFailure() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("x", in: "s")
    fixture.put(".s.meta.json", "{\"name\":")
    #expect(try store.session(key("s"))?.messageCount == 1)
    #expect(try store.summary().findings.map(\.code) == ["metadata_damaged"])
    #expect(try store.say("y", in: "s") == [2])
    _ = try store.setName("again", of: key("s"))
    #expect(try store.session(key("s"))?.name == "again")
    #expect(try store.summary().findings.isEmpty)
  }

  @Test func metadataKeepsWhatItDoesNotKnow() throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", Self.line)
    fixture.put(".s.meta.json", #"{"later":{"a":1.10},"name":"old","created_at":7}"#)
    let store = try fixture.store()
    #expect(try store.session(key("s"))?.createdAt == Timestamp(milliseconds: 7))
    let turn = Turn(
      id: "t\u{0}", startedAt: Timestamp(milliseconds: 9), owner: ProcessIdentity(pid: 3, startTime: .max, bootID: "b"))
    #expect(try store.setState(.running(turn), of: key("s")).state == .running(turn))
    #expect(try fixture.store().running().map(\.state) == [.running(turn)])
    #expect(try store.stuck(startedBefore: Timestamp(milliseconds: 9)).isEmpty)
    #expect(try store.stuck(startedBefore: Timestamp(milliseconds: 10)).count == 1)
    #expect(Files.text(fixture.path(".s.meta.json")).contains(#""later": {"a":1.10}"#))
    #expect(try store.setState(.error(turnID: "e"), of: key("s")).state == .error(turnID: "e"))
    #expect(try store.setName(" ", of: key("s")).name == nil)
  }
}
