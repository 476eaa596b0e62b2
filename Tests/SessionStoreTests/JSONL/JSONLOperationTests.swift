import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// What only files can meet.
@Suite struct JSONLOperationTests {
  static let forever = Timestamp(milliseconds: .max)

  @Test func foreignLinesKeepIDsAndBytesThroughARestoration() throws {
    let fixture = JSONLFixture()
    let body = #"{"role":"user", "content":"y","n":1.10}"#
    fixture.put("s.jsonl", #"{"role":"user","content":"x"}"# + "\nbad\n" + body + "\n" + #"["user","z"]"#)
    let store = try fixture.store()
    let before = try store.all("s")
    #expect(before.map(\.id) == [1, 2, 3])
    _ = try store.reset(key("s"), SessionChange())
    #expect(try store.say("w", in: "s") == [4])
    _ = try store.restore(key("s"), generation: 1)
    #expect(try store.all("s") == before)
    #expect(try store.all("s")[1].body.map { String(decoding: $0, as: UTF8.self) } == body)
    #expect(try store.say("v", in: "s") == [5])
    Files.append(fixture.path("s.jsonl"), #"{"role":"user","content":"u"}"# + "\n")
    #expect(try store.ids("s") == [1, 2, 3, 5, 6])
    #expect(Files.text(fixture.path("s.jsonl")).contains("bad\n"))
  }

  @Test func aForeignSessionWithoutMetadataIsDeletedAndComesBackAsItWas() throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", #"{"role":"user","content":"x"}"# + "\n")
    Files.setTime(fixture.path("s.jsonl"), seconds: 1_600_000_000)
    let store = try fixture.store()
    let deletion = try store.delete(key("s"), SessionChange())
    let restored = try store.undo(deletion.id)
    #expect(Files.names(fixture.sessions).sorted() == [".deleted", "s.jsonl"])
    #expect(try store.session(key("s"))?.lastActivity == Timestamp(milliseconds: 1_600_000_000_000))
    // Another file in its place is another session.
    fixture.put("other", #"{"role":"user","content":"y"}"# + "\n")
    Files.rename(fixture.path("other"), to: fixture.path("s.jsonl"))
    #expect(code { _ = try store.undo(restored.id) } == .undoRefused)
    #expect(try store.texts("s") == ["y"])
  }

  @Test func aFileSystemWithoutHardLinksDoesAll() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store(calls: SystemCalls(intercepting: { call, _ in call == .link ? EPERM : nil }))
    try store.say("a", in: "s")
    let reset = try store.reset(key("s"), SessionChange())
    _ = try store.undo(reset.id)
    #expect(try store.texts("s") == ["a"])
    _ = try store.reset(key("s"), SessionChange())
    try store.say("b", in: "s")
    let restored = try store.restore(key("s"), generation: 1)
    #expect(try store.texts("s") == ["a"] && store.texts("s", generation: 2) == ["b"])
    _ = try store.undo(restored.id)
    #expect(try store.texts("s") == ["b"] && store.texts("s", generation: 1) == ["a"])
    #expect(try store.say("c", in: "s") == [3])
  }

  @Test func purgingFollowsNoLinkAndLeavesWhatIsNoFile() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", in: "s")
    let deletion = try store.delete(key("s"), SessionChange())
    let outside = fixture.directory.path("outside")
    Files.makeDirectory(outside)
    Files.write("\(outside)/t.jsonl", "kept")
    let place = fixture.path(".deleted/\(deletion.id)")
    Files.link("\(place)/t.jsonl", to: "\(outside)/t.jsonl")
    Files.link("\(place)/all", to: outside)
    Files.link(fixture.path(".deleted/00000000000000000000000000000002"), to: outside)
    Files.makeDirectory("\(place)/nested")
    Files.write("\(place)/nested/file", "kept")
    let purge = try store.purge(deletedBefore: Self.forever)
    #expect(purge.state == .partial && purge.receipt.map { String(decoding: $0, as: UTF8.self).contains(#""left":"files""#) } == true)
    #expect(Files.text("\(outside)/t.jsonl") == "kept")
    #expect(Files.names(place).sorted() == ["nested", "operation.json"])
    #expect(try store.operation(deletion.id)?.state == .purged)
  }

  @Test func aReaderOfOperationsLeavesNoTrace() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    let deletion = try fixture.store().delete(key("s"), SessionChange())
    let before = Files.listing(fixture.directory.path)
    let store = try fixture.store(writable: false)
    #expect(try store.operations(OperationQuery()).operations == [deletion])
    #expect(try store.operation(deletion.id) == deletion)
    #expect(try store.deletedSessions(before: Self.forever).map(\.key) == [key("s")])
    for write in [
      { _ = try store.undo(deletion.id) }, { _ = try store.restore(key("s"), generation: nil) },
      { _ = try store.resetAll(SessionChange()) },
      { _ = try store.purge(deletedBefore: Self.forever) }, { _ = try store.delete(key("s"), SessionChange(purge: true)) },
    ] as [() throws -> Void] { #expect(code(write) == .readOnly) }
    #expect(Files.listing(fixture.directory.path) == before)
    let empty = try JSONLFixture().store(writable: false)
    #expect(try empty.operations(OperationQuery()).operations.isEmpty && empty.deletedSessions(before: Self.forever).isEmpty)
    #expect(try empty.operation(deletion.id) == nil)
  }

  @Test func damagedMetadataBeyondAGapLosesNoGeneration() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    for text in ["a", "b", "c"] {
      try store.say(text, in: "s")
      if text != "c" { _ = try store.reset(key("s"), SessionChange()) }
    }
    _ = try store.restore(key("s"), generation: 1)
    fixture.put(".s.meta.json", "{")
    let again = try fixture.store()
    #expect(try again.list(SessionQuery(generations: true)).sessions.map(\.generation) == [4, 3, 2])
    #expect(try again.texts("s") == ["a"] && again.texts("s", generation: 2) == ["b"])
    #expect(try again.say("d", in: "s") == [4])
    #expect(try Set(again.search(SearchQuery(text: "b", history: true)).hits.map(\.generation)) == [2])
  }

  @Test func aPendingOperationIsListedUntilSomebodyWrites() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    // Dies when the current file has got its second name and the new one is there.
    let calls = SystemCalls(intercepting: { call, path in
      call == .rename && path.map { $0.bytes.starts(with: Array("..s.meta.json".utf8)) } ?? false ? EIO : nil
    })
    #expect(code { _ = try fixture.store(calls: calls).reset(key("s"), SessionChange()) } == .ioError)
    let reader = try fixture.store(writable: false)
    let pending = try #require(try reader.operations(OperationQuery(unfinished: true)).operations.first)
    #expect(pending.state == .pending && pending.kind == .sessionReset)
    #expect(try reader.session(key("s"))?.generation == 2)
    let store = try fixture.store()
    try store.say("b", in: "s")
    #expect(try store.operation(pending.id)?.state == .done)
    #expect(try store.texts("s") == ["b"] && store.texts("s", generation: 1) == ["a"])
  }

  /// Another program writes to the session between the look and the deed.
  @Test func whatAnotherProgramBeginsMeanwhileRefusesAnUndo() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", in: "s")
    let reset = try store.reset(key("s"), SessionChange())
    try store.say("b", in: "t")
    let deletion = try store.delete(key("t"), SessionChange())
    let line = #"{"role":"user","content":"z"}"# + "\n"
    for (id, name) in [(reset.id, "s.jsonl"), (deletion.id, "t.jsonl")] {
      let path = fixture.path(name)
      let calls = SystemCalls(intercepting: { call, _ in
        if call == .makeDirectory { Files.write(path, line) }
        return nil
      })
      #expect(code { _ = try fixture.store(calls: calls).undo(id) } == .busy)
      #expect(try store.operation(id)?.state == .done)
      #expect(Files.text(path) == line)
    }
    #expect(try store.texts("s", generation: 1) == ["a"] && store.texts("s") == ["z"])
    #expect(try store.operations(OperationQuery()).operations.count == 2)
    Files.remove(fixture.path("t.jsonl"))
    _ = try store.undo(deletion.id)
    #expect(try store.texts("t") == ["b"])
  }

  /// One of a newer Warren is not dropped; what is no JSON was never whole.
  @Test func aJournalEntryThatIsNotUnderstoodIsKept() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("a", in: "s")
    Files.makeDirectory(fixture.path(".deleted"))
    fixture.put(".deleted/pending.json", #"{"id":"0","kind":"new","action":"newer"}"#)
    #expect(code { try fixture.store().say("b", in: "s") } == .newerSchema)
    #expect(Files.exists(fixture.path(".deleted/pending.json")))
    #expect(try fixture.store(writable: false).texts("s") == ["a"])
    fixture.put(".deleted/pending.json", #"{"id":"#)
    try fixture.store().say("b", in: "s")
    #expect(!Files.exists(fixture.path(".deleted/pending.json")))
  }
}
