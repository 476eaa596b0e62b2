import Glibc
import TestSupport
import Testing

/// Who keeps an agent from being deleted, and who does not.
@Suite(.serialized) struct HolderTests {
  let warren = WarrenCommand()

  private func makeAgent(_ backend: String = "sqlite") throws {
    try #require(warren.make("a", backend: backend, texts: ["one", "two"]))
  }

  private var database: String { "\(warren.path(of: "a"))/sessions.sqlite" }

  /// What must be as before: all but the directory's own times, which the gate changes, and the files of an open database.
  private var content: [String] {
    let path = warren.path(of: "a")
    return Files.listing(path).filter { !$0.hasPrefix("\(path) ") && !$0.hasPrefix("\(database)-") }
  }

  private func delete(wait: Int) -> WarrenCommand.Outcome { warren("agents", "delete", "a", "--yes", "--wait", "\(wait)", "--json") }

  /// Refused as in use by this process, with nothing changed; afterwards, once it has ended, done.
  private func expectBusy(_ holder: Child, _ command: String, then end: () -> Void) throws {
    let before = content
    let refused = delete(wait: 1)
    #expect(refused.status == 75)
    let error = try #require(try refused.error())
    #expect(try error.text("code") == "busy")
    let message = try #require(try error.text("message"))
    #expect(message.contains(command) && message.contains("\(holder.pid)"), "\(message)")
    #expect(!Files.exists("\(warren.path(of: "a"))/\(warren.gate)"))
    #expect(content == before)
    #expect(try warren.remains().isEmpty)
    #expect(try warren("operations", "list", "--json").json().texts("operations", "state") == ["rolled_back"])
    end()
    let done = delete(wait: 30)
    #expect(done.status == 0, "\(done.errors)")
    #expect(warren.trashed("a").count == 1)
  }

  @Test(.enabled(if: Child.run(["sh", "-c", "command -v sqlite3"]).status == 0)) func foreignShellThatHasReadBlocks() throws {
    try makeAgent()
    let shell = Child(["sqlite3", database])
    shell.send("SELECT count(*) FROM message;\n")
    #expect(shell.readLine() == "2")
    try expectBusy(shell, "sqlite3") { _ = shell.finish() }
  }

  @Test func foreignConnectionThatHasNotReadBlocks() throws {
    try makeAgent()
    let script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\nprint('open', flush=True)\nsys.stdin.read()"
    let opener = Child(["python3", "-c", script, database])
    #expect(opener.readLine() == "open")
    #expect(OpenFiles.paths(of: opener.pid).contains(database))
    try expectBusy(opener, "python3") { _ = opener.finish() }
  }

  @Test func foreignTransactionBlocks() throws {
    try makeAgent()
    let script = """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("BEGIN IMMEDIATE")
      print("begun", flush=True)
      sys.stdin.read()
      """
    let writer = Child(["python3", "-c", script, database])
    #expect(writer.readLine() == "begun")
    try expectBusy(writer, "python3") { _ = writer.finish() }
  }

  @Test func embedderWithALeaseBlocksAndLosesNothing() throws {
    try makeAgent()
    let embedder = Child([Products.path("TestDriver"), "persist", warren.root, "a", "k", "w"])
    var acknowledged = [try #require(embedder.readLine())]
    // Stopped in a transaction, it holds the lease for as long as the test likes.
    repeat {
      embedder.signal(SIGCONT)
      acknowledged.append(try #require(embedder.readLine()))
      embedder.signal(SIGSTOP)
      while !OpenFiles.isStopped(embedder.pid) { sched_yield() }
    } while !OpenFiles.isWriting(embedder.pid)
    try expectBusy(embedder, "TestDriver") { embedder.signal(SIGCONT) }
    while let line = embedder.readLine(), line != "idle" { if !line.hasPrefix("! ") { acknowledged.append(line) } }
    #expect(embedder.finish().status == 0)
    #expect(warren("agents", "restore", "a").status == 0)
    let texts = try #require(try warren.texts(of: "a"))
    #expect(Set(acknowledged).subtracting(texts).isEmpty && texts.count <= acknowledged.count + 3)
  }

  @Test(arguments: ["sqlite", "jsonl"]) func embedderThatIsStoppedBlocks(_ backend: String) throws {
    try makeAgent(backend)
    let embedder = Child([Products.path("TestDriver"), "idle", warren.root, "a"])
    #expect(embedder.readLine() == "ready")
    embedder.signal(SIGSTOP)
    try expectBusy(embedder, "TestDriver") { embedder.signal(SIGCONT) }
    embedder.send("late\n")
    #expect(embedder.readLine() == "! deleted")
  }

  @Test(arguments: ["sqlite", "jsonl"]) func idleHandleLetsGoByItself(_ backend: String) throws {
    try makeAgent(backend)
    let embedders = (0..<5).map { _ in Child([Products.path("TestDriver"), "idle", warren.root, "a"]) }
    for embedder in embedders { #expect(embedder.readLine() == "ready") }
    for embedder in embedders { #expect(OpenFiles.paths(of: embedder.pid).contains { $0.hasPrefix(warren.path(of: "a")) }) }
    let deleted = delete(wait: 30)
    #expect(deleted.status == 0, "\(deleted.errors)")
    for embedder in embedders { #expect(OpenFiles.stray(of: embedder.pid, in: warren.root).isEmpty) }
    for embedder in embedders {
      embedder.send("late\n")
      #expect(embedder.readLine() == "! deleted")
      #expect(embedder.finish().status == 0)
    }
    #expect(try warren("agents", "list", "--deleted", "--json").json().list("agents").first?.number("messages") == 7)
  }

  /// A killed writer leaves its log behind: what it holds goes along.
  @Test(arguments: ["sqlite", "jsonl"]) func killedWriterBlocksNobody(_ backend: String) throws {
    try makeAgent(backend)
    let writer = Child([Products.path("TestDriver"), "append", warren.root, "a", "k", "w"])
    var acknowledged = ["one", "two"]
    for _ in 0..<5 { acknowledged.append(try #require(writer.readLine())) }
    writer.signal(SIGKILL)
    while let line = writer.readLine() { acknowledged.append(line) }
    writer.killNow()
    #expect(backend == "jsonl" || Files.exists("\(database)-wal"))
    #expect(delete(wait: 30).status == 0)
    #expect(Files.hold(acknowledged, below: try #require(warren.trashed("a").first)))
  }

  @Test(arguments: ["sqlite", "jsonl"]) func idleHandleDoesNotFollowARename(_ backend: String) throws {
    try makeAgent(backend)
    let embedder = Child([Products.path("TestDriver"), "idle", warren.root, "a"])
    #expect(embedder.readLine() == "ready")
    let renamed = warren("agents", "rename", "a", "b", "--wait", "30")
    #expect(renamed.status == 0, "\(renamed.errors)")
    #expect(!OpenFiles.paths(of: embedder.pid).contains { $0.hasPrefix(warren.path(of: "b")) })
    embedder.send("late\n")
    #expect(embedder.readLine() == "! agent_unknown")
    #expect(embedder.finish().status == 0)
    #expect(try warren.texts(of: "b") == ["one", "two", "opened"])
  }

  /// The deadline is the deleter's own: it does not wait for ever, and not less.
  @Test func deleterKeepsItsDeadline() throws {
    try makeAgent()
    let reader = CutGround.reader(of: database)
    let waits = [1, 3].map { wait -> Duration in
      ContinuousClock().measure { #expect(delete(wait: wait).status == 75) }
    }
    // Not less than was asked for: the upper end depends on the machine.
    #expect(waits[0] >= .seconds(1) && waits[1] >= .seconds(3))
    _ = reader.finish()
  }
}
