internal import AgentRegistry
internal import Glibc
internal import Platform
internal import Synchronization
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct TreePurgeTests {
  let ground = TreeGround()

  private func purge(
    _ other: TreeGround? = nil, calls: SystemCalls = .direct, identity: FileIdentity? = nil
  ) throws -> TreePurge {
    TreePurge("tree", in: try (other ?? ground).parent(calls: calls), parentPath: "/above", identity: identity)
  }

  /// The error of a run; nil where it went through.
  private func failure(_ purge: inout TreePurge) -> WarrenError? {
    do {
      try purge.run()
      return nil
    } catch { return error }
  }

  @Test func removesEveryKindOfThingAndNothingOutside() throws {
    Files.makeDirectory(ground.path("a/b/c"))
    Files.write(ground.path("a/file"), "12345")
    Files.write(ground.path("a/b/c/readonly"), Array("x".utf8), mode: 0o400)
    Files.hardLink(ground.path("a/b/shared"), to: ground.directory.path("outside/keep"))
    Files.link(ground.path("a/out"), to: ground.directory.path("outside"))
    Files.link(ground.path("dangling"), to: "nowhere")
    Files.makeFIFO(ground.path("a/pipe"))
    #expect(mknod(ground.path("socket"), S_IFSOCK | 0o600, 0) == 0)
    let allocated = try ["a/file", "a/b/c/readonly"].reduce(0) { try $0 + ground.tree().status(of: FilePath($1)).allocated }
    // The file that is shared loses a name, which changes its count of links.
    let kept = Files.listing(ground.directory.path("outside/sub")) + [Files.text(ground.directory.path("outside/keep"))]
    var run = try purge()
    try run.run()
    #expect(!ground.treeExists)
    #expect(run.freed.files == 7)
    #expect(run.freed.directories == 4)
    #expect(run.freed.bytes == allocated)
    #expect(Files.listing(ground.directory.path("outside/sub")) + [Files.text(ground.directory.path("outside/keep"))] == kept)
    #expect(Set(Files.names(ground.directory.path("outside"))) == ["keep", "sub"])
  }

  @Test func bytesOfAFileWithTwoNamesInsideCountOnce() throws {
    Files.write(ground.path("one"), [UInt8](repeating: 1, count: 10_000))
    Files.hardLink(ground.path("two"), to: ground.path("one"))
    let allocated = try ground.tree().status(of: "one").allocated
    var run = try purge()
    try run.run()
    #expect(run.freed.files == 2)
    #expect(run.freed.bytes == allocated)
    #expect(allocated > 0)
  }

  @Test func nothingThereIsDone() throws {
    var run = try purge()
    try run.run()
    #expect(run.freed.directories == 1)
    try run.run()
    #expect(run.freed.directories == 1)
  }

  @Test func aLinkInItsPlaceIsRemovedAsOne() throws {
    #expect(rmdir(ground.path("")) == 0)
    Files.link(ground.directory.path("tree"), to: "outside")
    let before = ground.outside
    var run = try purge()
    try run.run()
    #expect(run.freed.files == 1 && run.freed.directories == 0)
    #expect(ground.outside == before)
  }

  @Test func anotherDirectoryOfThatNameIsLeftAlone() throws {
    Files.write(ground.path("file"), "1")
    let before = Files.listing(ground.directory.path)
    var run = try purge(identity: FileIdentity(device: 1, inode: 1))
    #expect(failure(&run)?.code == .replaced)
    #expect(Files.listing(ground.directory.path) == before)
    var right = try purge(identity: ground.tree().status().identity)
    try right.run()
    #expect(!ground.treeExists)
  }

  @Test func aDirectorySwappedBetweenLookAndOpenIsLeftAlone() throws {
    Files.write(ground.path("file"), "1")
    let identity = try ground.tree().status().identity
    let (tree, aside, outside) = (ground.directory.path("tree"), ground.directory.path("aside"), ground.directory.path("outside"))
    let calls = SystemCalls { call, path in
      if call == .open, path == "tree", !Files.exists(aside) {
        Files.rename(tree, to: aside)
        Files.rename(outside, to: tree)
      }
      return nil
    }
    var run = try purge(calls: calls, identity: identity)
    #expect(failure(&run)?.code == .replaced)
    #expect(run.freed == Freed())
    #expect(Set(Files.names(tree)) == ["keep", "sub"])
  }

  @Test func tenThousandLevelsAreRemoved() throws {
    let ground = TreeGround(inMemory: true)
    _ = try ground.chain(10_000)
    var run = try purge(ground)
    try run.run()
    #expect(!ground.treeExists)
    #expect(run.freed.files == 10_000)
    #expect(run.freed.directories == 10_001)
  }

  @Test func longNamesThatAreNoTextAreRemovedAtAnyDepth() throws {
    let ground = TreeGround(inMemory: true)
    _ = try ground.chain(
      300, name: FilePath(bytes: [UInt8](repeating: 0xFF, count: 255)), file: FilePath(bytes: [UInt8](repeating: 0x0A, count: 255)))
    var run = try purge(ground)
    try run.run()
    #expect(!ground.treeExists)
    #expect(run.freed.directories == 301)
  }

  @Test func descriptorsDoNotGrowWithTheDepth() throws {
    let ground = TreeGround(inMemory: true)
    _ = try ground.chain(500)
    let most = Mutex(0)
    let calls = SystemCalls { call, path in
      if call == .unlink, path == "f" { most.withLock { $0 = max($0, ground.openInTree) } }
      return nil
    }
    var run = try purge(ground, calls: calls)
    try run.run()
    #expect(run.freed.directories == 501)
    #expect((2...24).contains(most.withLock(\.self)))
  }

  @Test func manyFilesAndDirectoriesSideBySideAreRemoved() throws {
    let ground = TreeGround(inMemory: true)
    let tree = try ground.tree()
    for number in 0..<10_000 {
      let name = try FilePath("n\(number)")
      if number % 5 == 0 { try tree.makeDirectory(name) } else { try tree.createExclusive(name).close() }
    }
    var run = try purge(ground)
    try run.run()
    #expect(run.freed.files == 8_000)
    #expect(run.freed.directories == 2_001)
    #expect(!ground.treeExists)
  }

  /// 23 names go in this tree; each of the calls that remove one fails in turn.
  @Test(arguments: [1, 2, 3, 7, 15, 22, 23]) func goesOnAfterAFailureAtAnyStep(nth: Int) throws {
    _ = try ground.chain(11)
    let before = ground.outside
    var run = try purge(calls: .failing(.unlink, nth: nth, with: EIO))
    let error = try #require(failure(&run))
    #expect(error.code == .ioError)
    #expect(error.subject?.starts(with: Array("/above/tree".utf8)) == true)
    #expect(run.freed.files + run.freed.directories == nth - 1)
    #expect(ground.treeExists)
    // The one after the nth goes through.
    try run.run()
    #expect(run.freed.files == 11)
    #expect(run.freed.directories == 12)
    #expect(!ground.treeExists)
    #expect(ground.outside == before)
  }

  @Test func theErrorNamesThePath() throws {
    Files.makeDirectory(ground.path("a/b"))
    Files.write(ground.path("a/b/file"), "1")
    var run = try purge(calls: .failing(.unlink, with: EACCES))
    let error = try #require(failure(&run))
    #expect(error.code == .denied)
    #expect(error.subject == Array("/above/tree/a/b/file".utf8))
  }

  @Test func thePathOfAnErrorFarBelowIsCut() throws {
    let ground = TreeGround(inMemory: true)
    _ = try ground.chain(3000)
    var run = try purge(ground, calls: .failing(.unlink, nth: 3000, with: EIO))
    let subject = try #require(failure(&run)?.subject)
    #expect(subject.count <= 4096 + "/above".utf8.count)
    #expect(subject.starts(with: Array("/above/tree/d/d/".utf8)))
    #expect(subject.suffix(6).elementsEqual(Array("/.../f".utf8)))
    try run.run()
    #expect(!ground.treeExists)
  }

  @Test func aFileThatBecomesADirectoryIsRemovedAsOne() throws {
    let file = ground.path("file")
    Files.write(file, "1")
    let calls = SystemCalls { call, path in
      if call == .unlink, path == "file", unlink(file) == 0 { Files.makeDirectory("\(file)/inner") }
      return nil
    }
    var run = try purge(calls: calls)
    try run.run()
    #expect(run.freed.files == 0)
    #expect(run.freed.directories == 3)
    #expect(!ground.treeExists)
  }

  @Test func theRemovalIsMadeDurableAtTheEnd() throws {
    let synced = Mutex<[Bool]>([])
    let ground = ground
    let calls = SystemCalls { call, _ in
      if call == .sync { synced.withLock { $0.append(ground.treeExists) } }
      return nil
    }
    var run = try purge(calls: calls)
    try run.run()
    #expect(synced.withLock(\.self) == [false])
  }

  @Test func directoriesOfOursWithoutRightsAreRemoved() throws {
    try ground.withoutPrivilege {
      for (name, mode) in [("none", 0), ("listed", 0o400), ("fixed", 0o500), ("passed", 0o100)] as [(String, UInt32)] {
        Files.makeDirectory(ground.path("\(name)/inner"))
        Files.write(ground.path("\(name)/inner/file"), "1")
        Files.changeMode(ground.path("\(name)/inner"), mode)
        Files.changeMode(ground.path(name), mode)
      }
      var run = try purge()
      try run.run()
      #expect(run.freed.files == 4)
      #expect(run.freed.directories == 9)
    }
    #expect(!ground.treeExists)
  }

  @Test(.enabled(if: geteuid() == 0)) func directoriesOfOthersAreDenied() throws {
    Files.makeDirectory(ground.path("theirs/inner"))
    Files.write(ground.path("theirs/inner/file"), "1")
    try ground.withoutPrivilege {
      var run = try purge()
      let error = try #require(failure(&run))
      #expect(error.code == .denied)
      #expect(error.subject == Array("/above/tree/theirs".utf8))
    }
    #expect(Files.text(ground.path("theirs/inner/file")) == "1")
  }

  @Test func aDirectorySwappedForALinkIsNotFollowed() throws {
    Files.makeDirectory(ground.path("victim/inner"))
    let (victim, aside, target) = (ground.path("victim"), ground.path("aside"), ground.directory.path("outside"))
    let before = ground.outside
    let calls = SystemCalls { call, path in
      if call == .open, path == "victim", !Files.exists(aside) {
        Files.rename(victim, to: aside)
        Files.link(victim, to: target)
      }
      return nil
    }
    var run = try purge(calls: calls)
    try run.run()
    #expect(ground.outside == before)
    #expect(!ground.treeExists)
    #expect(run.freed.files == 1)
    #expect(run.freed.directories == 3)
  }

  @Test func aDirectoryMovedOutsideMeanwhileTakesItNowhereElse() throws {
    _ = try ground.chain(40)
    let inner = ground.path("d/d")
    let moved = ground.directory.path("outside/moved")
    let deepest = Mutex(0)
    let before = ground.outside
    let calls = SystemCalls { call, path in
      guard call == .unlink, path == "f" else { return nil }
      let isLast = deepest.withLock {
        $0 += 1
        return $0 == 40
      }
      if isLast { Files.rename(inner, to: moved) }
      return nil
    }
    var run = try purge(calls: calls)
    #expect(failure(&run)?.code == .replaced)
    #expect(rmdir(moved) == 0, "it was emptied before it came there")
    #expect(ground.outside.map { $0.prefix { $0 != " " } } == before.map { $0.prefix { $0 != " " } })
    try run.run()
    #expect(!ground.treeExists)
  }

  @Test func whatComesMeanwhileIsRemovedToo() throws {
    Files.makeDirectory(ground.path("a"))
    let late = ground.path("a/late")
    let left = Mutex(3)
    let calls = SystemCalls { call, path in
      if call == .unlink, path == "a" {
        let writes = left.withLock {
          $0 -= 1
          return $0 >= 0
        }
        if writes { Files.write(late, "1") }
      }
      return nil
    }
    var run = try purge(calls: calls)
    try run.run()
    #expect(run.freed.files == 3)
    #expect(!ground.treeExists)
  }

  @Test func aWriterThatNeverStopsIsReported() throws {
    Files.makeDirectory(ground.path("a"))
    let late = ground.path("a/late")
    let calls = SystemCalls { call, path in
      if call == .unlink, path == "a" { Files.write(late, "1") }
      return nil
    }
    var run = try purge(calls: calls)
    let error = try #require(failure(&run))
    #expect(error.code == .busy)
    #expect(error.subject == Array("/above/tree/a".utf8))
  }

  @Test(
    .enabled(if: Mounts.areAllowed),
    arguments: [
      ("mount -t tmpfs none tree/a/m && touch tree/a/m/inside", "tree/a/m"), ("mount --bind outside tree/a/m", "tree/a/m"),
      ("mount --bind outside/keep tree/a/file", "tree/a/file"), ("mount -t tmpfs none tree && mkdir tree/inside", "tree"),
    ])
  func aMountStopsItAndIsLeftAlone(command: String, place: String) throws {
    Files.makeDirectory(ground.path("a/m"))
    Files.write(ground.path("a/file"), "1")
    let before = ground.outside
    let mounts = try #require(Mounts(below: ground.directory.path, commands: command))
    let parent = SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(mounts.path)))
    var run = TreePurge("tree", in: parent, parentPath: "/above")
    let error = try #require(failure(&run))
    #expect(error.code == .mountPoint)
    #expect(error.subject == Array("/above/\(place)".utf8))
    #expect(error.remedy?.contains("umount") == true)
    #expect(ground.outside == before)
    #expect(Files.exists("\(mounts.path)/\(place)"))
  }
}
