import JSON
import Platform
import SessionStore
import TestSupport
import Testing
import WarrenModel

/// The hand-made files of ZeroClaw beside the package, judged line by line; passed over where they are not there.
@Suite struct JSONLSampleTests {
  static let samples: String = {
    let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let places = ["/\(package)/../shared", "/\(package)/../../shared"]
    return (places.first { Files.exists("\($0)/samples/zeroclaw-jsonl/expected.json") } ?? places[0]) + "/samples/zeroclaw-jsonl"
  }()

  @Test(.enabled(if: Files.exists("\(samples)/expected.json")))
  func eachLineIsJudgedAsExpected() throws {
    var scanner = JSONScanner()
    let expected = try scanner.scan(Files.read("\(Self.samples)/expected.json"))
    let files = try #require(expected["files"])
    for member in files.members {
      let name = try member.key()
      let fixture = JSONLFixture()
      fixture.put(name, Files.read("\(Self.samples)/\(name)"))
      try check(fixture.store(), String(name.dropLast(6)), member.value)
    }
  }

  private func check(_ store: JSONLStore, _ session: String, _ expected: JSONValue) throws {
    let skipped = try store.skippedLines(of: key(session))
    let messages = try store.all(session)
    var skips: [SkippedLine] = []
    var texts: [[String]] = []
    for line in try #require(expected["lines"]).elements {
      let number = Int(line["line"]?.int64 ?? 0)
      switch line["verdict"]?.repairedString {
      case "skip":
        skips.append(
          SkippedLine(
            line: number, offset: line["offset"]?.int64 ?? -1, length: line["length"]?.int64 ?? -1,
            reason: try #require(SkippedLine.Reason(rawValue: line["reason"]?.repairedString ?? ""))))
      case "valid", "either": texts.append([line["role"]?.repairedString ?? "", line["content"]?.repairedString ?? ""])
      default: break
      }
    }
    #expect(skipped == skips)
    #expect(messages.map { [Array($0.role.utf8), Array($0.text.utf8)] } == texts.map { $0.map { Array($0.utf8) } })
    #expect(messages.map(\.id) == (0..<Int64(texts.count)).map { $0 + 1 })
    #expect(try store.session(key(session))?.messageCount == texts.count)
  }

  /// Fleets of JSONL agents, with their damaged lines: sessions and messages as the generator counts them.
  @Test(.enabled(if: Files.exists("\(samples)/../make_fleet.py")))
  func aFleetIsCountedAsItsGeneratorSays() throws {
    let directory = TemporaryDirectory("fleet")
    let made = Child.run([
      "python3", "\(Self.samples)/../make_fleet.py", directory.path("fleet"), "--agents", "12", "--sessions", "4", "--backend", "jsonl",
    ])
    try #require(made.status == 0, "\(made.errors)")
    var scanner = JSONScanner()
    let expected = try scanner.scan(Files.read(directory.path("fleet.expected.json")))
    var compared = 0
    for agent in try #require(expected["agents"]).elements {
      let name = agent["directory"]?.repairedString ?? ""
      let before = Files.listing(directory.path("fleet/agents/\(name)"))
      let store = try JSONLStore(
        directory: .init("\(directory.path)/fleet/agents/\(name)/sessions"), clock: WallClock { Timestamp(milliseconds: 0) },
        isWritable: false)
      let summary = try store.summary()
      let counts = try #require(agent["status"]?["counts"]).elements.map { $0.elements.map { $0.int64 ?? -1 } }
      let doubtful = agent["status"]?["doubtful"]?.int64 ?? 0
      #expect(counts.contains { $0[0] == summary.sessions && ($0[1]...$0[1] + doubtful).contains(Int64(summary.messages)) })
      #expect(Files.listing(directory.path("fleet/agents/\(name)")) == before)
      compared += 1
    }
    #expect(compared == 12)
  }
}

extension JSONValue {
  subscript(_ key: String) -> JSONValue? { members.first { $0.hasKey(key) }?.value }
}
