import Glibc
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLAppendTests {
  @Test func aLineIsZeroClawsWithOneMemberMore() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    _ = try store.append(
      AppendRequest(
        session: key("team.alpha"),
        messages: [
          NewMessage(role: "user", text: "hi \"you\"\n", time: .at(Timestamp(milliseconds: 5))),
          NewMessage(role: "a", text: "", time: .unknown),
        ]))
    #expect(
      Files.text(fixture.path("team%2Ealpha.jsonl")) == #"""
        {"role":"user","content":"hi \"you\"\n","_warren":{"id":1,"at":5,"key":"team.alpha","part":[1,2]}}
        {"role":"a","content":"","_warren":{"id":2,"at":null,"key":"team.alpha","part":[2,2]}}

        """#)
    #expect(try store.all("team.alpha").map(\.createdAt) == [Timestamp(milliseconds: 5), nil])
    var status = stat()
    #expect(stat(fixture.path("team%2Ealpha.jsonl"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(stat(fixture.sessions, &status) == 0 && status.st_mode & 0o777 == 0o700)
  }

  @Test func foreignLinesHaveTheirOrdinalAndOursGoOn() throws {
    let fixture = JSONLFixture()
    let foreign = "{\"role\":\"user\",\"content\":\"z\"}\n"
    fixture.put("s.jsonl", foreign + foreign)
    let store = try fixture.store()
    #expect(try store.say("w", in: "s") == [3])
    Files.append(fixture.path("s.jsonl"), foreign)
    #expect(try store.say("w", "w", in: "s") == [5, 6])
    #expect(try store.ids("s") == [1, 2, 3, 4, 5, 6])
    #expect(try store.all("s").prefix(2).allSatisfy { $0.createdAt == nil })
  }

  @Test func aTornLastLineDoesNotSwallowTheNextAppend() throws {
    let fixture = JSONLFixture()
    fixture.put("s.jsonl", "{\"role\":\"user\",\"content\":\"whole\"}\n{\"role\":\"user\",\"cont")
    fixture.put("t.jsonl", "{\"role\":\"user\",\"content\":\"whole\"}")
    let store = try fixture.store()
    #expect(try store.say("next", in: "s") == [2])
    #expect(try store.say("next", in: "t") == [2])
    #expect(try store.texts("s") == ["whole", "next"])
    #expect(try store.texts("t") == ["whole", "next"])
  }

  static let bodies = [
    #"{"role":"user","content":"text","ts":1.10,"meta":{"a":[1,2]}}"#, #"{ "role" : "user" , "content" : "text" }"#,
    "{\n  \"role\": \"user\",\n  \"content\": \"text\",\n  \"x\": 1e400\n}", #"{"content":"text","role":"user"}"#,
    #"{"type":"message","message":{"role":"user","content":[{"type":"text","text":"text"}]}}"#,
    #"{"role":"user","content":null,"a":"\ud800"}"#,
    "[\n\"user\"]", #"{"role":"user","content":"text","_warren":{"id":99}}"#, #"{"role":"user","content":"\u0074ext"}"#,
    #"{"role":"user","role":"user","content":"text"}"#, "{}",
  ]

  @Test(arguments: bodies)
  func theOriginalComesBackVerbatim(_ body: String) throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    _ = try store.append(AppendRequest(session: key("s"), messages: [user("text", body: body), user("next")]))
    let messages = try store.all("s")
    #expect(messages.first?.body == Array(body.utf8))
    #expect(messages.map(\.text) == ["text", "next"])
    #expect(messages.map(\.role) == ["user", "user"])
    #expect(messages.last?.body == nil)
    #expect(try store.skippedLines(of: key("s")).isEmpty)
    _ = try store.updateLast(key("s"), with: user("text", body: body))
    #expect(try store.all("s").last?.body == Array(body.utf8))
  }

  @Test func aCompactOriginalIsNoBodyAndABrokenOneIsRefused() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    _ = try store.append(AppendRequest(session: key("s"), messages: [user("a\u{1}/é", body: #"{"role":"user","content":"a\u0001/é"}"#)]))
    #expect(try store.all("s").map(\.body) == [nil])
    #expect(code { _ = try store.append(AppendRequest(session: key("t"), messages: [user("x", body: "{")])) } == .inputInvalid)
    #expect(try !store.exists(key("t")))
  }

  @Test func anIdempotencyKeyGivesTheSameIDsAcrossEverything() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    let ids = try store.say("a", "b", in: "s", idempotency: "k")
    #expect(try store.say("a", "b", in: "s", idempotency: "k") == ids)
    #expect(code { try store.say("a", in: "s", idempotency: "k") } == .idempotencyConflict)
    #expect(try fixture.store().say("a", "b", in: "s", idempotency: "k") == ids)
    _ = try store.removeLast(key("s"))
    _ = try store.removeLast(key("s"))
    #expect(try store.say("a", "b", in: "s", idempotency: "k") == ids)
    _ = try store.say("c", in: "s", idempotency: "l")
    _ = try store.reset(key("s"), SessionChange())
    #expect(try store.say("c", in: "s", idempotency: "l") == [3])
    #expect(try fixture.store().say("a", "b", in: "s", idempotency: "k") == ids)
    #expect(try store.texts("s").isEmpty)
    _ = try store.delete(key("s"), SessionChange())
    #expect(try store.say("other", in: "s", idempotency: "k") == [1])
  }

  @Test func idsAreNeverGivenAgain() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("a", "b", "c", in: "s")
    #expect(try store.removeLast(key("s"))?.id == 3)
    #expect(try fixture.store().say("d", in: "s") == [4])
    #expect(try store.clear(key("s")) == 3)
    #expect(try fixture.store().say("e", in: "s") == [5])
    #expect(try store.replaceHistory(key("s"), with: [user("f"), user("g")]) == [6, 7])
    _ = try store.reset(key("s"), SessionChange())
    #expect(try store.session(key("s"))?.generation == 2)
    #expect(try fixture.store().say("h", in: "s") == [8])
    Files.append(fixture.path("s.jsonl"), "{\"role\":\"user\",\"content\":\"z\"}\n{\"role\":\"user\",\"content\":\"y\"}\n")
    #expect(try store.ids("s") == [8, 9, 10])
    _ = try store.removeLast(key("s"))
    Files.append(fixture.path("s.jsonl"), "{\"role\":\"user\",\"content\":\"x\"}\n{\"role\":\"user\",\"content\":\"w\"}\n")
    #expect(try store.ids("s") == [8, 9, 11, 12])
    _ = try store.removeLast(key("s"))
    #expect(try store.ids("s") == [8, 9, 11])
    #expect(try store.say("i", in: "s") == [13])
  }

  @Test func aFailingRequestDoesNotFailItsNeighbours() throws {
    let store = try JSONLFixture().store()
    try store.say("x", in: "s", idempotency: "k")
    let results = try store.append(group: [
      AppendRequest(session: key("s"), messages: [user("1")]),
      AppendRequest(session: key("s"), messages: [user("other")], idempotencyKey: "k"),
      AppendRequest(session: key(String(repeating: "/", count: 100)), messages: [user("long")]),
      AppendRequest(session: key("t"), messages: [user("2")], idempotencyKey: "n"),
      AppendRequest(session: key("t"), messages: [user("2")], idempotencyKey: "n"),
      AppendRequest(session: key("s"), messages: [user("3")]),
    ])
    let codes = results.map { result -> String in
      switch result {
      case .success(let ids): ids.map(String.init).joined(separator: ",")
      case .failure(let error): error.code.rawValue
      }
    }
    #expect(codes == ["2", "idempotency_conflict", "key_too_long", "1", "1", "3"])
    #expect(try store.texts("s") == ["x", "1", "3"])
    #expect(try store.texts("t") == ["2"])
  }

  @Test func aFullDiskLeavesTheFileAsItWas() throws {
    let fixture = JSONLFixture()
    try fixture.store().say("kept", in: "s")
    let path = fixture.path("s.jsonl")
    let before = Files.read(path)
    // Half of the line reaches the file before the disk is full.
    let calls = SystemCalls(intercepting: { call, _ in
      if call != .write { return nil }
      Files.append(path, "{\"role\":\"us")
      return ENOSPC
    })
    let store = try fixture.store(calls: calls)
    #expect(code { try store.say("lost", "lost too", in: "s") } == .diskFull)
    #expect(Files.read(path) == before)
    #expect(try fixture.store().say("next", in: "s") == [2])
  }

  @Test func aNewSessionThatCannotBeWrittenIsNone() throws {
    let fixture = JSONLFixture()
    Files.makeDirectory(fixture.sessions)
    // The second write is the line's; the first is that of the metadata.
    let store = try fixture.store(calls: .failing(.write, nth: 2, with: ENOSPC))
    #expect(code { try store.say("lost", in: "s") } == .diskFull)
    #expect(Files.names(fixture.sessions).isEmpty)
    #expect(try store.say("again", in: "s") == [1])
  }

  @Test func textsAreComparedAsBytes() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(try store.say("a", in: "s", idempotency: composed) == [1])
    #expect(try store.say("b", in: "s", idempotency: decomposed) == [2])
    #expect(try fixture.store().say("b", in: "s", idempotency: decomposed) == [2])
    #expect(try fixture.store().say("a", in: "s", idempotency: composed) == [1])
    for text in [composed, decomposed] {
      _ = try store.setName(text, of: key("s"))
      _ = try store.append(AppendRequest(session: key("s"), messages: [], origin: SessionOrigin(room: text)))
      let session = try #require(try fixture.store().session(key("s")))
      #expect(session.name.map { Array($0.utf8) } == Array(text.utf8))
      #expect(session.origin.room.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  /// A writer in another process that takes the same lock, and two stores of ours.
  @Test func writersOfTwoProcessesLoseNothing() throws {
    let fixture = JSONLFixture()
    Files.makeDirectory(fixture.sessions)
    let child = Child([
      "python3", "-c",
      """
      import fcntl, os, sys
      d = os.open(sys.argv[1], os.O_RDONLY)
      for i in range(300):
          fcntl.flock(d, fcntl.LOCK_EX)
          f = os.open(sys.argv[1] + "/s.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
          half = b'{"role":"child","content":"%d' % i
          os.write(f, half)
          os.write(f, b'"}\\n')
          os.close(f)
          fcntl.flock(d, fcntl.LOCK_UN)
          if i == 0: print("begun", flush=True)
      """, fixture.sessions,
    ])
    #expect(child.readLine() == "begun")
    let stores = [try fixture.store(), try fixture.store()]
    var ids: [Int64] = []
    for number in 0..<200 { ids += try stores[number % 2].say("\(number)", in: "s") }
    #expect(child.finish().status == 0)
    let messages = try stores[0].all("s")
    #expect(try stores[0].skippedLines(of: key("s")).isEmpty)
    #expect(messages.filter { $0.role == "child" }.map(\.text) == (0..<300).map(String.init))
    #expect(messages.filter { $0.role == "user" }.map(\.text) == (0..<200).map(String.init))
    #expect(messages.filter { $0.role == "user" }.map(\.id) == ids)
  }
}
