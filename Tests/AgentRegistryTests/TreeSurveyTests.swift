internal import AgentRegistry
internal import Glibc
internal import Platform
internal import Synchronization
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct TreeSurveyTests {
  let ground = TreeGround()

  private func survey(
    _ other: TreeGround? = nil, readingHeaders: Bool = true, calls: SystemCalls = .direct
  ) throws -> TreeSurvey {
    let ground = other ?? ground
    return try TreeSurvey(of: ground.tree(calls: calls), readingHeaders: readingHeaders)
  }

  @Test func countsFilesOnceHoweverManyNamesTheyHave() throws {
    Files.makeDirectory(ground.path("a/b"))
    Files.write(ground.path("one"), "12345")
    Files.hardLink(ground.path("a/again"), to: ground.path("one"))
    Files.write(ground.path("a/b/two"), "1234567")
    Files.write(ground.path("a/empty"), "")
    let found = try survey()
    #expect(found.files == 4)
    #expect(found.directories == 2)
    #expect(found.bytes == 12)
    #expect(found.allocated >= 12)
    #expect(try found.identities == [ground.identity("one"), ground.identity("a/b/two"), ground.identity("a/empty")])
    #expect(try found.linkedIdentities == [ground.identity("one")])
    #expect(found.databases.isEmpty && found.mounts.isEmpty && found.unreadable.isEmpty)
  }

  @Test func followsNoLinkAndOpensNothingButFiles() throws {
    Files.link(ground.path("out.db"), to: ground.directory.path("outside"))
    Files.link(ground.path("loop"), to: ".")
    Files.makeFIFO(ground.path("pipe.db"))
    #expect(mknod(ground.path("socket.db"), S_IFSOCK | 0o600, 0) == 0)
    let before = ground.outside + Files.listing(ground.path(""))
    for reading in [true, false] {
      let found = try survey(readingHeaders: reading)
      #expect(found.files == 4)
      #expect(found.symbolicLinks == 2)
      #expect(found.directories == 0 && found.bytes == 0)
      #expect(found.identities.isEmpty && found.databases.isEmpty)
    }
    #expect(ground.outside + Files.listing(ground.path("")) == before)
  }

  private func makeDatabases() {
    Files.makeDirectory(ground.path("deep"))
    for name in ["sessions.sqlite", "deep/odd.name"] {
      #expect(Child.run(["sqlite3", ground.path(name), "CREATE TABLE t(a)"]).status == 0)
    }
    Files.write(ground.path("deep/fake.db"), "this is no database, only text")
    Files.write(ground.path("notes-wal"), "no database has this log")
    Files.write(ground.path("odd.name-wal"), "")
    Files.write(ground.path("short"), "SQLite format 3")
  }

  @Test func headersTellWhatIsADatabase() throws {
    makeDatabases()
    #expect(try Set(survey().databases.map(\.description)) == ["sessions.sqlite", "deep/odd.name"])
  }

  @Test func withoutHeadersNamesAndLogsTell() throws {
    makeDatabases()
    Files.write(ground.path("deep/odd.name-wal"), "")
    let opened = Mutex<Set<String>>([])
    let calls = SystemCalls { call, path in
      if call == .open, let path { opened.withLock { _ = $0.insert(path.description) } }
      return nil
    }
    let found = try survey(readingHeaders: false, calls: calls)
    #expect(Set(found.databases.map(\.description)) == ["sessions.sqlite", "deep/fake.db", "deep/odd.name"])
    #expect(found.databases.count == 3)
    #expect(opened.withLock(\.self) == [ground.path(""), ".", "deep"], "only directories are opened")
  }

  @Test func filesOfSeveralNamesAreNotOpened() throws {
    makeDatabases()
    Files.hardLink(ground.path("other.db"), to: ground.path("deep/odd.name"))
    let opened = Mutex<Set<String>>([])
    let calls = SystemCalls { call, path in
      if call == .open, let path { opened.withLock { _ = $0.insert(path.description) } }
      return nil
    }
    let found = try survey(calls: calls)
    #expect(Set(found.databases.map(\.description)) == ["sessions.sqlite", "other.db"])
    #expect(opened.withLock { $0.isDisjoint(with: ["other.db", "odd.name"]) && $0.contains("sessions.sqlite") })
  }

  @Test func tenThousandLevelsAreCounted() throws {
    let ground = TreeGround(inMemory: true)
    try ground.chain(10_000, file: "x.db").createExclusive("last").write([1])
    let found = try survey(ground)
    #expect(found.files == 10_001)
    #expect(found.directories == 10_000)
    #expect(found.bytes == 40_001)
    // Paths of 4,095 bytes and less: "d/" 2,045 times and "x.db".
    let named = try survey(ground, readingHeaders: false)
    #expect(named.databases.count == 2045)
    #expect(named.unreachableDatabases == 10_000 - 2045)
    #expect(named.databases.map(\.bytes.count).max() == 4094)
    var purge = TreePurge("tree", in: try ground.parent(), parentPath: "x", durable: false)
    try purge.run()
  }

  @Test func descriptorsDoNotGrowWithTheDepth() throws {
    let ground = TreeGround(inMemory: true)
    try ground.chain(500)
    let most = Mutex(0)
    let calls = SystemCalls { call, path in
      if call == .open, path == "d" { most.withLock { $0 = max($0, ground.openInTree) } }
      return nil
    }
    let found = try survey(ground, calls: calls)
    #expect(found.directories == 500)
    #expect((2...24).contains(most.withLock(\.self)))
  }

  @Test func namesAreBytes() throws {
    let tree = try ground.tree()
    let names = [[UInt8](repeating: 0xFF, count: 255), Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), Array("a\nb".utf8)]
    for name in names {
      let path = try FilePath(bytes: name)
      try tree.makeDirectory(path)
      try tree.createExclusive(path.appending(Array("s.sqlite".utf8))).write([1])
    }
    let found = try survey(readingHeaders: false)
    #expect(found.directories == 4)
    #expect(Set(found.databases.map(\.bytes)) == Set(names.map { $0 + Array("/s.sqlite".utf8) }))
  }

  @Test func whatCannotBeReadIsNamedAndTheRestIsCounted() throws {
    Files.write(ground.path("seen"), "1")
    try ground.withoutPrivilege {
      Files.makeDirectory(ground.path("closed/inner"))
      Files.makeDirectory(ground.path("listed/inner"))
      Files.changeMode(ground.path("closed"), 0)
      Files.changeMode(ground.path("listed"), 0o400)
      let found = try survey()
      #expect(found.files == 1)
      #expect(Set(found.unreadable.map(\.path.description)) == ["closed", "listed"])
      #expect(found.unreadable.allSatisfy { $0.error.code == .denied && $0.error.subject == $0.path.bytes })
    }
  }

  @Test func aDirectoryThatCannotBeReadAtAllIsAnError() throws {
    try ground.withoutPrivilege {
      let tree = try ground.tree()
      Files.changeMode(ground.path(""), 0)
      var code: ErrorCode?
      do { _ = try TreeSurvey(of: tree, readingHeaders: true) } catch let error as WarrenError { code = error.code }
      #expect(code == .denied)
    }
  }

  @Test func aDirectorySwappedForALinkIsNotEntered() throws {
    Files.makeDirectory(ground.path("victim"))
    let (victim, aside, target) = (ground.path("victim"), ground.path("aside"), ground.directory.path("outside"))
    let calls = SystemCalls { call, path in
      if call == .open, path == "victim", !Files.exists(aside) {
        Files.rename(victim, to: aside)
        Files.link(victim, to: target)
      }
      return nil
    }
    let found = try survey(calls: calls)
    #expect(found.files == 0)
    #expect(found.unreadable.map(\.path.description) == ["victim"])
  }

  @Test(.enabled(if: Mounts.areAllowed)) func mountsAreNamedAndNotEntered() throws {
    Files.makeDirectory(ground.path("sub/mounted"))
    Files.makeDirectory(ground.path("bound"))
    Files.write(ground.path("file"), "12")
    Files.write(ground.path("plain"), "12")
    let commands =
      "mount -t tmpfs none sub/mounted && touch sub/mounted/inside && mount --bind ../outside bound && mount --bind ../outside/keep file"
    let mounts = try #require(Mounts(below: ground.directory.path("tree"), commands: commands))
    let tree = SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(mounts.path)))
    let found = try TreeSurvey(of: tree, readingHeaders: true)
    #expect(Set(found.mounts.map(\.description)) == ["sub/mounted", "bound", "file"])
    #expect(found.files == 1)
    #expect(found.directories == 1)
    #expect(try TreeSurvey.isMountPoint(tree.openDirectory("bound"), in: tree))
    #expect(try TreeSurvey.isMountPoint(tree.openDirectory("sub/mounted"), in: tree))
    #expect(try !TreeSurvey.isMountPoint(tree.openDirectory("sub"), in: tree))
  }
}
