import TestSupport
import Testing

/// The repository as it stands.
@Suite struct ArchitectureTests {
  @Test func theRepositoryKeepsItsRules() throws {
    let scratch = TemporaryDirectory("architecture")
    let repository = try Repository.current(scratch: scratch)
    for violation in Architecture.violations(in: repository) { Issue.record("\(violation)") }
  }

  @Test func theCheckSeesTheWholeRepository() throws {
    let scratch = TemporaryDirectory("architecture")
    let repository = try Repository.current(scratch: scratch)
    let targets = Set(repository.manifest.targets.map(\.name))
    #expect(targets.isSuperset(of: ["CSQLite", "SQLite", "WarrenModel", "ArchitectureTests"]))
    #expect(repository.table.floors.count >= 15)
    #expect(repository.table.systemModules.count >= 2)
    #expect(repository.table.toolchain.contains("Glibc"))
    for target in repository.manifest.targets where target.kind != .system {
      #expect(repository.files.contains { repository.manifest.target(of: $0)?.name == target.name }, "\(target.name) has no file")
    }
    #expect(
      repository.files.contains { $0.path == "Sources/SQLite/Connection.swift" && $0.imports.contains { $0.import.module == "CSQLite" } })
  }
}
