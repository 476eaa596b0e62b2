import LegacyFormats
import SQLite
import TestSupport
import Testing
import WarrenModel

/// Damaged at random: an answer or an error of ours, no crash, no end that does not come, nothing touched.
@Suite struct ZeroClawMutationTests {
  private static let count = Environment.value("WARREN_MUTANTS").flatMap { Int($0) } ?? 1000

  private struct Dice {
    var state: UInt64

    mutating func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, below)
    }

    /// Some bytes changed, removed, doubled, or the end cut off.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
      var out = bytes
      for _ in 0...next(6) {
        if out.isEmpty { return out }
        let at = next(out.count)
        switch next(8) {
        case 0...2: out[at] = UInt8(next(256))
        case 3: out[at] ^= 1 << UInt8(next(8))
        case 4: out.replaceSubrange(at..<min(out.count, at + 1 + next(64)), with: [])
        case 5: out.insert(contentsOf: out[at..<min(out.count, at + 1 + next(64))], at: at)
        case 6: for place in at..<min(out.count, at + 1 + next(16)) { out[place] = [0, 0xFF, 0x7F, 0x0A, 0x22, 0x5C][next(6)] }
        default: if next(8) == 0 { out.removeSubrange(at...) } else { out[next(min(200, out.count))] = UInt8(next(256)) }
        }
      }
      return out
    }
  }

  private func use(_ store: ForeignStore) throws {
    let sessions = try store.list(SessionQuery(limit: nil, generations: true)).sessions
    for session in sessions.prefix(20) {
      _ = try store.history(session.key, HistoryQuery(limit: 3))
      _ = try store.history(session.key, HistoryQuery(position: .oldest, limit: nil))
    }
    _ = try store.search(SearchQuery(text: "word", limit: 3))
    _ = try store.search(SearchQuery(text: "word", order: .ranked))
    _ = try store.summary()
  }

  private func look(_ sessions: String) {
    do {
      try ZeroClawGround.store(sessions) { try use($0) }
    } catch {
      #expect(error is WarrenError || error is SQLiteError, "\(error)")
    }
  }

  @Test func damagedDatabases() throws {
    let ground = ZeroClawGround()
    try ground.database {
      try $0.execute(
        """
        WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
          INSERT INTO session_metadata(session_key, created_at, last_activity, message_count, name)
          SELECT 'gw_' || i, '2026-08-01T10:00:00Z', '2026-08-01T10:00:0' || (i % 10) || '.5+00:00', i, 'Name ' || i FROM n;
        WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
          INSERT INTO sessions SELECT i, 'gw_' || (i % 14), 'user', 'word ' || hex(zeroblob(i * 3)), '2026-08-01T10:00:00Z' FROM n;
        """)
    }
    let whole = Files.read("\(ground.sessions)/sessions.db")
    var dice = Dice(state: 7)
    // Written first: a preview looks twice at a file that has only just changed.
    let count = Self.count / 2
    for number in 0..<count {
      Files.makeDirectory(ground.path("\(number)"))
      Files.write(ground.path("\(number)/sessions.db"), dice.mutate(whole))
    }
    let before = Files.listing(ground.directory.path)
    for number in 0..<count { look(ground.path("\(number)")) }
    #expect(Files.listing(ground.directory.path) == before)
  }

  @Test func damagedFiles() throws {
    let ground = ZeroClawGround()
    let lines = (0..<30).map { number in
      number % 7 == 3
        ? #"["user","word \#(number)"]"#
        : #"{"role":"user","content":"word \u00e9\ud83d\ude00 日本 \#(number)","more":{"a":[1,2.50,null,{"b":"c"}]}}"#
    }
    let whole = Array((lines.joined(separator: "\n") + "\n").utf8)
    var dice = Dice(state: 11)
    let count = Self.count / 2
    for number in 0..<count {
      Files.makeDirectory(ground.path("\(number)"))
      Files.write(ground.path("\(number)/gw_1.jsonl"), dice.mutate(whole))
      Files.write(ground.path("\(number)/config.toml"), dice.mutate(Array(Self.configuration.utf8)))
    }
    let before = Files.listing(ground.directory.path)
    for number in 0..<count {
      look(ground.path("\(number)"))
      #expect(ZeroClawInstall(toml: Files.read(ground.path("\(number)/config.toml"))).agents.count < 20)
    }
    #expect(Files.listing(ground.directory.path) == before)
  }

  private static let configuration = """
    [channels.telegram.main]
    enabled = true # comment
    [agents.scout]
    channels = ["telegram.main", 'x', "\\u00e9"]
    [agents.night.workspace]
    path = \"\"\"
    agents/scout\"\"\"
    [agents]
    other = { workspace = { path = "y" }, channels = ["z"] }
    """
}
