import Glibc
import Platform
import Testing

@Suite struct ProcessTableTests {
  private let processes = ProcessTable()

  /// A child that locks a file (given as the last argument), says so and stays.
  private static func locker(_ how: String, _ file: FilePath) throws -> Child {
    let program = """
      import fcntl, sys
      file = open(sys.argv[1], "r+")
      \(how)
      print("locked", flush=True)
      import signal
      signal.pause()
      """
    let child = try Child(["/usr/bin/python3", "-I", "-S", "-c", program, String(describing: file)])
    let said = try child.readSome()
    #expect(said.hasPrefix("locked"))
    return child
  }

  @Test(arguments: [
    ("fcntl.lockf(file, fcntl.LOCK_EX, 8, 120)", FileLock.Kind.posix, true, 120...127 as ClosedRange<UInt64>),
    ("fcntl.flock(file, fcntl.LOCK_SH)", .flock, false, 0...UInt64.max),
  ])
  func findsTheChildThatHoldsALock(how: String, kind: FileLock.Kind, isExclusive: Bool, range: ClosedRange<UInt64>) throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "f")
    let identity = try directory.root.status(of: "f").identity
    let child = try Self.locker(how, directory.path.appending("f".utf8))
    let holders = try #require(processes.lockHolders(of: identity, excludingOwn: true))
    let holder = try #require(holders.first)
    #expect(holders.count == 1)
    #expect(holder.lock.kind == kind)
    #expect(holder.lock.isExclusive == isExclusive)
    #expect(holder.lock.range == range)
    #expect(holder.lock.pid == child.pid)
    #expect(holder.process?.description.hasPrefix("python3") == true)
    _ = consume child
    #expect(processes.lockHolders(of: identity) == [])
  }

  @Test func ownLocksAreLeftOutWhenAsked() throws {
    let directory = try TemporaryDirectory()
    let locked = try directory.root.openDirectory(".")
    #expect(try locked.tryLock(.exclusive))
    let identity = try locked.status().identity
    #expect(processes.lockHolders(of: identity)?.map(\.lock.pid) == [getpid()])
    #expect(processes.lockHolders(of: identity, excludingOwn: true) == [])
    try locked.close()
  }

  @Test func withoutProcTheHolderIsUnknown() throws {
    let directory = try TemporaryDirectory()
    let nowhere = ProcessTable(root: try directory.path.appending("proc".utf8))
    let identity = FileIdentity(device: 1, inode: 1)
    #expect(nowhere.lockHolders(of: identity) == nil)
    #expect(nowhere.openers(of: [identity]).unreadable == nil)
    #expect(failure { _ = try nowhere.current() }?.isNotFound == true)
    #expect(nowhere.command(of: getpid()).description == "pid \(getpid())")
    #expect(nowhere.isAlive(ProcessFacts(pid: getpid(), startTime: 0, bootID: [])))
  }

  @Test func linesOfEveryKindAreUnderstood() throws {
    let directory = try TemporaryDirectory()
    let lines = [
      "1: POSIX  ADVISORY  WRITE 100 fd:01:131073 0 EOF", "1: -> POSIX  ADVISORY  READ 101 fd:01:131073 1073741824 1073741825",
      "2: OFDLCK ADVISORY  READ -1 fd:01:131073 5 5", "3: FLOCK  ADVISORY  WRITE 0 fd:01:131073 0 EOF",
      "4: LEASE  ACTIVE    READ 100 fd:01:131073 0 EOF", "5: POSIX  ADVISORY  WRITE 100 103:00:7 0 0", "nonsense", "",
    ]
    try directory.write(lines.joined(separator: "\n"), to: "locks")
    let table = ProcessTable(root: directory.path)
    let file = FileIdentity(device: 0xfd01, inode: 131073)
    let held = try #require(table.lockHolders(of: file))
    #expect(held.map(\.lock.pid) == [100, nil, nil])
    #expect(held.map(\.lock.kind) == [.posix, .openFile, .flock])
    let all = try #require(table.lockHolders(of: file, includingWaiting: true))
    #expect(all.map(\.lock.isWaiting) == [false, true, false, false])
    #expect(all[1].lock.range == 1_073_741_824...1_073_741_825)
    #expect(table.locks()?.last?.file == FileIdentity(device: 0x10300, inode: 7))
  }

  @Test func findsAProcessThatHasAFileOpenWithoutALock() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "f")
    let identity = try directory.root.status(of: "f").identity
    let child = try Self.locker("pass", directory.path.appending("f".utf8))
    let found = processes.openers(of: [identity, FileIdentity(device: 0, inode: 0)])
    #expect(found.openers.map(\.process.pid) == [child.pid])
    #expect(found.openers.first?.file == identity)
    #expect(found.unreadable != nil)
    _ = consume child
    #expect(processes.openers(of: [identity]).openers == [])
  }

  @Test func ownOpenFilesAreLeftOutWhenAsked() throws {
    let directory = try TemporaryDirectory()
    let file = SharedDescriptor(try directory.root.createExclusive("f"))
    let identity = try file.status().identity
    #expect(processes.openers(of: [identity]).openers.map(\.process.pid) == [getpid()])
    #expect(processes.openers(of: [identity], excludingOwn: true).openers == [])
    try file.close()
  }

  @Test func aProcessIsAliveUntilItEndsAndIsNoOther() throws {
    let facts = try processes.current()
    #expect(facts.pid == getpid())
    #expect(facts.bootID.count == 36)
    #expect(processes.isAlive(facts))
    #expect(!processes.isAlive(ProcessFacts(pid: facts.pid, startTime: facts.startTime + 1, bootID: facts.bootID)))
    #expect(!processes.isAlive(ProcessFacts(pid: facts.pid, startTime: facts.startTime, bootID: Array("another".utf8))))
  }

  @Test func aDeadProcessThatIsNotReapedIsNotAlive() throws {
    let child = try Child(["/bin/echo", "done"])
    while try child.readSome() != "" {}
    var info = siginfo_t()
    #expect(waitid(P_PID, id_t(child.pid), &info, WEXITED | WNOWAIT) == 0)
    let text = String(decoding: try WorkingDirectory().openRegular(FilePath("/proc/\(child.pid)/stat")).readToEnd(), as: UTF8.self)
    let start = try #require(text.split(separator: " ").dropFirst(21).first.flatMap { UInt64($0) })
    let facts = ProcessFacts(pid: child.pid, startTime: start, bootID: try processes.bootID())
    #expect(!processes.isAlive(facts))
    withExtendedLifetime(child) {}
  }

  @Test func namesWithSpacesAndParenthesesDoNotShiftTheFields() throws {
    let directory = try TemporaryDirectory()
    let fields = (3...30).map { $0 == 22 ? "777" : $0 == 20 ? "1" : $0 == 3 ? "S" : "9" }.joined(separator: " ")
    try directory.root.makeDirectory("self")
    try directory.write("42 (a) Z 1 2 (b) \(fields)\n", to: "self/stat")
    try directory.root.makeDirectory("sys")
    try directory.root.makeDirectory("sys/kernel")
    try directory.root.makeDirectory("sys/kernel/random")
    try directory.write("boot\n", to: "sys/kernel/random/boot_id")
    let facts = try ProcessTable(root: directory.path).current()
    #expect(facts.startTime == 777)
    #expect(facts.bootID == Array("boot".utf8))
  }
}
