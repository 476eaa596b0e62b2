import TestSupport
import Testing

/// Ten processes write while an eleventh deletes: what was acknowledged is in the trash, and nobody writes past the deletion.
@Suite(.serialized) struct LateWriterTests {
  @Test(arguments: ["sqlite", "jsonl"]) func noAcknowledgedMessageIsLostAndNoneComesAfterwards(_ backend: String) throws {
    let warren = WarrenCommand()
    try #require(warren.run(["agents", "create", "a", "--backend", backend]).status == 0)
    var acknowledged: Set<String> = []
    var report: [String] = []
    for round in 1...3 {
      let writers = (0..<10).map { Child([Products.path("TestDriver"), "persist", warren.root, "a", "k", "r\(round)w\($0)"]) }
      for writer in writers {
        for _ in 0..<3 { acknowledged.insert(try #require(writer.readLine(), "\(writer.finish().errors)")) }
      }
      let deletion = warren("agents", "delete", "a", "--yes", "--wait", "60", "--json")
      try #require(deletion.status == 0, "\(deletion.errors)")
      var codes: [String: Int] = [:]
      var others: [String] = []
      for writer in writers {
        var isRefused = false
        while let line = writer.readLine(), line != "idle" {
          if line.hasPrefix("! ") {
            let code = String(line.dropFirst(2).prefix { $0 != ":" })
            codes[code, default: 0] += 1
            // `busy`: ten writers of one database may wait for each other too long, which tells nothing of the deletion.
            if code == "deleting" || code == "deleted" { isRefused = true } else if code != "busy" { others.append(line) }
          } else {
            #expect(!isRefused, "\(line) was acknowledged after a refusal")
            acknowledged.insert(line)
          }
        }
        #expect(isRefused)
      }
      #expect(others.isEmpty)
      for writer in writers { #expect(OpenFiles.stray(of: writer.pid, in: warren.root).isEmpty) }
      // The copy, before anybody opens it.
      let path = try #require(warren.trashed("a").first)
      #expect(Files.hold([], below: path), "files of an open database lie in the trash")
      let count = try messages(in: path, backend)
      #expect(count >= acknowledged.count && count <= acknowledged.count + 10 * round)
      #expect(try warren("agents", "list", "--deleted", "--json").json().list("agents").first?.number("messages") == Int64(count))
      for writer in writers {
        writer.closeInput()
        #expect(writer.wait() == 0)
      }
      try #require(warren("agents", "restore", "a").status == 0)
      let texts = try #require(try warren.texts(of: "a"))
      #expect(texts.count == count && Set(texts).count == count)
      #expect(acknowledged.subtracting(texts).isEmpty)
      report.append("\(backend), round \(round): \(acknowledged.count) acknowledged, \(count) in the trash, refusals \(codes)")
    }
    print(report.joined(separator: "\n"))
  }

  /// The deleter dies in the middle of it while others write: they go on by themselves once it is settled, or are told that the agent is gone.
  @Test(arguments: ["sqlite", "jsonl"]) func killedDeleterLosesNothingOfTheWriters(_ backend: String) throws {
    let warren = WarrenCommand()
    try #require(warren.run(["agents", "create", "a", "--backend", backend]).status == 0)
    var acknowledged: Set<String> = []
    for point in ["gate_created", "drained", "renamed", "finished"] {
      let writers = (0..<4).map { Child([Products.path("TestDriver"), "persist", warren.root, "a", "k", "\(point) w\($0)"]) }
      func read(_ writer: Child, _ count: Int) throws {
        var left = count
        while left > 0 {
          let line = try #require(writer.readLine(), "\(writer.finish().errors)")
          if line.hasPrefix("! ") { continue }
          acknowledged.insert(line)
          left -= 1
        }
      }
      for writer in writers { try read(writer, 2) }
      let killed = warren.run(["agents", "delete", "a", "--yes", "--wait", "60"], environment: ["WARREN_CUT": point])
      #expect(killed.status == 128 + 9, "\(point): \(killed.errors)")
      #expect(warren("operations", "recover").status == 0)
      if warren.directories == ["a"] {
        // What lies in the pipe was written before: only then comes what was written after the recovery.
        for writer in writers { try read(writer, 20) }
        #expect(warren("agents", "delete", "a", "--yes", "--wait", "60").status == 0, "\(point)")
      }
      for writer in writers {
        while let line = writer.readLine(), line != "idle" {
          if line.hasPrefix("! ") {
            #expect(["! deleting", "! deleted", "! busy"].contains(String(line.prefix { $0 != ":" })), "\(line)")
          } else {
            acknowledged.insert(line)
          }
        }
        #expect(OpenFiles.stray(of: writer.pid, in: warren.root).isEmpty)
        writer.closeInput()
        #expect(writer.wait() == 0)
      }
      try #require(warren("agents", "restore", "a").status == 0)
      let texts = try #require(try warren.texts(of: "a"))
      #expect(Set(texts).count == texts.count)
      #expect(acknowledged.subtracting(texts).isEmpty)
      #expect(try warren.remains().isEmpty)
    }
  }

  /// Counted without Warren.
  private func messages(in path: String, _ backend: String) throws -> Int {
    let result = Child.run(["python3", "-c", Self.count, path, backend])
    return try #require(Int(String(decoding: result.output, as: UTF8.self).dropLast()), "\(result.errors)")
  }

  private static let count = """
    import json, sqlite3, sys
    path, backend = sys.argv[1:]
    if backend == "sqlite":
        db = sqlite3.connect(f"file:{path}/sessions.sqlite?mode=ro&immutable=1", uri=True)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        print(db.execute("SELECT count(*) FROM message").fetchone()[0])
    else:
        print(sum("role" in json.loads(line) for line in open(f"{path}/sessions/k.jsonl")))
    """
}
