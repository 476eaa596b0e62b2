internal import JSON
internal import LegacyFormats
internal import Platform
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

/// State directories of the shared generators, compared with their statements of what a correct tool finds; only where those are.
@Suite(.enabled(if: OpenClawSample.folder != nil)) struct OpenClawSampleTests {
  @Test(arguments: ["json", "sqlite", "mixed"], [1, 2, 3, 77]) func everyStoreIsReadAsStated(_ era: String, _ seed: Int) throws {
    let sample = try OpenClawSample(["--era", era, "--seed", "\(seed)"])
    let before = Files.listing(sample.path)
    try sample.compare()
    #expect(Files.listing(sample.path) == before)
  }

  @Test(arguments: [
    ["--no-traps", "--agents", "12", "--sessions", "20"], ["--sessions", "1", "--messages", "1"], ["--messages", "90", "--seed", "5"],
  ])
  func otherSizes(_ options: [String]) throws { try OpenClawSample(options).compare() }

  @Test(arguments: [("json", OpenClawRecognition.Era.files), ("sqlite", .mixed), ("mixed", .mixed)])
  func theStateDirectoryIsRecognised(_ era: String, _ expected: OpenClawRecognition.Era) throws {
    let sample = try OpenClawSample(["--era", era])
    let root = try #require(try OpenClawRecognition.root(OpenClawGround.open(sample.path)))
    #expect(root.agents == sample.expected["agents"]?.elements.map { $0 }.count)
    #expect(root.era == expected)
    #expect(root.hasConfiguration && root.hasStoreBeforeAgents)
    #expect(root.hasControlDatabase == (era != "json"))
    let stores = sample.expected["stores"]?.elements.map { $0 } ?? []
    #expect(root.stores == stores.count { $0["kind"]?.repairedString == "openclaw_json" } + (era == "json" ? 1 : 0))
  }
}
