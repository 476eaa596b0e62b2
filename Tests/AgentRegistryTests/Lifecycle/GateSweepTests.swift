internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct GateSweepTests {
  @Test func strayGateIsRemovedUnlessAnotherHasTheDirectory() async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b", "c"] { try ground.make(name) }
    for name in ["a", "b"] { Files.write(ground.ground.path("agents/\(name)/.warren-gate"), "whose?") }
    let held = try WorkingDirectory().openDirectory(FilePath(ground.ground.path("agents/b")))
    #expect(try held.tryLock(.shared))
    let swept = try await ground.locked { root, lock in try GateSweep(root).run(under: lock) }
    #expect(swept.map(\.description) == ["a"])
    #expect(ground.gates() == ["b"])
    try held.unlock()
    #expect(try await ground.locked { root, lock in try GateSweep(root).run(under: lock) }.map(\.description) == ["b"])
    #expect(ground.gates().isEmpty && ground.openDescriptors().filter { $0.contains("/agents/a") }.isEmpty)
  }

  @Test func strayGateDoesNotStopADeletion() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    Files.write(ground.ground.path("agents/a/.warren-gate"), "another's")
    let deletion = try await ground.delete("a")
    #expect(Files.text("\(ground.trash)/\(deletion)/a/.warren-gate") == "\(deletion)\n")
  }
}
