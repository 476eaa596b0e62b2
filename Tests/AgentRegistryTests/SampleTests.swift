internal import AgentRegistry
internal import JSON
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

/// Trees of the shared generators, with their statements of what a correct tool finds; only where those are.
@Suite(.enabled(if: SampleFolder.path != nil)) struct SampleTests {
  private static func generate(_ program: String, _ arguments: [String]) throws -> (Ground, JSONValue) {
    let ground = Ground()
    let made = Child.run(["python3", "\(SampleFolder.path ?? "")/\(program)", ground.path] + arguments)
    try #require(made.status == 0, "\(made.errors)")
    var scanner = JSONScanner()
    return (ground, try scanner.scan(Files.read(ground.path + ".expected.json")))
  }

  private static func name(_ agent: JSONValue) -> [UInt8] {
    agent["directory_hex"]?.repairedString.flatMap { Hex.bytes($0) } ?? agent["directory"]?.utf8 ?? []
  }

  @Test(arguments: ["sqlite-zeroclaw", "jsonl", "mixed"]) func aFleetOfAwkwardAgents(_ backend: String) async throws {
    let (ground, expected) = try Self.generate("make_fleet.py", ["--awkward", "--agents", "30", "--backend", backend])
    try await Self.compare(ground, expected)
  }

  @Test(arguments: ["json", "sqlite", "mixed"]) func anOpenClawStateDirectory(_ era: String) async throws {
    let (ground, expected) = try Self.generate("make_openclaw_state.py", ["--era", era])
    try await Self.compare(ground, expected)
    #expect(try await ground.scan().layout == .openclaw)
  }

  @Test(arguments: [[], ["--leave-wal"]]) func aZeroClawInstallation(_ options: [String]) async throws {
    let (ground, expected) = try Self.generate("make_zeroclaw_workspace.py", options)
    try await Self.compare(ground, expected)
    #expect(try await ground.scan().layout == .zeroclaw)
  }

  private static func compare(_ ground: Ground, _ expected: JSONValue) async throws {
    let before = ground.listing
    let root = try ground.root()
    let scan = try await root.scan(lanes: ground.lanes)
    #expect(ground.listing == before)
    let wanted = expected["agents"].map { Array($0.elements) } ?? []
    #expect(Set(scan.agents.map(\.name.bytes)) == Set(wanted.map(name)))
    #expect(scan.agents.count == wanted.count)
    for agent in wanted {
      let found = try #require(scan.agent(named: AgentName(bytes: name(agent))))
      #expect(found.label?.text == agent["label"]?.repairedString)
      compare(found, agent["status"], scan)
    }
    let totals = expected["status"]?["totals"]
    #expect(totals?["databases"]?.int64 == Int64(scan.databases))
    compareOthers(scan, expected)
  }

  private static func compare(_ found: FoundAgent, _ status: JSONValue?, _ scan: RootScan) {
    let also = Set(scan.alsoKnownAs(found).map { $0.bytes.split(separator: 0x2F).prefix(2).joined(separator: [0x2F]).map { $0 } })
    let wanted = Set(status?["also_known_as"].map { $0.elements.map { $0.utf8 ?? [] } } ?? [])
    #expect(also == wanted, "\(found.name)")
    guard let state = status?["state"] else { return }
    let states = state.kind == .array ? state.elements.compactMap(\.repairedString) : [state.repairedString ?? ""]
    // What is inside a file shows only to whoever opens it.
    let closed = states == ["degraded"] && found.state == .ok
    #expect(states.contains(found.state.rawValue) || closed, "\(found.name): \(found.state), \(states)")
    if closed { #expect(["garbage-db", "cut-db", "array-store", "cut-store", "newer-schema"].contains(found.name.description)) }
    #expect((found.error != nil) == (found.state == .degraded))
  }

  private static func compareOthers(_ scan: RootScan, _ expected: JSONValue) {
    for other in expected["not_agents"].map({ Array($0.elements) }) ?? [] {
      let path = other["path"]?.utf8 ?? []
      let codes = scan.findings.filter { $0.subject == path }.map(\.code)
      #expect(codes == [other["code"]?.repairedString ?? ""])
    }
    let checked: Set = [
      "name_not_utf8", "name_control_character", "target_shared", "database_empty_file", "agent_empty", "not_a_regular_file",
      "store_empty_file", "store_missing", "symlink_inside", "symlink_outside", "symlink_dangling", "not_a_directory", "label_collision",
    ]
    let own = Set((scan.findings + scan.agents.flatMap(\.findings)).map { "\($0.code) \(String(decoding: $0.subject, as: UTF8.self))" })
    for warning in expected["warnings"].map({ Array($0.elements) }) ?? [] {
      guard let code = warning["code"]?.repairedString, checked.contains(code), let subject = warning["subject"]?.repairedString else {
        continue
      }
      if subject.hasSuffix("/workspace/sessions/sessions.db") { continue }
      #expect(own.contains("\(code) \(subject)"), "\(code) \(subject)")
    }
  }
}
