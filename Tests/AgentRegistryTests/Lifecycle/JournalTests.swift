internal import AgentRegistry
internal import Platform
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

/// The journal file itself: what it refuses, what a reader leaves alone, what the next holder of the lock repairs.
@Suite struct JournalTests {
  private func all(_ ground: LifecycleGround) throws -> [WarrenModel.Operation] {
    try ground.history.operations(OperationQuery(limit: nil))
  }

  @Test func foreignAndNewerFilesAreRefusedUntouched() async throws {
    let ways: [(StaticString, ErrorCode)] = [
      ("PRAGMA user_version=2", .newerSchema), ("PRAGMA application_id=7", .otherApplication),
      ("PRAGMA application_id=0", .otherApplication),
    ]
    for (change, code) in ways {
      let ground = try LifecycleGround()
      try ground.make("a")
      try await ground.makeJournal()
      try ground.withJournal { try $0.execute(change) }
      try await expectRefusal(ground, code)
    }
  }

  @Test func journalOfAnotherProgramWithoutAVersionIsRefusedUntouched() async throws {
    for change in ["PRAGMA application_id=7; CREATE TABLE notes(text)", "CREATE TABLE notes(text)"] as [StaticString] {
      let ground = try LifecycleGround()
      try ground.make("a")
      try ground.withJournal { try $0.execute(change) }
      try await expectRefusal(ground, .otherApplication)
    }
  }

  @Test func damagedFileIsRefusedUntouched() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    Files.write(ground.journal, String(repeating: "no database ", count: 1000))
    try await expectRefusal(ground, .notADatabase)
  }

  @Test func emptyFileIsNoJournalYet() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    Files.write(ground.journal, "")
    #expect(try all(ground).isEmpty)
    let deletion = try await ground.delete("a")
    #expect(try all(ground).map(\.id) == [deletion])
  }

  private func expectRefusal(_ ground: LifecycleGround, _ code: ErrorCode) async throws {
    let bytes = Files.read(ground.journal)
    let before = ground.ground.listing
    #expect(await failure { _ = try all(ground) }?.code == code)
    #expect(try ground.history.findings(gated: []).map(\.code) == ["journal_unreadable"])
    #expect(ground.ground.listing == before)
    #expect(await failure { try await ground.delete("a") }?.code == code)
    #expect(Files.read(ground.journal) == bytes)
    #expect(Set(Files.names(ground.ground.path(".warren"))) == ["control.sqlite", "lock", "tmp", "trash"])
    // Who failed to take the lock does not look like its holder.
    #expect(ControlLock.holder(in: try ground.root()) == nil)
    #expect(try ground.texts("agents/a") == ["a"] && ground.gates().isEmpty)
  }

  /// Changes the journal in a transaction that reaches the file, then waits to be killed.
  private static let writer = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None)
    db.execute("PRAGMA synchronous=EXTRA")
    db.execute("PRAGMA cache_size=1")
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM operation")
    db.execute("CREATE TABLE filler(x)")
    for number in range(200): db.execute("INSERT INTO filler VALUES(?)", ("x" * 4000,))
    print("written", flush=True)
    sys.stdin.read()
    """

  @Test func halfATransactionIsUndoneByTheNextHolderAlone() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    let child = Child(["python3", "-c", Self.writer, ground.journal])
    #expect(child.readLine() == "written")
    child.killNow()
    #expect(Files.exists(ground.journal + "-journal"))
    let before = ground.ground.listing
    #expect(await failure { _ = try all(ground) }?.code == .needsRecovery)
    #expect(await failure { _ = try ground.history.deletedAgents() }?.code == .needsRecovery)
    #expect(try ground.history.findings(gated: []).map(\.code) == ["journal_unreadable"])
    #expect(ground.ground.listing == before, "\(Set(ground.ground.listing).symmetricDifference(before))")
    _ = try await ground.locked { _, lock in #expect(lock.report(opened: []).settled.isEmpty) }
    #expect(!Files.exists(ground.journal + "-journal"))
    #expect(try all(ground).map(\.id) == [deletion])
    #expect(try ground.history.deletedAgents().map(\.operation) == [deletion])
    #expect(ground.openDescriptors().isEmpty)
  }

  @Test func readersSeeWholeTransactionsWhileAWriterCommits() async throws {
    let ground = try LifecycleGround()
    try await ground.makeJournal()
    let done = Flag()
    let readers = (0..<2).map { _ in
      Task {
        var looks = 0
        while !done.isRaised {
          let operations = try await ground.ground.lanes.run { Result { try all(ground) } }.get()
          // Each round is done whole: its deletion is written down with its tombstone.
          for operation in operations where operation.kind == .agentDelete { #expect(operation.state != .rolledBack) }
          looks += 1
        }
        return looks
      }
    }
    for round in 0..<8 {
      try ground.make("a\(round)")
      try await ground.delete("a\(round)")
    }
    done.raise()
    for reader in readers { #expect(try await reader.value > 0) }
    #expect(try all(ground).count { $0.state == .done } == 8)
  }

  @Test func namesThatAreNoTextAreKept() async throws {
    let ground = try LifecycleGround()
    let name: [UInt8] = [0x66, 0xFF, 0xFE, 0x0A]
    _ = try ground.creator(ground.root()).create(AgentName(bytes: name), backend: .sqlite)
    let agent = try AgentName(bytes: name)
    let found = try AgentInspector(ground.root()).inspect(agent)
    let plan = try ground.plan("x", found.uuid, found.identity).about(agent)
    let outcome = try await ground.locked { root, lock in
      await ground.mover(root).run([plan], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock)
    }
    #expect(outcome.map(\.error) == [nil])
    #expect(try ground.history.deletedAgents().map(\.name) == [agent])
    #expect(try ground.history.operations(of: agent, OperationQuery()).count == 1)
    #expect(try ground.history.fate(of: name)?.code == .deleted)
    _ = try await ground.locked { root, lock in try ground.mover(root).restore(name, as: nil, under: lock) }
    #expect(try AgentInspector(ground.root()).inspect(agent).uuid == found.uuid)
  }

  /// What takes the journal's lock in another process; "locked" where it is refused.
  private static let rival = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
    try:
      db.execute("BEGIN IMMEDIATE")
      print("free")
    except sqlite3.OperationalError as error:
      print("locked" if "locked" in str(error) else error)
    """

  @Test func nothingHereDropsTheLocksOfAnotherConnection() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    try ground.make("a")
    func isLocked() -> Bool {
      String(decoding: Child.run(["python3", "-c", Self.rival, ground.journal]).output, as: UTF8.self) == "locked\n"
    }
    #expect(!isLocked())
    try await ground.withOpenJournal { connection in
      try connection.execute("BEGIN IMMEDIATE")
      #expect(isLocked())
      #expect(try all(ground).map(\.id) == [deletion])
      _ = try ground.history.deletedAgents()
      _ = try ground.history.findings(gated: [])
      _ = try ControlDirectory.initialize(FilePath(ground.path))
      _ = try await ground.ground.scan()
      try await ground.locked { root, lock in
        _ = ControlLock.holder(in: root)
        _ = try GateSweep(root).run(under: lock)
        _ = try ground.creator(root).create(AgentName("b"), backend: .sqlite, under: lock)
      }
      #expect(isLocked())
      try connection.execute("ROLLBACK")
    }
    #expect(!isLocked())
  }
}

extension LifecycleGround {
  /// A connection that stays open meanwhile.
  fileprivate func withOpenJournal(_ body: (Connection) async throws -> Void) async throws {
    let connection = try Connection(path: journal.raw, mode: .readWrite(create: false))
    do { try await body(connection) } catch {
      try connection.close()
      throw error
    }
    try connection.close()
  }
}

extension AgentPlan {
  fileprivate func about(_ agent: AgentName) -> AgentPlan {
    AgentPlan(
      kind: kind, agent: agent, uuid: uuid, directory: directory, device: device, inode: inode, alsoKnownAs: [], destination: destination,
      newName: nil, backend: nil, files: 0, bytes: 0, sessions: nil, messages: nil, lastActivity: nil, running: [], holders: [],
      holdersMayBeHidden: false, blocks: [], findings: [])
  }
}
