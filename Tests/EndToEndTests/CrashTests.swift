import JSON
import TestSupport
import Testing

/// Processes that are killed, and processes under limits.
@Suite struct CrashTests {
  @Test(arguments: ["sqlite", "jsonl"]) func everyAcknowledgedMessageIsThereOnceAfterKills(_ backend: String) throws {
    let warren = WarrenCommand()
    #expect(warren("agents", "create", "a", "--backend", backend).status == 0)
    var acknowledged: Set<String> = []
    var random = SystemRandomNumberGenerator()
    for round in 0..<6 {
      let writers = (0..<2).map { Child([Products.path("TestDriver"), "append", warren.root, "a", "k", "r\(round)w\($0)"]) }
      for writer in writers {
        for _ in 0..<Int.random(in: 3...60, using: &random) {
          let line = try #require(writer.readLine(), "\(writer.finish().errors)")
          #expect(!line.hasPrefix("failed"), "\(line)")
          acknowledged.insert(line)
        }
      }
      for writer in writers {
        writer.signal(9)
        while let line = writer.readLine() { acknowledged.insert(line) }
        #expect(writer.wait() == 128 + 9)
      }
    }
    let history = try warren("sessions", "history", "k", "--agent", "a", "--limit", "all", "--json").json()
    let texts = try history.texts("messages", "text").compactMap { $0 }
    #expect(Set(texts).count == texts.count)
    #expect(acknowledged.subtracting(texts).isEmpty)
    // At most one message of each writer was written and not acknowledged.
    #expect(texts.count <= acknowledged.count + 12)
    let ids = history["messages"]?.elements.compactMap { $0.number("id") } ?? []
    #expect(Set(ids).count == ids.count && ids == ids.sorted())
    if backend == "sqlite" {
      let check = Child.run(["python3", "-c", Self.integrity, "\(warren.root)/agents/a/sessions.sqlite"])
      #expect(String(decoding: check.output, as: UTF8.self) == "ok True\n", "\(check.errors)")
    }
  }

  private static let integrity = """
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1])
    counts = db.execute("SELECT sum(message_count) FROM session").fetchone()[0] == db.execute("SELECT count(*) FROM message").fetchone()[0]
    print(db.execute("PRAGMA integrity_check").fetchone()[0], counts)
    """

  @Test func manyAgentsUnderALowLimitOfOpenFiles() throws {
    let warren = WarrenCommand()
    #expect(warren("init").status == 0)
    #expect(warren("agents", "create", "seed").status == 0)
    // Copies of one agent: 2,000 directories, each with its own database.
    let seed = "\(warren.root)/agents/seed"
    for number in 0..<1999 {
      let copy = "\(warren.root)/agents/agent-\(number)"
      Files.makeDirectory(copy)
      for name in Files.names(seed) { Files.write("\(copy)/\(name)", Files.read("\(seed)/\(name)")) }
    }
    let child = Child.run(["prlimit", "--nofile=256:256", Products.path("TestDriver"), "visit", warren.root, "2", "64"])
    let output = String(decoding: child.output, as: UTF8.self)
    #expect(child.status == 0, "\(output) \(child.errors)")
    let words = output.split(separator: " ")
    #expect(words.first == "2000")
    #expect(words.count > 2 && (Int(words[2]) ?? .max) < 256)
    #expect(Files.names("\(warren.root)/agents/agent-7").sorted() == [".warren.json", "sessions.sqlite"])
  }
}
