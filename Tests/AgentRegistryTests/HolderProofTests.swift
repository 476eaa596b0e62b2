internal import AgentRegistry
internal import Glibc
internal import Platform
internal import SQLite
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct HolderProofTests {
  let directory = TemporaryDirectory("proof")
  let proof = HolderProof()

  private var database: String { directory.path("sessions.sqlite") }

  private func closed(_ path: String? = nil) throws -> DatabaseProof { try proof.closed(database: FilePath(path ?? database)) }

  private func identity(_ name: String) throws -> FileIdentity {
    try WorkingDirectory().status(of: FilePath(directory.path(name))).identity
  }

  private func make(_ mode: String = "WAL", _ sql: String = "CREATE TABLE t(a); INSERT INTO t VALUES(1);") {
    let made = Child.run(["sqlite3", database], input: "PRAGMA journal_mode=\(mode);\n\(sql)\n")
    precondition(made.status == 0, made.errors)
  }

  /// A Python process that has done something with the file and stays.
  private func python(_ program: String, _ path: String? = nil) -> Child {
    let start = "import fcntl, os, signal, sqlite3, sys\npath = sys.argv[1]\n"
    let child = Child(
      ["/usr/bin/python3", "-I", "-S", "-c", start + program + "\nprint('there', flush=True)\nsignal.pause()", path ?? database])
    precondition(child.readLine() == "there")
    return child
  }

  private var sidecars: [String] { ["-wal", "-shm", "-journal"].filter { Files.exists(database + $0) } }

  // MARK: SQLite's proof

  @Test func anIdleShellThatHasReadIsInTheWayUntilItEnds() throws {
    make()
    let shell = Child(["sqlite3", database])
    shell.send("SELECT a FROM t;\n")
    #expect(shell.readLine() == "1")
    #expect(try closed().isBusy)
    let found = try proof.holders(of: [identity("sessions.sqlite")], directories: [])
    #expect(try found.files[identity("sessions.sqlite")]?.map(\.description) == ["sqlite3 (pid \(shell.pid))"])
    shell.send("SELECT a + 1 FROM t;\n")
    #expect(shell.readLine() == "2")
    #expect(shell.finish().status == 0)
    #expect(try closed().isProved)
    #expect(sidecars.isEmpty)
  }

  @Test func aConnectionThatHasNotReadIsSeenByItsDescriptorAlone() throws {
    make()
    let child = python("c = sqlite3.connect(path)")
    #expect(try closed().isProved)
    let found = try proof.holders(of: [identity("sessions.sqlite")], directories: [])
    #expect(try found.using([identity("sessions.sqlite")]).map(\.pid) == [child.pid])
    child.killNow()
    #expect(try proof.holders(of: [identity("sessions.sqlite")], directories: []).files.isEmpty)
  }

  @Test(arguments: ["WAL", "DELETE"]) func anOpenReadTransactionIsInTheWay(mode: String) throws {
    make(mode)
    let child = python("c = sqlite3.connect(path, isolation_level=None)\nc.execute('BEGIN')\nc.execute('SELECT * FROM t').fetchall()")
    #expect(try closed().isBusy)
    child.killNow()
    #expect(try closed().isProved)
    #expect(sidecars.isEmpty)
  }

  @Test(arguments: ["WAL", "DELETE"]) func anOpenWriteTransactionIsInTheWay(mode: String) throws {
    make(mode)
    let child = python(
      "c = sqlite3.connect(path, isolation_level=None)\nc.execute('BEGIN IMMEDIATE')\nc.execute('INSERT INTO t VALUES(2)')")
    #expect(try closed().isBusy)
    child.killNow()
    #expect(try closed().isProved)
    #expect(Child.run(["sqlite3", database, "SELECT count(*) FROM t"]).output == Array("1\n".utf8))
  }

  @Test func aConnectionInExclusiveModeIsInTheWay() throws {
    make()
    let child = python(
      "c = sqlite3.connect(path, isolation_level=None)\nc.execute('PRAGMA locking_mode=EXCLUSIVE')\nc.execute('INSERT INTO t VALUES(2)')")
    #expect(try closed().isBusy)
    withExtendedLifetime(child) {}
  }

  @Test func anIdleConnectionInRollbackModeIsSeenByItsDescriptorAlone() throws {
    make("DELETE")
    let child = python("c = sqlite3.connect(path)\nc.execute('SELECT * FROM t').fetchall()")
    #expect(try closed().isProved)
    let found = try proof.holders(of: [identity("sessions.sqlite")], directories: [])
    #expect(try found.using([identity("sessions.sqlite")]).map(\.pid) == [child.pid])
  }

  @Test(arguments: ["WAL", "DELETE"]) func whatAKilledWriterLeftIsRecovered(mode: String) throws {
    make(mode)
    let child = python(
      """
      c = sqlite3.connect(path, isolation_level=None)
      c.execute('INSERT INTO t VALUES(2)')
      c.execute('PRAGMA cache_size=1')
      c.execute('BEGIN')
      for n in range(500): c.execute('INSERT INTO t VALUES(zeroblob(3000))')
      """)
    child.killNow()
    #expect(!sidecars.isEmpty)
    #expect(try closed().isProved)
    #expect(sidecars.isEmpty)
    #expect(Child.run(["sqlite3", database, "SELECT count(*) FROM t"]).output == Array("2\n".utf8))
  }

  @Test func aHandleOfThisProcessIsInTheWay() throws {
    make()
    let own = try Connection(path: Array(database.utf8), mode: .readWrite(create: false))
    #expect(try own.integer("SELECT count(*) FROM t") == 1)
    #expect(try closed().isBusy)
    let found = try proof.holders(of: [identity("sessions.sqlite")], directories: [])
    #expect(try found.using([identity("sessions.sqlite")]).map(\.pid) == [getpid()])
    try own.close()
    #expect(try closed().isProved)
  }

  @Test func aSchemaOfAnyKindDoesNotMatter() throws {
    let columns = (1...200).map { "c\($0)" }.joined(separator: ",")
    make("WAL", "CREATE TABLE wide(\(columns));")
    #expect(try closed().isProved)
    let broken = Child.run(
      ["sqlite3", "-cmd", ".dbconfig defensive off", database],
      input: "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql='CREATE nonsense';\n")
    #expect(broken.status == 0)
    #expect(Child.run(["sqlite3", database, "SELECT * FROM wide"]).status != 0)
    #expect(try closed().isProved)
    #expect(sidecars.isEmpty)
  }

  @Test func aSharedMemoryFileThatNobodyUsesIsNotInTheWay() throws {
    make("DELETE")
    Files.write(database + "-shm", [UInt8](repeating: 0, count: 32768))
    #expect(try closed().isProved)
  }

  @Test func anEmptyFileIsProvedAndStaysEmpty() throws {
    Files.write(database, "")
    #expect(try closed().isProved)
    #expect(Files.read(database).isEmpty)
    #expect(sidecars.isEmpty)
  }

  @Test func whatIsNoDatabaseIsUnprovableAndUntouched() throws {
    Files.write(database, String(repeating: "this is text\n", count: 1000))
    let before = Files.listing(directory.path)
    let error = try closed().unprovable
    #expect(error?.isNotADatabase == true)
    #expect(Files.listing(directory.path) == before)
  }

  @Test func aDamagedDatabaseIsUnprovable() throws {
    make("DELETE")
    var bytes = Files.read(database)
    // The page size of the header.
    bytes[16...17] = [0, 3]
    Files.write(database, bytes)
    #expect(try closed().unprovable != nil)
  }

  @Test func absentTooLongAndLinkedPathsAreUnprovable() throws {
    #expect(try closed().unprovable?.isCannotOpen == true)
    #expect(!Files.exists(database))
    let long = directory.path + "/" + String(repeating: "a", count: 255) + "/" + String(repeating: "b", count: 255)
    Files.makeDirectory(long)
    #expect(try closed(long + "/s.sqlite").unprovable != nil)
    make()
    Files.link(directory.path("link.sqlite"), to: database)
    #expect(try closed(directory.path("link.sqlite")).unprovable != nil)
  }

  @Test(.enabled(if: geteuid() == 0)) func aDatabaseThatWeMayOnlyReadIsUnprovable() throws {
    make("DELETE")
    Files.changeMode(directory.path, 0o755)
    Files.changeMode(database, 0o644)
    #expect(try Privilege.dropped { try closed() }.unprovable?.isReadOnly == true)
  }

  // MARK: /proc

  @Test func oneLookFindsTheHoldersOfManyAgents() throws {
    for name in ["one.jsonl", "two.jsonl", "free.jsonl"] { Files.write(directory.path(name), "{}\n") }
    let first = python("f = open(path)", directory.path("one.jsonl"))
    let second = python("f = open(path, 'a')\ng = open(path)", directory.path("two.jsonl"))
    let files = try Set(["one.jsonl", "two.jsonl", "free.jsonl"].map(identity))
    let found = proof.holders(of: files, directories: [])
    #expect(try found.files[identity("one.jsonl")]?.map(\.pid) == [first.pid])
    #expect(try found.files[identity("two.jsonl")]?.map(\.pid) == [second.pid])
    #expect(try found.files[identity("free.jsonl")] == nil)
    #expect(found.using(files).map(\.pid) == [first.pid, second.pid].sorted())
    #expect(try found.using([identity("one.jsonl")]).allSatisfy { $0.description.hasPrefix("python3") })
    #expect(try found.using([identity("free.jsonl")]).isEmpty)
  }

  @Test func whoHoldsTheSharedLockIsNamedAndWeAreNot() throws {
    let agent = SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(directory.path)))
    let identity = try agent.status().identity
    let holder = python("d = os.open(path, os.O_RDONLY)\nfcntl.flock(d, fcntl.LOCK_SH)", directory.path)
    let looker = python("d = os.open(path, os.O_RDONLY)", directory.path)
    #expect(try !agent.tryLock(.exclusive))
    #expect(proof.holders(of: [], directories: [identity]).directories[identity]?.map(\.pid) == [holder.pid])
    holder.killNow()
    #expect(try agent.tryLock(.exclusive))
    // No lock but ours is left: those who have it open may be meant.
    #expect(proof.holders(of: [], directories: [identity]).directories[identity]?.map(\.pid) == [looker.pid])
    looker.killNow()
    #expect(proof.holders(of: [], directories: [identity]).directories[identity] == nil)
  }

  @Test func aSharedLockOfThisProcessIsNamed() throws {
    let open = SharedDescriptor(try WorkingDirectory().openDirectory(FilePath(directory.path)))
    #expect(try open.tryLock(.shared))
    let identity = try open.status().identity
    let found = proof.holders(of: [], directories: [identity])
    #expect(found.using([], directory: identity).map(\.pid) == [getpid()])
    try open.close()
  }

  @Test func withoutProcHoldersMayBeHidden() throws {
    let blind = HolderProof(processes: ProcessTable(root: try FilePath(directory.path("proc"))))
    let found = blind.holders(of: [FileIdentity(device: 1, inode: 1)], directories: [FileIdentity(device: 1, inode: 2)])
    #expect(found.mayBeHidden)
    #expect(found.files.isEmpty && found.directories.isEmpty)
  }

  @Test(.enabled(if: geteuid() == 0)) func rootSeesAll() { #expect(!proof.holders(of: [], directories: []).mayBeHidden) }

  // MARK: The error

  @Test func theErrorNamesFiveHoldersAndCountsTheRest() throws {
    let agent = try AgentName(bytes: Array("bot".utf8))
    let many = (1...7).map { ProcessCommand(pid: $0, name: Array("app".utf8)) }
    let error = HolderProof.busy(agent, many, mayBeHidden: false)
    #expect(error.code == .busy)
    #expect(error.subject == agent.bytes)
    #expect(
      error.message == "The agent is in use by app (pid 1), app (pid 2), app (pid 3), app (pid 4), app (pid 5) and 2 more.")
    #expect(error.remedy?.contains("--wait") == true)
    #expect(HolderProof.busy(agent, Array(many.prefix(1)), mayBeHidden: false).message == "The agent is in use by app (pid 1).")
    #expect(HolderProof.busy(agent, [], mayBeHidden: true).message.contains("holder unknown"))
  }
}

extension DatabaseProof {
  fileprivate var isProved: Bool { if case .proved = self { true } else { false } }
  fileprivate var isBusy: Bool { if case .busy = self { true } else { false } }
  fileprivate var unprovable: SQLiteError? { if case .unprovable(let error) = self { error } else { nil } }
}
