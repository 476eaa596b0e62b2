import Glibc
import TestSupport
import Testing

/// Kills that no step of ours has chosen, and kills of those who clear up after a kill.
@Suite(.serialized) struct RandomKillTests {
  /// Deleted, brought back, renamed in turn, each cut off at a random moment: after every settling the agent is whole, at one place.
  @Test func killsAtAnyMomentLeaveTheAgentWholeAtOnePlace() async throws {
    let tallies = try await Threads.map(["sqlite", "jsonl"]) { try Self.kill(rounds: 40, backend: $0) }
    print(tallies.map(\.text).joined(separator: "\n"))
    for tally in tallies {
      #expect(tally.complaints.isEmpty)
      #expect(tally.killed > 0)
    }
  }

  private struct Tally: Sendable {
    let backend: String
    /// How many were killed, and how many ended before.
    var killed = 0
    var ended = 0
    /// Of those killed, how many operations stood afterwards.
    var stood = 0
    var complaints: [String] = []

    var text: String { "\(backend): \(killed) killed, \(stood) of these operations stand; \(ended) ended before the kill" }
  }

  private static func kill(rounds: Int, backend: String) throws -> Tally {
    let warren = WarrenCommand()
    var tally = Tally(backend: backend)
    var texts = ["message 0."]
    guard warren.make("a", backend: backend, texts: texts) else { return tally }
    let uuid = try warren.uuid(of: "a")
    var name: String? = "a"
    // Follows what the machine needs for a command, so that the kills fall into its work and neither before nor after.
    var window = 40_000.0
    for round in 0..<rounds {
      let (words, wanted) = next(name, round)
      let isKilled = cut(warren.start(words), within: window)
      if isKilled { tally.killed += 1 } else { tally.ended += 1 }
      let before = Files.listing(warren.root)
      for words in [["status"], ["operations", "list"], ["agents", "list", "--deleted"]] { warren.run(words) }
      let changed = Set(Files.listing(warren.root)).symmetricDifference(before).sorted()
      if !changed.isEmpty { tally.complaints.append("\(round): readers have changed \(changed)") }
      if warren("operations", "recover").status != 0 { tally.complaints.append("\(round): cannot be recovered") }
      tally.complaints += try warren.remains().map { "\(round): \($0)" }
      let present = warren.directories
      let trashed = warren.trash.values.flatMap { $0 }
      if present.count + trashed.count != 1 { tally.complaints.append("\(round): in agents \(present), in the trash \(trashed)") }
      let isIn = present == wanted.map { [$0] } ?? []
      if isKilled, isIn { tally.stood += 1 }
      window *= isIn ? 0.75 : 1.2
      if !isKilled, !isIn { tally.complaints.append("\(round): \(words) has ended and does not stand") }
      name = present.first
      guard let name else {
        if !Files.hold(texts, below: warren.trashed(trashed.first ?? "").first ?? "") {
          tally.complaints.append("\(round): not whole in the trash")
        }
        continue
      }
      if try warren.uuid(of: name) != uuid { tally.complaints.append("\(round): another uuid") }
      texts.append("message \(round + 1).")
      if warren.send([texts[texts.count - 1]], to: name) != 0 { tally.complaints.append("\(round): cannot be written to") }
      if try warren.texts(of: name) != texts { tally.complaints.append("\(round): not whole") }
    }
    return tally
  }

  /// What comes next for an agent of this name, and the name that it then has; nil: none, in the trash.
  private static func next(_ name: String?, _ round: Int) -> ([String], String?) {
    guard let name else { return (["agents", "restore", "a"], "a") }
    if name == "a", round.isMultiple(of: 2) { return (["agents", "delete", "a", "--yes"], nil) }
    let other = name == "a" ? "b" : "a"
    return (["agents", "rename", name, other], other)
  }

  /// Kills it at a moment of the second half of so many microseconds.
  private static func cut(_ child: Child, within window: Double) -> Bool {
    usleep(UInt32(window * .random(in: 0.5...1)))
    child.signal(SIGKILL)
    return child.finish().status == 128 + SIGKILL
  }

  /// Whoever settles a crash may crash: at each point that a recovery passes, one after the other, until one gets through.
  @Test(arguments: ["renamed", "moved", "gated", "journalled", "gate_lifted", "trash_removed", "purge_begun", "purge_removed", "finished"])
  func recoveryThatIsKilledIsRepeated(_ point: String) throws {
    let warren = WarrenCommand()
    let kinds = [
      "delete": ["agents", "delete", "delete", "--yes"], "purge": ["agents", "delete", "purge", "--purge", "--yes"],
      "restore": ["agents", "restore", "restore"], "rename": ["agents", "rename", "rename", "new"],
    ]
    for kind in kinds.keys { try #require(warren.make(kind, backend: "sqlite", texts: ["of \(kind)."])) }
    try #require(warren("agents", "delete", "restore", "--yes").status == 0)
    var report: [String] = []
    for (kind, words) in kinds.sorted(by: { $0.key < $1.key }) {
      guard warren.run(words, environment: ["WARREN_CUT": point]).status == 128 + SIGKILL else { continue }
      var kills = 0
      for second in Self.passed(kind, after: point) {
        let status = warren.run(["operations", "recover"], environment: ["WARREN_CUT": second]).status
        #expect(status == 128 + SIGKILL, "\(kind) at \(point), then \(second)")
        kills += 1
      }
      #expect(warren("operations", "recover").status == 0)
      #expect(try warren.remains().isEmpty, "\(kind) at \(point)")
      let places = warren.directories.filter { $0 == kind || (kind == "rename" && $0 == "new") }
      let trashed = warren.trashed(kind)
      #expect(places.count + trashed.count == (kind == "purge" && places.isEmpty ? 0 : 1), "\(kind) at \(point): \(places) \(trashed)")
      for place in places { #expect(try warren.texts(of: place) == ["of \(kind)."]) }
      for place in trashed { #expect(Files.hold(["of \(kind)."], below: place)) }
      report.append(
        "\(kind) cut at \(point): recovery killed \(kills) times, then \(places.first ?? (trashed.isEmpty ? "purged" : "in the trash"))")
    }
    print(report.joined(separator: "\n"))
  }

  /// The points that the settling of an operation passes that was cut at a point.
  private static func passed(_ kind: String, after point: String) -> [String] {
    if point == "journalled" || point == "gated" { return kind == "restore" ? ["rolling_back"] : ["rolling_back", "gate_removed"] }
    let purging = kind == "purge" ? ["purge_begun", "purge_removed"] : []
    if point == "finished" || point.hasPrefix("purge") { return purging }
    let lifting = kind == "restore" ? ["trash_removed", "gate_lifted"] : kind == "rename" ? ["gate_lifted"] : []
    return lifting + ["finished"] + purging
  }
}
