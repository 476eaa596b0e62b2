import JSON
import LegacyFormats
import Platform
import SQLite
import TestSupport
import Testing
import WarrenModel

/// What the shared generators make, against what they say a correct reader finds.
@Suite(.enabled(if: ZeroClawSamples.path != nil)) struct ZeroClawSampleTests {
  @Test(arguments: ["1", "2", "33"], [[], ["--leave-wal"], ["--clean"], ["--sessions", "40", "--files", "25", "--messages", "20"]])
  func anInstallation(_ seed: String, _ options: [String]) throws {
    let directory = TemporaryDirectory("install")
    let root = directory.path("root")
    let expected = try ZeroClawSamples.make("make_zeroclaw_workspace.py", root, ["--seed", seed] + options)
    let before = Files.listing(root)
    let install = ZeroClawInstall(toml: Files.read("\(root)/config.toml"))
    let agents = install.aliases
    #expect(install.agents.map { String(decoding: $0.alias, as: UTF8.self) } == expected.list("configured").map { $0.repairedString ?? "" })
    for alias in expected.list("aliases") {
      #expect(install.workspace(of: alias["alias"]?.utf8 ?? []) == alias["directory"]?.utf8)
    }
    for store in expected.list("stores") {
      let path = "\(root)/\(store.text("id"))"
      let warnings = expected.list("warnings").filter { $0.text("subject").hasPrefix(store.text("id")) }
      if store.text("kind") == "zeroclaw_sqlite" {
        let rows = warnings.filter { $0.text("subject").contains("#") }
        try ZeroClawGround.read(path, agents: agents) { source in
          try compareRows(source, store, odd: rows.map { ($0.text("code"), String($0.text("subject").split(separator: "#")[1])) })
        }
      } else {
        try compareFiles(ZeroClawGround.files(path), store, warnings, below: store.text("id"))
      }
    }
    try compareShares(root, expected, install)
    #expect(Files.listing(root) == before)
  }

  /// The shared store by agent: what the generator says an agent's row may show beyond its own directory.
  private func compareShares(_ root: String, _ expected: JSONValue, _ install: ZeroClawInstall) throws {
    for agent in expected.list("agents") {
      let counts = agent["status"]?.list("counts").map { $0.list.map { Int($0.int64 ?? -1) } } ?? []
      guard counts.count == 2 else { continue }
      let works = Array("agents/\(agent.text("directory"))/workspace".utf8)
      try ZeroClawGround.read("\(root)/data/sessions/sessions.db") { source in
        let store = ForeignStore(sources: [source], backend: .sqlite, path: RawPath("x")) { session in
          install.owner(of: session).map { install.workspace(of: $0) == works } ?? false
        }
        let summary = try store.summary()
        #expect([summary.sessions, summary.messages] == [counts[1][0] - counts[0][0], counts[1][1] - counts[0][1]])
      }
    }
  }

  @Test(arguments: ["current", "2026-03"], [[], ["--acp", "--jsonl"], ["--leave-wal"], ["--clean", "--sessions", "60"]])
  func aDatabaseOfEachSchema(_ schema: String, _ options: [String]) throws {
    let directory = TemporaryDirectory("database")
    let root = directory.path("root")
    let expected = try ZeroClawSamples.make("make_zeroclaw_db.py", root, ["--schema", schema] + options)
    let before = Files.listing(root)
    let agents = Set(["scout", "ledger_bot", "night"].map { Array($0.utf8) })
    try ZeroClawGround.read("\(root)/sessions/sessions.db", agents: agents) { source in
      #expect(try source.schema().era.rawValue == schema)
      let odd = expected.list("odd").map { ($0.text("code"), $0.text("session_key")) }
      try compareRows(source, expected, odd: odd)
    }
    let files = try ZeroClawGround.files("\(root)/sessions")
    #expect(try files.sessions().count == (options.contains("--jsonl") ? 3 : 0))
    #expect((files.leftovers.editorSessions != nil) == options.contains("--acp"))
    #expect(Files.listing(root) == before)
  }

  private func compareRows(_ source: ZeroClawDatabaseSource, _ expected: JSONValue, odd: [(String, String)]) throws {
    let sessions = try source.sessions()
    let counts = Dictionary(uniqueKeysWithValues: sessions.map { ($0.key.bytes, $0.messageCount) })
    #expect(counts == expected["messages_by_key"]?.numbers)
    #expect(sessions.count == expected.number("sessions"))
    #expect(counts.values.reduce(0, +) == expected.number("messages_listed"))
    #expect(source.withoutSession.map(\.key.bytes) == expected.list("keys_without_session").map { $0.utf8 ?? [] })
    let orphans = source.withoutSession.reduce(0) { $0 + $1.messageCount }
    #expect(counts.values.reduce(0, +) + orphans == expected.number("messages"))
    for session in sessions + source.withoutSession {
      let messages = try source.all(session)
      #expect(messages.map(\.ordinal) == (0..<session.messageCount).map { Int64($0 + 1) })
      #expect(try source.all(session, after: 2).map(\.body) == messages.dropFirst(2).map(\.body))
    }
    for session in sessions {
      let found = try #require(try source.session(session.key))
      #expect(found == session)
      guard let owner = expected["owner_by_key"]?.texts[session.key.bytes] else { continue }
      let own = session.owner.map { String(decoding: $0, as: UTF8.self) } ?? session.origin.channel.map { "channel \($0)" } ?? "none"
      #expect(own == owner)
    }
    let problems = Set(source.problems.map { "\($0.code) \(String(decoding: $0.key ?? [], as: UTF8.self))" })
    #expect(problems == Set(odd.map { "\($0.0) \($0.1)" }))
    #expect(problems.count == source.problems.count)
  }

  private func compareFiles(
    _ source: ZeroClawFilesSource, _ expected: JSONValue, _ warnings: [JSONValue], below folder: String
  ) throws {
    let sessions = try source.sessions()
    #expect(Set(sessions.map(\.key.bytes)) == Set(expected.list("sessions").map { $0["key"]?.utf8 ?? [] }))
    for file in expected.list("sessions") {
      let session = try #require(sessions.first { $0.key.bytes == file["key"]?.utf8 })
      let tolerated = file.list("tolerated")
      #expect(session.messageCount == file.number("messages") + tolerated.count)
      #expect(session.lastActivity?.milliseconds == file["last_activity_ms"]?.int64)
      #expect(try source.all(session).count == session.messageCount)
      func lines(_ list: [JSONValue]) -> Set<String> {
        Set(list.map { "\($0.number("line")) \($0.number("offset")) \($0.number("length")) \($0.text("reason"))" })
      }
      let found = source.problems.filter { $0.key == session.key.bytes && $0.line != nil }
      #expect(
        Set(found.map { "\($0.line ?? 0) \($0.offset ?? 0) \($0.length ?? 0) \($0.code)" }) == lines(file.list("skipped") + tolerated))
    }
    // What is about a file: the same codes as the generator's.
    let own = ForeignFindings.made(of: source.problems).filter { !["imported_source", "archived_sessions", "acp_store"].contains($0.code) }
    let wanted = warnings.filter {
      !$0.text("subject").contains("#") && !$0.text("subject").contains(".db") && $0.text("subject").hasPrefix("\(folder)/")
    }
    #expect(
      Set(own.map { "\($0.code) \(folder)/\(String(decoding: $0.subject, as: UTF8.self))" })
        == Set(wanted.map { "\($0.text("code")) \($0.text("subject"))" }))
  }

  @Test(arguments: ["sqlite-zeroclaw", "mixed"], ["1", "2", "7"]) func aFleet(_ backend: String, _ seed: String) throws {
    let directory = TemporaryDirectory("fleet")
    let root = directory.path("root")
    let expected = try ZeroClawSamples.make(
      "make_fleet.py", root, ["--agents", "24", "--awkward", "--backend", backend, "--seed", seed, "--sessions", "5"])
    let before = Files.listing(root)
    let variants = expected.list("variants")
    for agent in expected.list("agents") {
      guard agent["directory_hex"] == nil || agent["directory_hex"]?.kind == .null else { continue }
      let sessions = "\(root)/agents/\(agent.text("directory"))/sessions"
      let status = try #require(agent["status"])
      let states = status["state"]?.kind == .array ? status.list("state").compactMap(\.repairedString) : [status.text("state")]
      if states.contains("degraded") {
        let failure = thrown {
          try ZeroClawGround.store(sessions) { store in
            _ = try store.summary()
            if let failure = store.failures.first { throw failure }
          }
        }
        #expect(failure != nil, "\(agent.text("directory"))")
        continue
      }
      try ZeroClawGround.store(sessions) { store in
        let summary = try store.summary()
        let counts = status.list("counts").map { $0.list.map { Int($0.int64 ?? -1) } }
        #expect(
          counts.contains([summary.sessions, summary.messages - status.number("doubtful")]), "\(agent.text("directory")): \(summary)")
        let variant = agent.number("variant")
        guard variant >= 0 else { return }
        let page = try store.list(SessionQuery(limit: nil))
        #expect(
          Set(page.sessions.map { $0.key.bytes + [0x20] + Array("\($0.messageCount)".utf8) })
            == Set(
              variants[variant].list("sessions").map {
                ($0["key"]?.utf8 ?? []) + [0x20] + Array("\($0.number("messages") + max(0, $0.number("doubtful")))".utf8)
              }))
      }
    }
    #expect(Files.listing(root) == before)
  }
}
