internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

struct AgentInspectorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let files: [String]
    var manifest: String?
    let layout: Layout?
    let backend: String?
    let native: Backend?
    var state = AgentSummary.State.ok
    var testDescription: String { "\(files) \(manifest ?? "-")" }
  }

  static let cases: [Case] = [
    Case(files: [], layout: nil, backend: nil, native: nil, state: .absent),
    Case(files: ["notes/x"], layout: nil, backend: nil, native: nil, state: .absent),
    Case(files: ["sessions/x.jsonl.migrated", "sessions/x.JSONL"], layout: nil, backend: nil, native: nil, state: .absent),
    Case(files: ["sessions.sqlite"], layout: .native, backend: "sqlite", native: .sqlite),
    Case(files: ["sessions.sqlite"], manifest: "sqlite", layout: .native, backend: "sqlite", native: .sqlite),
    Case(files: ["sessions/a.jsonl"], layout: .zeroclaw, backend: "jsonl", native: .jsonl),
    Case(files: ["sessions/a.jsonl"], manifest: "jsonl", layout: .native, backend: "jsonl", native: .jsonl),
    Case(files: ["sessions/.a.meta.json"], manifest: "jsonl", layout: .native, backend: "jsonl", native: .jsonl),
    Case(files: [], manifest: "sqlite", layout: .native, backend: "sqlite", native: .sqlite, state: .absent),
    Case(files: ["sessions/a.jsonl", "sessions.sqlite"], manifest: "sqlite", layout: .native, backend: "sqlite", native: .sqlite),
    Case(files: ["sessions/a.jsonl", "sessions.sqlite"], layout: .mixed, backend: "sqlite", native: .sqlite),
    Case(files: ["sessions/sessions.db"], layout: .zeroclaw, backend: "zeroclaw_sqlite", native: nil),
    Case(files: ["workspace/sessions/sessions.db"], layout: .zeroclaw, backend: "zeroclaw_sqlite", native: nil),
    Case(files: ["sessions/sessions.db", "sessions/a.jsonl"], layout: .mixed, backend: "zeroclaw_sqlite", native: .jsonl),
    Case(files: ["sessions/sessions.json"], layout: .openclaw, backend: "openclaw_json", native: nil),
    Case(files: ["sessions/sessions.json", "sessions/a.jsonl"], layout: .openclaw, backend: "openclaw_json", native: nil),
    Case(files: ["agent/openclaw-agent.sqlite", "sessions/a.jsonl"], layout: .openclaw, backend: "openclaw_sqlite", native: nil),
    Case(files: ["agent/openclaw-agent.sqlite", "sessions/sessions.json"], layout: .openclaw, backend: "openclaw_sqlite", native: nil),
    Case(
      files: ["agent/openclaw-agent.sqlite", "sessions.sqlite"], manifest: "sqlite", layout: .mixed, backend: "sqlite", native: .sqlite),
    Case(files: ["sessions.sqlite"], manifest: "postgres", layout: .native, backend: "postgres", native: nil, state: .degraded),
  ]

  @Test(arguments: cases) func whatLiesThereTellsTheBackendUnlessOneIsStored(_ item: Case) throws {
    let ground = Ground()
    ground.agent("a", files: item.files)
    if let backend = item.manifest { ground.manifest("a", backend: backend) }
    let found = try ground.inspect("a")
    #expect(found.layout == item.layout && found.backend == item.backend && found.nativeBackend == item.native)
    #expect(found.state == item.state)
    #expect((found.error != nil) == (item.state == .degraded))
    #expect(found.codes.contains("agent_empty") == (item.state == .absent))
    #expect(found.uuid == (item.manifest == nil ? nil : Ground.uuid))
    #expect(found.location?.identity == (item.native == nil && !found.isForeign ? nil : found.identity))
    #expect((found.location?.foreign != nil) == found.isForeign)
  }

  @Test func anUnknownStoredBackendIsNeverGuessedAnew() throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite", "sessions/a.jsonl"])
    ground.manifest("a", backend: "sqlight")
    let found = try ground.inspect("a")
    #expect(found.error?.code == .backendUnknown && found.location == nil && found.backend == "sqlight")
  }

  @Test(arguments: [
    "", "{", "[]", "{\"format\":1}", "{\"format\":1,\"uuid\":\"x\",\"backend\":\"sqlite\"}",
    "{\"format\":2,\"uuid\":\"\(Ground.uuid)\",\"backend\":\"sqlite\"}", "{\"format\":1,\"uuid\":\"\(Ground.uuid)\",\"backend\":7}",
    String(repeating: " ", count: 70_000),
  ])
  func aDamagedManifestIsAnError(_ text: String) throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite"])
    Files.write(ground.path("agents/a/.warren.json"), text)
    let found = try ground.inspect("a")
    #expect(found.codes.contains("manifest_damaged") && found.state == .degraded && found.error?.code == .corrupt && found.uuid == nil)
  }

  @Test(arguments: ["sessions.sqlite", "sessions/sessions.db", "sessions/sessions.json", "agent/openclaw-agent.sqlite", ".warren.json"])
  func aFIFOIsNeverOpened(_ place: String) throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions/x", "agent/x"])
    Files.makeFIFO(ground.path("agents/a/\(place)"))
    let found = try ground.inspect("a")
    #expect(found.state == .degraded && found.error != nil && found.stores.isEmpty)
    #expect(found.codes.contains(place == ".warren.json" ? "manifest_damaged" : "not_a_regular_file"))
  }

  @Test func aDatabaseOfNoBytesIsDegraded() throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions/sessions.db"])
    Files.write(ground.path("agents/a/sessions/sessions.db"), "")
    let found = try ground.inspect("a")
    #expect(found.state == .degraded && found.codes.contains("database_empty_file") && found.error?.code == .storeEmptyFile)
    #expect(found.stores.count == 1)
  }

  @Test func aSessionThatIsNoFileIsOnlyAFinding() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions/a.jsonl"])
    Files.makeFIFO(ground.path("agents/a/sessions/b.jsonl"))
    Files.makeDirectory(ground.path("agents/a/sessions/c.jsonl"))
    let found = try #require(try await ground.scan().agents.first)
    #expect(found.state == .ok && found.findings.filter { $0.code == "not_a_regular_file" }.count == 2)
  }

  @Test(arguments: [
    ["sessions/a.jsonl": "{\"type\":\"session\",\"version\":3,\"id\":\"a\"}\n"], ["sessions/a.trajectory.jsonl": "{}\n"],
    ["sessions/skills-prompts/x": "x", "sessions/a.jsonl": "{\"role\":\"user\"}\n"],
  ])
  func transcriptsWithoutAStoreAreOpenClawsAndDegraded(_ files: [String: String]) throws {
    let ground = Ground()
    ground.agent("a", files: Array(files.keys))
    for (file, text) in files { Files.write(ground.path("agents/a/\(file)"), text) }
    let found = try ground.inspect("a")
    #expect(found.layout == .openclaw && found.state == .degraded && found.stores.isEmpty && found.location == nil && found.isForeign)
    #expect(found.codes.contains("store_missing"))
  }

  @Test func aGateShows() throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite", ".warren-gate"])
    let found = try ground.inspect("a")
    #expect(found.isGated && found.state == .deleting)
  }

  @Test func accessOfOthersIsAFinding() throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite"])
    #expect(!(try ground.inspect("a").codes.contains("mode_too_open")))
    Files.changeMode(ground.path("agents/a"), 0o755)
    Files.changeMode(ground.path("agents/a/sessions.sqlite"), 0o644)
    #expect(try ground.inspect("a").findings.filter { $0.code == "mode_too_open" }.count == 2)
  }

  @Test func aDirectorySwappedForALinkIsRefused() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite"])
    Files.makeDirectory(ground.directory.path("trap/sessions"))
    let root = try ground.root()
    let entry = try #require(try Discovery(of: root).agents.first)
    Files.rename(ground.path("agents/a"), to: ground.directory.path("moved"))
    let inspector = AgentInspector(root)
    #expect(await failure { _ = try inspector.inspect(entry.name, expecting: entry.identity) }?.code == .deleted)
    Files.link(ground.path("agents/a"), to: ground.directory.path("moved"))
    #expect(await failure { _ = try inspector.inspect(entry.name, expecting: entry.identity) }?.code == .replaced)
    Files.remove(ground.path("agents/a"))
    Files.makeDirectory(ground.path("agents/a"))
    #expect(await failure { _ = try inspector.inspect(entry.name, expecting: entry.identity) }?.code == .replaced)
    #expect(try inspector.inspect(entry.name).state == .absent)
  }

  @Test func aLinkedDirectoryOfSessionsIsNotFollowed() throws {
    let ground = Ground()
    ground.agent("a")
    Files.makeDirectory(ground.directory.path("trap"))
    Files.write(ground.directory.path("trap/sessions.db"), "x")
    Files.link(ground.path("agents/a/sessions"), to: "../../../trap")
    let found = try ground.inspect("a")
    #expect(found.stores.isEmpty && found.state == .degraded && found.error?.code == .notRegularFile)
  }

  @Test func anUnreadableDirectoryIsARowWithItsError() async throws {
    let ground = Ground()
    ground.agent("a", files: ["sessions.sqlite"])
    ground.agent("b", files: ["sessions.sqlite"])
    let calls = SystemCalls { call, path in call == .open && path == "a" ? 13 : nil }
    let scan = try await ground.root(calls: calls).scan(lanes: ground.lanes)
    #expect(scan.agents.map(\.state) == [.degraded, .ok])
    #expect(scan.agents.first?.error?.code == .denied)
  }
}
