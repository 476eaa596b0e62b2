import SQLite
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// A store of each schema version that was ever shipped lies in `Samples`; today's code opens it, reads it and goes on writing it.
///
/// With `WARREN_UPDATE_SAMPLES=1` a sample of the current version is made where it is missing. One that is there is never written over.
@Suite(.serialized) struct SchemaSampleTests {
  private static let sample = Project.root + "/Tests/SessionStoreTests/Samples/schema-1.sqlite"
  private static let uuid = "0f3c1d0a-7f2b-4f6e-9a55-2f6d1c9b8e01"
  private static let turnStart = Timestamp(milliseconds: 1_749_999_999_999)
  private static let owner = ProcessIdentity(pid: 4711, startTime: 1234, bootID: "boot")

  let directory = TemporaryDirectory()
  let time = TestTime()

  init() throws {
    if !Files.exists(Self.sample), Environment.value("WARREN_UPDATE_SAMPLES") == "1" {
      let draft = directory.path("draft.sqlite")
      try SQLiteStore.create(path: Array(draft.utf8), uuid: Self.uuid, clock: time.clock)
      let store = try SQLiteStore(path: Array(draft.utf8), uuid: Self.uuid, clock: time.clock)
      try fill(store)
      try store.close()
      Files.write(Self.sample, Files.read(draft), mode: 0o644)
    }
    Files.write(directory.path("s.sqlite"), Files.read(Self.sample))
  }

  /// A session of every kind.
  private func fill(_ store: SQLiteStore) throws {
    func append(_ texts: [String], to key: String, idempotencyKey: String? = nil, origin: SessionOrigin = .unknown) throws {
      let messages = texts.enumerated().map { NewMessage(role: $0.offset % 2 == 0 ? "user" : "assistant", text: $0.element) }
      _ = try store.append(
        AppendRequest(session: SessionKey(key), messages: messages, idempotencyKey: idempotencyKey, origin: origin))
      time.pass(milliseconds: 1000)
    }
    try append(["first question", "first answer"], to: "generations")
    _ = try store.reset(SessionKey("generations"), SessionChange())
    try append(["second question"], to: "generations")
    try append(["a deleted secret"], to: "deleted")
    _ = try store.delete(SessionKey("deleted"), SessionChange())
    try append(["once only"], to: "origin", idempotencyKey: "key-1", origin: SessionOrigin(channel: "irc", room: "#room", sender: "ann"))
    _ = try store.setName("A name", of: SessionKey("origin"))
    try append(["東京都に住んでいます", "ที่นี่ประเทศไทย", "Café crème"], to: "scripts")
    let body = Array(#"{"role":"tool","content":"result","n":1.10}"#.utf8)
    _ = try store.append(
      AppendRequest(
        session: SessionKey(bytes: [0xFF, 0x2F]), messages: [NewMessage(role: "tool", text: "result", time: .unknown, body: body)]))
    try append(["working on it"], to: "running")
    _ = try store.setState(.running(Turn(id: "turn-1", startedAt: Self.turnStart, owner: Self.owner)), of: SessionKey("running"))
    try append(["went wrong"], to: "failed")
    _ = try store.setState(.error(turnID: "turn-2"), of: SessionKey("failed"))
    try append(["stays", "goes"], to: "edited")
    _ = try store.removeLast(SessionKey("edited"))
  }

  private func open() throws -> SQLiteStore { try SQLiteStore(path: directory.bytes("s.sqlite"), uuid: Self.uuid, clock: time.clock) }

  private func texts(_ store: any SessionBackend, _ key: String, generation: Int? = nil) throws -> [String] {
    try store.history(SessionKey(key), HistoryQuery(generation: generation)).messages.map(\.text)
  }

  private func hits(_ store: any SessionBackend, _ text: String) throws -> [String] {
    try store.search(SearchQuery(text: text, history: true)).hits.map(\.session.description)
  }

  private func expectContents(_ store: any SessionBackend) throws {
    let sessions = try store.list(SessionQuery(limit: nil)).sessions
    #expect(sessions.count == 7)
    #expect(try !store.exists(SessionKey("deleted")))
    #expect(try texts(store, "generations") == ["second question"])
    #expect(try texts(store, "generations", generation: 1) == ["first question", "first answer"])
    #expect(try texts(store, "edited") == ["stays"])
    let origin = try #require(try store.session(SessionKey("origin")))
    #expect(origin.name == "A name" && origin.origin == SessionOrigin(channel: "irc", room: "#room", sender: "ann"))
    let bytes = try #require(try store.history(SessionKey(bytes: [0xFF, 0x2F]), HistoryQuery()).messages.first)
    #expect(bytes.createdAt == nil)
    #expect(bytes.body.map { String(decoding: $0, as: UTF8.self) } == #"{"role":"tool","content":"result","n":1.10}"#)
    let running = try #require(try store.running().first)
    #expect(running.state == .running(Turn(id: "turn-1", startedAt: Self.turnStart, owner: Self.owner)))
    #expect(try store.session(SessionKey("failed"))?.state == .error(turnID: "turn-2"))
    for (text, sessions) in [
      ("question", ["generations", "generations"]), ("secret", []), ("京都", ["scripts"]), ("東京", ["scripts"]), ("ประเทศ", ["scripts"]),
      ("cafe", ["scripts"]), ("goes", []),
    ] { #expect(try hits(store, text) == sessions, "\(text)") }
  }

  @Test func previewReadsVersion1() throws {
    let found: Void? = try SQLiteStore.preview(path: directory.bytes("s.sqlite"), uuid: Self.uuid, clock: time.clock) {
      try expectContents($0)
    }
    #expect(found != nil)
  }

  @Test func operationsOfVersion1AreUndone() throws {
    let store = try open()
    let operations = try store.operations(OperationQuery()).operations
    #expect(Set(operations.map(\.kind)) == [.sessionReset, .sessionDelete])
    let deletion = try #require(operations.first { $0.kind == .sessionDelete })
    #expect(deletion.undoUntil == deletion.startedAt.advanced(byMilliseconds: Operation.retention))
    _ = try store.undo(deletion.id)
    #expect(try texts(store, "deleted") == ["a deleted secret"])
    #expect(try hits(store, "secret") == ["deleted"])
    _ = try store.restore(SessionKey("generations"), generation: 1)
    #expect(try texts(store, "generations") == ["first question", "first answer"])
    #expect(try texts(store, "generations", generation: 2) == ["second question"])
    let reset = try #require(operations.first { $0.kind == .sessionReset })
    #expect(code { _ = try store.undo(reset.id) } == .undoRefused)
    #expect(try store.verifyCounts().isEmpty)
  }

  @Test func version1IsReadAndGoesOn() throws {
    let store = try open()
    try expectContents(store)
    #expect(try store.verifyCounts().isEmpty)
    let highest = try #require(try store.search(SearchQuery(text: "stays")).hits.first?.message)
    // The id of the message that was removed is not given again.
    let ids = try store.append(AppendRequest(session: SessionKey("new"), messages: [NewMessage(role: "user", text: "今日は")]))
    #expect(ids == [highest + 2])
    let again = AppendRequest(
      session: try SessionKey("origin"), messages: [NewMessage(role: "user", text: "once only")], idempotencyKey: "key-1")
    #expect(try store.append(again).count == 1)
    #expect(try texts(store, "origin") == ["once only"])
    #expect(try store.clear(SessionKey("scripts")) == 3)
    #expect(try hits(store, "東京").isEmpty)
    #expect(try hits(store, "今日") == ["new"])
    _ = try store.compact()
    try store.close()
    #expect(try texts(open(), "new") == ["今日は"])
  }
}
