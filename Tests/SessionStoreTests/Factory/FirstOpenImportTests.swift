import Glibc
import Platform
import SessionStore
import Synchronization
import TestSupport
import Testing
import WarrenModel

@Suite struct FirstOpenImportTests {
  static func line(_ text: String) -> String { "{\"role\":\"user\",\"content\":\"\(text)\"}\n" }

  /// A native store beside JSONL files.
  struct Fixture {
    let files = JSONLFixture()

    init() throws {
      Files.makeDirectory(files.sessions)
      try SQLiteStore.create(path: database, uuid: "u", clock: clock)
    }

    private var database: [UInt8] { files.directory.bytes("sessions.sqlite") }
    private var clock: WallClock {
      let time = files.time
      return WallClock { time.next() }
    }

    func store() throws -> SQLiteStore { try SQLiteStore(path: database, uuid: nil, durability: .normal, clock: clock) }

    /// One opening; what it found.
    @discardableResult
    func take(into store: SQLiteStore, from directory: String? = nil, calls: SystemCalls = .direct) throws -> [String] {
      var work = try #require(try FirstOpenImport(into: store, from: FilePath(directory ?? files.sessions), calls: calls))
      try work.run()
      return work.findings.map(\.code).sorted()
    }

    var names: [String] { Files.names(files.sessions).sorted() }
  }

  private func texts(_ store: any SessionBackend, _ session: String) throws -> [String] {
    try store.history(key(session), HistoryQuery(position: .oldest, limit: nil)).messages.map(\.text)
  }

  // MARK: - What stays

  @Test func whatIsNoSessionStays() throws {
    let fixture = try Fixture()
    fixture.files.put("claw.jsonl", "{\"type\":\"session\",\"id\":\"7\",\"version\":3}\n" + Self.line("x"))
    fixture.files.put("other.jsonl", "{\"level\":\"info\"}\n{\"level\":\"warn\"}\n")
    fixture.files.put("empty.jsonl", "")
    fixture.files.put("blank.jsonl", "\n \n")
    let store = try fixture.store()
    #expect(try fixture.take(into: store) == ["import_skipped", "openclaw_transcript"])
    #expect(fixture.names == ["blank.jsonl.migrated", "claw.jsonl", "empty.jsonl.migrated", "other.jsonl"])
    let sessions = try store.list(SessionQuery()).sessions
    #expect(Set(sessions.map(\.key)) == [try key("empty"), try key("blank")] && sessions.allSatisfy { $0.messageCount == 0 })
    try store.close()
  }

  @Test func aFileThatStaysIsNotReadAgain() throws {
    let fixture = try Fixture()
    for name in ["changed", "taken", "named"] { fixture.files.put("\(name).jsonl", Self.line(name)) }
    let store = try fixture.store()
    fixture.files.put("named.jsonl.migrated", "")
    _ = try store.append(AppendRequest(session: key("taken"), messages: [user("own")]))
    #expect(try fixture.take(into: store) == ["import_skipped", "migrated_exists"])
    fixture.files.put("changed.jsonl", Self.line("something else"))
    let wanted = ["import_changed", "import_skipped", "migrated_exists"]
    #expect(try fixture.take(into: store) == wanted)
    let reads = Mutex(0)
    let counting = SystemCalls(intercepting: { call, _ in
      if call == .read { reads.withLock { $0 += 1 } }
      return nil
    })
    #expect(try fixture.take(into: store, calls: counting) == wanted)
    #expect(reads.withLock { $0 } == 0)
    #expect(fixture.names == ["changed.jsonl", "changed.jsonl.migrated", "named.jsonl", "named.jsonl.migrated", "taken.jsonl"])
    #expect(try texts(store, "named") == ["named"] && texts(store, "taken") == ["own"])
    try store.close()
  }

  // MARK: - What comes meanwhile

  /// A program that takes no lock writes before the rename, or right after it through the file that it has open.
  @Test(arguments: [false, true], [false, true])
  func aLineThatComesMeanwhileIsTaken(_ afterwards: Bool, _ replacing: Bool) throws {
    let fixture = try Fixture()
    fixture.files.put("s.jsonl", Self.line("first line"))
    let (before, after) = (fixture.files.path("s.jsonl"), fixture.files.path("s.jsonl.migrated"))
    let isDone = Mutex(false)
    let calls = SystemCalls(intercepting: { call, _ in
      let isMoment = afterwards ? call == .status && Files.exists(after) : call == .rename
      guard isMoment,
        isDone.withLock({ done in
          defer { done = true }
          return !done
        })
      else { return nil }
      let path = afterwards ? after : before
      if replacing { Files.write(path, Self.line("new")) } else { Files.append(path, Self.line("second")) }
      return nil
    })
    let store = try fixture.store()
    let findings = try fixture.take(into: store, calls: calls)
    if replacing {
      #expect(findings == ["import_changed"])
      #expect(fixture.names == ["s.jsonl"])
      #expect(try texts(store, "s") == ["first line"])
    } else {
      #expect(findings.isEmpty)
      #expect(fixture.names == ["s.jsonl.migrated"])
      #expect(try texts(store, "s") == ["first line", "second"])
    }
    try store.close()
  }

  @Test func whatWasAddedAfterACrashIsTaken() throws {
    let fixture = try Fixture()
    fixture.files.put("s.jsonl", Self.line("first"))
    let store = try fixture.store()
    try fixture.take(into: store)
    Files.rename(fixture.files.path("s.jsonl.migrated"), to: fixture.files.path("s.jsonl"))
    Files.append(fixture.files.path("s.jsonl"), Self.line("second") + "torn")
    #expect(try fixture.take(into: store) == ["lines_skipped"])
    #expect(try texts(store, "s") == ["first", "second"])
    // The torn line goes on: it is no line of its own.
    Files.rename(fixture.files.path("s.jsonl.migrated"), to: fixture.files.path("s.jsonl"))
    Files.append(fixture.files.path("s.jsonl"), Self.line("third"))
    #expect(try fixture.take(into: store) == ["import_changed"])
    #expect(try texts(store, "s") == ["first", "second"])
    #expect(try store.search(SearchQuery(text: "second")).hits.count == 1)
    try store.close()
  }

  @Test func anotherProcessThatIsFirstIsGoneOnFrom() throws {
    let fixture = try Fixture()
    fixture.files.put("s.jsonl", Self.line("first"))
    let (store, path) = (try fixture.store(), fixture.files.path("s.jsonl"))
    // The same file by another way, since the lock of this one is held.
    let elsewhere = fixture.files.directory.path("elsewhere")
    Files.makeDirectory(elsewhere)
    Files.write("\(elsewhere)/s.jsonl", Self.line("first"))
    let isDone = Mutex(false)
    let calls = SystemCalls(intercepting: { call, _ in
      guard call == .read,
        isDone.withLock({ done in
          defer { done = true }
          return !done
        })
      else { return nil }
      guard let other = try? fixture.store(), (try? fixture.take(into: other, from: elsewhere)) == [] else { return EIO }
      try? other.close()
      Files.append(path, Self.line("second"))
      return nil
    })
    #expect(try fixture.take(into: store, calls: calls) == [])
    #expect(try texts(store, "s") == ["first", "second"])
    try store.close()
  }

  // MARK: - Files of our own

  @Test func ownFilesBringWhatTheyHold() throws {
    let fixture = try Fixture()
    let source = try fixture.files.store()
    let origin = SessionOrigin(channel: "c", room: "r")
    _ = try source.append(
      AppendRequest(session: key("s"), messages: [user("a"), user("b")], idempotencyKey: "whole", origin: origin))
    try source.say("gone", in: "s", idempotency: "removed")
    _ = try source.removeLast(key("s"))
    _ = try source.setName("a name", of: key("s"))
    let created = try source.session(key("s"))?.createdAt
    let store = try fixture.store()
    #expect(try fixture.take(into: store).isEmpty)
    #expect(fixture.names == [".s.meta.json.migrated", "s.jsonl.migrated"])
    let session = try #require(try store.session(key("s")))
    #expect(session.name == "a name" && session.origin == origin && session.createdAt == created)
    let ids = try store.history(key("s"), HistoryQuery()).messages.map(\.id)
    #expect(try say(store, "a", "b", key: "whole") == ids)
    let removed = try say(store, "gone", key: "removed")
    let next = try say(store, "next", key: "next")
    #expect(Set(ids + removed + next).count == 4)
    #expect(try texts(store, "s") == ["a", "b", "next"])
    try store.close()
  }

  private func say(_ store: SQLiteStore, _ texts: String..., key idempotency: String) throws -> [Int64] {
    try store.append(AppendRequest(session: key("s"), messages: texts.map { user($0) }, idempotencyKey: idempotency))
  }

  @Test func aRequestThatACrashCutShortIsMadeOnceInAll() throws {
    let fixture = try Fixture()
    let source = try fixture.files.store()
    try source.say("before", in: "s")
    try source.say("a", "b", "c", in: "s", idempotency: "k")
    let path = fixture.files.path("s.jsonl")
    Files.write(path, Files.read(path).dropLast(20))
    let store = try fixture.store()
    #expect(try fixture.take(into: store) == ["import_unfinished"])
    #expect(try texts(store, "s") == ["before"])
    _ = try say(store, "a", "b", "c", key: "k")
    #expect(try texts(store, "s") == ["before", "a", "b", "c"])
    try store.close()
  }

  @Test func aKeyAnswersOnlyWhereAllLinesAreThere() throws {
    let fixture = try Fixture()
    try fixture.files.store().say("a", "b", "c", in: "s", idempotency: "k")
    let path = fixture.files.path("s.jsonl")
    Files.write(path, Files.text(path).split(separator: "\n").enumerated().map { ($0 == 1 ? "bad" : $1) + "\n" }.joined())
    let store = try fixture.store()
    #expect(try fixture.take(into: store) == ["lines_skipped"])
    #expect(try say(store, "a", "b", "c", key: "k").count == 3)
    #expect(try texts(store, "s") == ["a", "c", "a", "b", "c"])
    try store.close()
  }

  @Test func aSessionWithFormerGenerationsStays() throws {
    let fixture = try Fixture()
    let source = try fixture.files.store()
    try source.say("old", in: "s")
    _ = try source.reset(key("s"), SessionChange())
    try source.say("new", in: "s")
    let before = fixture.names
    let store = try fixture.store()
    #expect(try fixture.take(into: store) == ["import_generations"])
    #expect(fixture.names == before)
    #expect(try store.session(key("s")) == nil)
    try store.close()
  }
}
