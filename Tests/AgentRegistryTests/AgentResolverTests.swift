internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

struct AgentResolverTests {
  private func ground() -> Ground {
    let ground = Ground()
    for name in ["Retired Agent", "retired-agent", "Ops", "OPS", "Team Alpha", "日本", "research", "twin-a", "twin-b", "caf\u{E9}", "-rf"] {
      ground.agent(name)
    }
    ground.manifest("research", uuid: Ground.uuid)
    ground.manifest("twin-a", uuid: "11111111-d9cb-469f-a165-70867728950e")
    ground.manifest("twin-b", uuid: "11111111-D9CB-469F-A165-70867728950E")
    Files.link(ground.path("agents/linked-in"), to: "research")
    Files.link(ground.path("agents/linked-out"), to: "/")
    Files.write(ground.path("agents/notes.txt"), "x")
    return ground
  }

  private func resolve(_ words: String, _ ground: Ground, _ purpose: AgentResolver.Purpose = .look) async throws -> String {
    try await AgentResolver(root: ground.root(), lanes: ground.lanes).resolve(AgentSelector(words), purpose: purpose).name.description
  }

  @Test(arguments: [
    ("Retired Agent", "Retired Agent"), ("retired-agent", "retired-agent"), ("Ops", "Ops"), ("-rf", "-rf"), ("日本", "日本"),
    (Ground.uuid, "research"), (Ground.uuid.uppercased(), "research"), ("team-alpha", "Team Alpha"), ("caf", "caf\u{E9}"), ("rf", "-rf"),
  ])
  func nameThenUUIDThenLabel(_ words: String, _ name: String) async throws {
    let ground = ground()
    let before = ground.listing
    let found = try await resolve(words, ground)
    #expect(found.raw == name.raw)
    #expect(ground.listing == before)
  }

  @Test(
    arguments: [
      ("", ErrorCode.nameInvalid, nil), (".", .nameInvalid, nil), ("..", .nameInvalid, nil), ("a/b", .nameInvalid, nil),
      ("a\0b", .nameInvalid, nil), (String(repeating: "a", count: 256), .nameInvalid, nil), ("ops", .agentAmbiguous, nil),
      ("11111111-d9cb-469f-a165-70867728950e", .agentAmbiguous, nil), ("RETIRED AGENT", .agentUnknown, "\"Retired Agent\""),
      ("resaerch", .agentUnknown, "\"research\""), ("cafe\u{301}", .agentUnknown, nil), ("team.alpha", .agentUnknown, "\"Team Alpha\""),
      ("main", .agentUnknown, nil), ("агент", .agentUnknown, "warren agents list"), ("notes.txt", .agentUnknown, nil),
      ("linked-in", .agentUnknown, "\"research\""), ("linked-out", .agentUnknown, "agents list"),
      ("22222222-d9cb-469f-a165-70867728950e", .agentUnknown, nil), ("nothing like it", .agentUnknown, "agents list"),
    ] as [(String, ErrorCode, String?)])
  func whatIsNotFoundIsOfferedAndNothingIsMade(_ words: String, _ code: ErrorCode, _ remedy: String?) async throws {
    let ground = ground()
    let before = ground.listing
    let error = await failure { _ = try await resolve(words, ground) }
    #expect(error?.code == code)
    if let remedy { #expect(error?.remedy?.contains(remedy) == true, "\(error?.remedy ?? "")") }
    #expect(ground.listing == before)
  }

  @Test func whatDestroysTakesNoLabel() async throws {
    let ground = ground()
    #expect(try await resolve("Team Alpha", ground, .destroy) == "Team Alpha")
    #expect(try await resolve(Ground.uuid, ground, .destroy) == "research")
    let error = await failure { _ = try await resolve("team-alpha", ground, .destroy) }
    #expect(error?.code == .agentUnknown && error?.remedy?.contains("\"Team Alpha\"") == true)
  }

  @Test func anAmbiguityNamesTheCandidates() async throws {
    let error = await failure { _ = try await resolve("ops", ground()) }
    #expect(error?.message.contains("\"OPS\" and \"Ops\"") == true, "\(error?.message ?? "")")
  }

  @Test func aRootWithoutAgentsKnowsNobody() async throws {
    let ground = Ground()
    #expect(await failure { _ = try await resolve("main", ground) }?.code == .agentUnknown)
  }
}
