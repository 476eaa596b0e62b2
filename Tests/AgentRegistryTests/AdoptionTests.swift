internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import SessionStore
internal import TestSupport
internal import Testing
internal import WarrenModel

struct AdoptionTests {
  private func managed() throws -> (Ground, StateRoot) {
    let ground = Ground()
    return (ground, try ControlDirectory.initialize(FilePath(ground.path)))
  }

  @Test func anEmptyDirectoryGetsADatabaseAndKeepsIt() async throws {
    let (ground, root) = try managed()
    ground.agent("a", files: ["notes/x"])
    let made = try ground.creator(root).adopt(ground.inspect("a"))
    #expect(made.state == .ok && made.backend == "sqlite" && made.layout == .native)
    let before = Files.listing(ground.path("agents"))
    let again = try ground.creator(root).adopt(made)
    #expect(again.uuid == made.uuid)
    #expect(Files.listing(ground.path("agents")) == before)
    #expect(Files.names(ground.path(".warren/tmp")).isEmpty)
    let store = try SQLiteStore(path: ground.path("agents/a/sessions.sqlite").raw, uuid: made.uuid, clock: ground.clock)
    try store.close()
  }

  @Test func whatLiesThereIsTheBackend() async throws {
    let (ground, root) = try managed()
    ground.agent("files", files: ["sessions/a.jsonl"])
    #expect(try ground.creator(root).adopt(ground.inspect("files")).backend == "jsonl")
    #expect(!Files.exists(ground.path("agents/files/sessions.sqlite")))
    let made = try ground.creator(root).create(AgentName("moved"), backend: .sqlite)
    Files.remove(ground.path("agents/moved/.warren.json"))
    let again = try ground.creator(root).adopt(ground.inspect("moved"))
    #expect(again.uuid == made.uuid && again.manifest != nil)
    ground.agent("new")
    #expect(try ground.creator(root).adopt(ground.inspect("new"), preferred: .jsonl).backend == "jsonl")
  }

  @Test func severalAtOnceEndWithOneUUIDAndOneDatabase() async throws {
    let (ground, root) = try managed()
    for round in 0..<5 {
      ground.agent("a\(round)")
      let found = try ground.inspect("a\(round)")
      let uuids = await withTaskGroup(of: String?.self) { group in
        for _ in 0..<8 { group.addTask { await ground.lanes.run { try? ground.creator(root).adopt(found).uuid } } }
        return await group.reduce(into: [String?]()) { $0.append($1) }
      }
      #expect(Set(uuids).count == 1 && uuids.first != .some(nil), "\(uuids)")
      let uuid = try #require(uuids.first ?? nil)
      let store = try SQLiteStore(path: ground.path("agents/a\(round)/sessions.sqlite").raw, uuid: uuid, clock: ground.clock)
      try store.close()
      #expect(Files.names(ground.path("agents/a\(round)")).count == 2)
    }
    #expect(Files.names(ground.path(".warren/tmp")).isEmpty)
  }

  @Test func anotherHoldsTheControlDirectoryMeanwhile() async throws {
    let (ground, root) = try managed()
    ground.agent("a")
    let lock = try ControlLock(root: root, owner: LockOwner(command: "warrend"), clock: ground.clock)
    #expect(try ground.creator(root).adopt(ground.inspect("a")).state == .ok)
    lock.release()
  }

  @Test func foreignGatedLockedAndDamagedOnesAreRefused() async throws {
    let (ground, root) = try managed()
    ground.agent("foreign", files: ["sessions/sessions.db", "sessions/a.jsonl"])
    ground.agent("gated", files: [".warren-gate"])
    ground.agent("damaged", files: [".warren.json"])
    ground.agent("locked")
    let creator = ground.creator(root)
    func code(_ name: String) async -> ErrorCode? {
      await failure { _ = try creator.adopt(ground.inspect(name)) }?.code
    }
    let before = Files.listing(ground.path("agents"))
    #expect(await code("foreign") == .foreignStore)
    #expect(await code("gated") == .deleting)
    #expect(await code("damaged") == .corrupt)
    let deleter = SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(ground.path("agents/locked"))))
    #expect(try deleter.tryLock(.exclusive))
    #expect(await code("locked") == .deleting)
    #expect(Files.listing(ground.path("agents")) == before)
  }

  @Test(arguments: [SystemCall.open, .write, .sync, .rename, .makeDirectory]) func aFailureHalfWayIsMadeGoodByTheNext(_ call: SystemCall)
    async throws
  {
    let (ground, root) = try managed()
    for nth in 1...40 {
      ground.agent("a\(nth)")
      let calls = SystemCalls.failing(call, nth: nth, with: 28)
      let found = try ground.inspect("a\(nth)")
      let error = await failure { _ = try ground.creator(ground.root(calls: calls)).adopt(found) }
      let made = try ground.creator(root).adopt(found)
      #expect(made.state == .ok && made.manifest != nil)
      if error == nil { break }
    }
  }
}
