internal import AgentRegistry
internal import HandlePool
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

struct DiscoveryTests {
  static let names: [[UInt8]] =
    [
      "Retired Agent", "retired-agent", "日本", "_foo", "..foo", "...", ".hidden", "-rf", "--all-agents", "caf\u{E9}", "cafe\u{301}",
      " both ends ", "tab\there", "line\nbreak", "red\u{1B}[31m", "bell\u{7}\u{7F}", "%41gent", "$(id)", "*", "back\\slash", "quote\"'",
      "\u{FEFF}ops", "agent:ops:main", "sessions", "agents",
    ].map(\.raw) + [
      [UInt8](repeating: 0x6E, count: 255), [0xFF, 0xFE, 0x2D, 0x6E], [0x63, 0xE9], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0x0A, 0x80],
    ]

  @Test func everyNameIsKeptByteForByte() async throws {
    let ground = Ground()
    for name in Self.names { ground.agent(bytes: name) }
    let found = try Discovery(of: ground.root())
    #expect(Set(found.agents.map(\.name.bytes)) == Set(Self.names))
    #expect(found.agents.count == Self.names.count)
    #expect(found.agents.map(\.name) == found.agents.map(\.name).sorted())
    let scan = try await ground.scan()
    #expect(scan.agents.map(\.name) == found.agents.map(\.name))
    for name in Self.names { #expect(try scan.agent(named: AgentName(bytes: name))?.name.bytes == name) }
    func odd(_ code: String) -> Int { scan.agents.filter { $0.codes.contains(code) }.count }
    #expect(odd("name_not_utf8") == 5)
    #expect(odd("name_control_character") == 5)
  }

  @Test func aRootWithoutAgentsHasNone() async throws {
    let ground = Ground()
    let before = ground.listing
    let scan = try await ground.scan()
    #expect(scan.agents.isEmpty && scan.findings.isEmpty && scan.databases == 0 && scan.layout == .native && !scan.isManaged)
    #expect(ground.listing == before)
  }

  @Test func whatIsNoDirectoryIsAFinding() throws {
    let ground = Ground()
    ground.agent("real")
    ground.agent("deep", files: ["sessions/a.jsonl"])
    Files.makeDirectory(ground.directory.path("elsewhere/visitor"))
    Files.link(ground.path("agents/inside"), to: "real")
    Files.link(ground.path("agents/absolute"), to: ground.path("agents/real"))
    Files.link(ground.path("agents/chain"), to: "inside")
    Files.link(ground.path("agents/deeper"), to: "deep/sessions")
    Files.link(ground.path("agents/outside"), to: "../../elsewhere/visitor")
    Files.link(ground.path("agents/parent"), to: "..")
    Files.link(ground.path("agents/dangling"), to: "nobody")
    Files.link(ground.path("agents/loop"), to: "loop")
    Files.makeFIFO(ground.path("agents/pipe"))
    Files.write(ground.path("agents/notes.txt"), "x")
    let found = try Discovery(of: ground.root())
    #expect(found.agents.map(\.name.description) == ["deep", "real"])
    let targets = Dictionary(uniqueKeysWithValues: found.links.map { ($0.name.description, $0.target) })
    let real = try AgentName("real")
    #expect(targets["inside"] == .agent(real) && targets["absolute"] == .agent(real) && targets["chain"] == .agent(real))
    #expect(targets["deeper"] == .inside("agents/deep/sessions"))
    #expect(targets["outside"] == .outside(try FilePath(ground.directory.path("elsewhere/visitor"))))
    #expect(targets["parent"] == .outside(try FilePath(ground.path)))
    #expect(targets["dangling"] == .nowhere && targets["loop"] == .nowhere)
    let codes = Dictionary(grouping: found.findings, by: \.code).mapValues(\.count)
    #expect(codes == ["symlink_inside": 4, "symlink_outside": 2, "symlink_dangling": 2, "not_a_directory": 2])
    #expect(found.findings.first { $0.code == "symlink_outside" }?.subject == "agents/outside".raw)
  }

  @Test func aLinkInThePlaceOfTheAgentsIsRefused() async throws {
    let ground = Ground()
    Files.makeDirectory(ground.directory.path("elsewhere/a"))
    Files.link(ground.path("agents"), to: "../elsewhere")
    #expect(await failure { _ = try ground.root() }?.code == .outsideRoot)
  }

  @Test func aMissingRootNamesItsRemedy() async throws {
    let ground = Ground()
    let error = await failure { _ = try StateRoot(path: FilePath(ground.path("nothing"))) }
    #expect(error?.code == .rootMissing && error?.remedy?.contains("warren init") == true)
    Files.write(ground.path("file"), "x")
    #expect(await failure { _ = try StateRoot(path: FilePath(ground.path("file"))) }?.code == .inputInvalid)
  }

  @Test func theRootIsItsRealPath() throws {
    let ground = Ground()
    Files.link(ground.directory.path("alias"), to: "root")
    let root = try StateRoot(path: FilePath(ground.directory.path("alias/../alias/.")))
    #expect(root.path == (try FilePath(ground.path)))
    #expect(try root.poolRoot(clock: ground.clock) == nil)
    ground.agent("a")
    #expect(try root.poolRoot(clock: ground.clock)?.path == (try FilePath(ground.path("agents"))))
  }
}
