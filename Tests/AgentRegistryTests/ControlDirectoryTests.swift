internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

struct ControlDirectoryTests {
  @Test func initializingMakesTheRootAndItsParentsOnce() async throws {
    let ground = Ground()
    let path = try FilePath(ground.path("deep/er/root"))
    let root = try ControlDirectory.initialize(path)
    #expect(root.isManaged && root.path == path)
    let before = ground.listing
    for line in before.dropFirst() { #expect(line.contains(" 40700 "), "\(line)") }
    _ = try ControlDirectory.initialize(path)
    #expect(ground.listing == before)
    #expect(Set(Files.names(ground.path("deep/er/root/.warren"))) == ["tmp", "trash"])
  }

  @Test func aLinkInThePlaceOfTheControlDirectoryIsRefused() async throws {
    let ground = Ground()
    Files.makeDirectory(ground.directory.path("elsewhere"))
    Files.link(ground.path(".warren"), to: ground.directory.path("elsewhere"))
    #expect(!(try ground.root().isManaged))
    #expect(await failure { _ = try ControlDirectory.initialize(FilePath(ground.path)) }?.code == .inputInvalid)
    #expect(Files.names(ground.directory.path("elsewhere")).isEmpty)
  }

  @Test func theBusyErrorNamesTheHolder() async throws {
    let ground = Ground()
    let root = try ControlDirectory.initialize(FilePath(ground.path))
    #expect(ControlLock.holder(in: root) == nil)
    let lock = try ControlLock(root: root, owner: LockOwner(command: "warrend", socket: "/run/w.sock"), clock: ground.clock)
    let pid = try ProcessTable().current().pid
    let holder = ControlLock.holder(in: root)
    #expect(holder?.pid == pid && holder?.owner.socket == "/run/w.sock")
    let error = await failure { _ = try ControlLock(root: root, owner: LockOwner(command: "x"), clock: ground.clock, wait: 0) }
    #expect(error?.code == .busy && error?.message.contains("process \(pid) (warrend)") == true)
    #expect(await failure { _ = try ground.creator(root).create(AgentName("a"), backend: .jsonl, wait: 0) }?.code == .busy)
    #expect(try ground.creator(root).create(AgentName("a"), backend: .jsonl, under: lock).state == .ok)
    lock.release()
    lock.release()
    #expect(ControlLock.holder(in: root) == nil)
    let next = try ControlLock(root: root, owner: LockOwner(command: "x"), clock: ground.clock, wait: 0)
    next.release()
  }
}
