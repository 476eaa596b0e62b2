// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library target of ours: its floor is checked by Tests/ArchitectureTests against `Docs/architecture.md`.
func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "warren",
  products: [
    .library(name: "Warren", targets: ["Warren"]),
    .executable(name: "warren", targets: ["warren"]),
  ],
  targets: [
    // System libraries
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPlatform"),
    // Floor 0
    floor("SQLite", ["CSQLite"]),
    floor("Platform", ["CPlatform"]),
    floor("JSON"),
    floor("WarrenModel"),
    // Floor 1
    floor("SessionStore", ["SQLite", "Platform", "JSON", "WarrenModel"]),
    floor("ModelJSON", ["JSON", "WarrenModel"]),
    floor("CommandTree", ["WarrenModel"]),
    // Floor 2
    floor("HandlePool", ["SessionStore", "SQLite", "Platform", "WarrenModel"]),
    floor("LegacyFormats", ["SessionStore", "SQLite", "Platform", "JSON", "WarrenModel"]),
    // Floor 3
    floor("AgentRegistry", ["HandlePool", "LegacyFormats", "SessionStore", "ModelJSON", "SQLite", "Platform", "JSON", "WarrenModel"]),
    // Floor 4
    floor("WarrenService", ["AgentRegistry", "HandlePool", "SessionStore", "Platform", "WarrenModel"]),
    // Floor 5
    floor("WarrenCommands", ["CommandTree", "ModelJSON", "JSON", "WarrenModel"]),
    floor("Warren", ["WarrenService", "WarrenModel"]),
    // Floor 6
    .executableTarget(
      name: "warren", dependencies: ["WarrenCommands", "WarrenService", "Platform", "WarrenModel"], swiftSettings: strict),
    // An embedder's program: outside the package's own access, as theirs is.
    .executableTarget(
      name: "embed", dependencies: ["Warren"], path: "Docs/examples/embed", packageAccess: false, swiftSettings: strict),
    // Tests
    .executableTarget(
      name: "TestDriver", dependencies: ["Warren"], path: "Tests/TestDriver", packageAccess: false, swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests("ArchitectureTests", ["JSON", "TestSupport"]),
    tests("SQLiteTests", ["SQLite", "TestSupport"]),
    tests("PlatformTests", ["Platform"]),
    tests("JSONTests", ["JSON"]),
    tests("ModelJSONTests", ["JSON", "ModelJSON", "WarrenModel"]),
    tests("CommandTreeTests", ["CommandTree", "WarrenModel"]),
    .testTarget(
      name: "SessionStoreTests", dependencies: ["SessionStore", "JSON", "Platform", "SQLite", "WarrenModel", "TestSupport"],
      exclude: ["Samples"], swiftSettings: strict),
    tests(
      "AgentRegistryTests", ["AgentRegistry", "HandlePool", "SessionStore", "SQLite", "Platform", "JSON", "WarrenModel", "TestSupport"]),
    tests("LegacyFormatsTests", ["LegacyFormats", "SessionStore", "SQLite", "Platform", "JSON", "WarrenModel", "TestSupport"]),
    tests("WarrenServiceTests", ["WarrenService", "WarrenModel", "TestSupport"]),
    .testTarget(
      name: "WarrenCommandsTests", dependencies: ["WarrenCommands", "CommandTree", "JSON", "WarrenModel", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    tests("EndToEndTests", ["AgentRegistry", "JSON", "TestSupport", "warren", "TestDriver"]),
    tests("HandlePoolTests", ["HandlePool", "SessionStore", "SQLite", "Platform", "WarrenModel", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
