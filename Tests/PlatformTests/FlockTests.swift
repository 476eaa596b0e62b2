import Platform
import Testing

@Suite struct FlockTests {
  @Test func anExclusiveLockRefusesAllOthers() throws {
    let directory = try TemporaryDirectory()
    let first = try directory.root.openDirectory(".")
    let second = try directory.root.openDirectory(".")
    #expect(try first.tryLock(.exclusive))
    #expect(try !second.tryLock(.shared))
    #expect(try !second.tryLock(.exclusive))
    try first.unlock()
    #expect(try second.tryLock(.exclusive))
  }

  @Test func sharedLocksGoTogetherAndRefuseAnExclusiveOne() throws {
    let directory = try TemporaryDirectory()
    let first = try directory.root.openDirectory(".")
    let second = try directory.root.openDirectory(".")
    #expect(try first.tryLock(.shared))
    #expect(try second.tryLock(.shared))
    #expect(try !first.tryLock(.exclusive))
    try second.close()
    #expect(try first.tryLock(.exclusive))
  }

  @Test func aDuplicateKeepsTheLock() throws {
    let directory = try TemporaryDirectory()
    let first = try directory.root.openDirectory(".")
    #expect(try first.tryLock(.exclusive))
    let duplicate = try first.duplicate()
    try first.close()
    #expect(try !directory.root.openDirectory(".").tryLock(.shared))
    try duplicate.close()
    #expect(try directory.root.openDirectory(".").tryLock(.shared))
  }
}
