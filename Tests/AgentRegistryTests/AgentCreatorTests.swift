internal import AgentRegistry
internal import Platform
internal import SessionStore
internal import TestSupport
internal import Testing
internal import WarrenModel

struct AgentCreatorTests {
  @Test(arguments: Backend.allCases) func aNewAgentIsWholeAndPrivate(_ backend: Backend) async throws {
    let ground = Ground()
    let root = try ground.root()
    let made = try ground.creator(root).create(AgentName("new one"), backend: backend)
    #expect(made.state == .ok && made.nativeBackend == backend && made.layout == .native && root.isManaged)
    #expect(made.findings.isEmpty, "\(made.findings)")
    let uuid = try #require(made.uuid)
    #expect(uuid.count == 36 && Array(uuid)[14] == "4")
    #expect(Files.text(ground.path("agents/new one/.warren.json")).contains("2026-"))
    #expect(Files.names(ground.path(".warren/tmp")).isEmpty)
    #expect(Set(Files.names(ground.path(".warren"))) == ["tmp", "trash", "lock"])
    let wanted: Set = backend == .sqlite ? [".warren.json", "sessions.sqlite"] : [".warren.json", "sessions"]
    #expect(Set(Files.names(ground.path("agents/new one"))) == wanted)
    for line in ground.listing { #expect(line.contains(" 40700 ") || line.contains(" 100600 "), "\(line)") }
    guard backend == .sqlite else { return }
    let store = try SQLiteStore(path: ground.path("agents/new one/sessions.sqlite").raw, uuid: uuid, clock: ground.clock)
    #expect(try store.uuid() == uuid)
    try store.close()
  }

  @Test func anyNameCanBeMade() async throws {
    let ground = Ground()
    let creator = ground.creator(try ground.root())
    for name in DiscoveryTests.names { _ = try creator.create(AgentName(bytes: name), backend: .jsonl) }
    let scan = try await ground.scan()
    #expect(Set(scan.agents.map(\.name.bytes)) == Set(DiscoveryTests.names))
    #expect(Set(scan.agents.compactMap(\.uuid)).count == DiscoveryTests.names.count)
  }

  @Test func whateverHasTheNameStays() async throws {
    let ground = Ground()
    ground.agent("directory")
    Files.write(ground.path("agents/file"), "x")
    Files.link(ground.path("agents/link"), to: "nobody")
    let creator = ground.creator(try ControlDirectory.initialize(FilePath(ground.path)))
    let before = Files.listing(ground.path("agents"))
    for name in ["directory", "file", "link"] {
      #expect(await failure { _ = try creator.create(AgentName(name), backend: .sqlite) }?.code == .agentExists)
    }
    #expect(await failure { _ = try creator.create(AgentName(".warren-x"), backend: .sqlite) }?.code == .nameInvalid)
    #expect(Files.listing(ground.path("agents")) == before)
    #expect(Files.names(ground.path(".warren/tmp")).isEmpty)
  }

  @Test func ofTwoAtOnceOneWins() async throws {
    let ground = Ground()
    var (made, refused) = (0, 0)
    await withTaskGroup(of: WarrenError?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          await ground.lanes.run { Result { _ = try ground.creator(ground.root()).create(AgentName("a"), backend: .sqlite) } }
            .failure as? WarrenError
        }
      }
      for await error in group {
        if error == nil { made += 1 }
        if error?.code == .agentExists { refused += 1 }
      }
    }
    #expect(made == 1 && refused == 7)
    #expect(try ground.inspect("a").state == .ok)
  }

  @Test func aForeignRootIsNotWritten() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions/a.jsonl"])
    let before = ground.listing
    let creator = ground.creator(try ground.root())
    #expect(await failure { _ = try creator.create(AgentName("b"), backend: .sqlite) }?.code == .foreignRoot)
    let found = try ground.inspect("a")
    #expect(await failure { _ = try creator.adopt(found) }?.code == .foreignRoot)
    #expect(ground.listing == before)
    #expect(await failure { _ = try ControlDirectory.initialize(FilePath(ground.path)) }?.code == .foreignRoot)
    _ = try ControlDirectory.initialize(FilePath(ground.path), adoptingForeign: true)
    #expect(try creator.create(AgentName("b"), backend: .sqlite).state == .ok)
  }

  @Test(arguments: [SystemCall.makeDirectory, .open, .write, .sync, .rename])
  func aFailureAnywhereLeavesNothing(_ call: SystemCall) async throws {
    let ground = Ground()
    _ = try ControlDirectory.initialize(FilePath(ground.path))
    var failures = 0
    for nth in 1... {
      let calls = SystemCalls.failing(call, nth: nth, with: 28)
      guard let error = await failure({ _ = try ground.creator(ground.root(calls: calls)).create(AgentName("a"), backend: .sqlite) })
      else { break }
      failures += 1
      #expect(error.code == .diskFull, "\(error)")
      let names = Files.names(ground.path("agents"))
      // The last look at what has been made may fail too.
      if !names.isEmpty {
        let state = try ground.inspect("a").state
        #expect(call == .open && state == .ok, "\(call) \(nth) \(error)")
      }
      removeTree(ground.path("agents/a"))
      #expect(await failure { _ = try ControlLock(root: ground.root(), owner: LockOwner(command: "x"), clock: ground.clock) } == nil)
      #expect(Files.names(ground.path(".warren/tmp")).isEmpty)
    }
    #expect(failures > 0)
  }

  @Test func whatACrashLeftIsClearedByTheNextHolder() async throws {
    let ground = Ground()
    let root = try ControlDirectory.initialize(FilePath(ground.path))
    let id = String(repeating: "0a", count: 16)
    Files.makeDirectory(ground.path(".warren/tmp/\(id)/agent/sessions"))
    Files.write(ground.path(".warren/tmp/\(id)/agent/.warren.json"), "x")
    Files.makeDirectory(ground.directory.path("elsewhere"))
    Files.write(ground.directory.path("elsewhere/kept"), "x")
    Files.link(ground.path(".warren/tmp/\(id)/agent/link"), to: ground.directory.path("elsewhere"))
    Files.link(ground.path(".warren/tmp/\(String(repeating: "0b", count: 16))"), to: ground.directory.path("elsewhere"))
    Files.makeDirectory(ground.path(".warren/tmp/something else"))
    _ = try ControlLock(root: root, owner: LockOwner(command: "x"), clock: ground.clock)
    #expect(Set(Files.names(ground.path(".warren/tmp"))) == ["something else", String(repeating: "0b", count: 16)])
    #expect(Files.exists(ground.directory.path("elsewhere/kept")))
  }
}

extension Result {
  var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
