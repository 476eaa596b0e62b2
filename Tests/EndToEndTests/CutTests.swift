import AgentRegistry
import TestSupport
import Testing

/// Processes that are killed while they delete, restore, rename and purge: the agent is as before or as after, and nothing is left over.
@Suite(.serialized) struct CutTests {
  /// Whatever takes the lock settles what a crash has left.
  private static func recovery(after point: CutPoint) -> [String] {
    let isOdd = (CutPoint.allCases.firstIndex(of: point) ?? 0).isMultiple(of: 2)
    return isOdd ? ["operations", "recover"] : ["agents", "create", "by-\(point.rawValue)"]
  }

  @Test func everyCutOfEveryOperationIsBeforeOrAfter() async throws {
    let columns = try await Threads.map(Array(CutCase.all.enumerated())) { number, test in
      // Both backends have the same steps; that another program has a database open can be of one only.
      let backend = number.isMultiple(of: 2) || test.ground == .inUse ? "sqlite" : "jsonl"
      let ground = CutGround(test: test, backend: backend)
      return try CutPoint.allCases.map { try ground.cut(at: $0, recovery: Self.recovery(after: $0)) }
    }
    print(Self.table(columns))
    #expect(columns.joined().flatMap(\.complaints).isEmpty)
    #expect(columns.allSatisfy { $0.count == CutPoint.allCases.count })
  }

  /// Several that share their steps: the kill may fall between two of them, never into one.
  @Test func cutOfManyLeavesEachBeforeOrAfter() async throws {
    let points: [CutPoint] = [.journalled, .gateCreated, .gateMade, .gated, .drained, .prepared, .renamed, .moved, .finished]
    let names = (0..<6).map { "bot-\($0)" }
    let lines = try await Threads.map(points) { point in
      let warren = WarrenCommand()
      var complaints: [String] = []
      for (number, name) in names.enumerated() where !warren.make(name, backend: number < 3 ? "sqlite" : "jsonl", texts: ["of \(name)."]) {
        complaints.append("\(point): \(name) cannot be made")
      }
      let status = warren.run(["agents", "delete", "--name", "bot-*", "--yes"], environment: ["WARREN_CUT": point.rawValue]).status
      if status != 128 + 9 { complaints.append("\(point): ends with \(status)") }
      if warren.run(Self.recovery(after: point)).status != 0 { complaints.append("\(point): cannot be recovered") }
      complaints += try warren.remains().map { "\(point): \($0)" }
      let present = names.filter { warren.directories.contains($0) }
      for name in names {
        let trashed = warren.trashed(name)
        let isWhole =
          present.contains(name)
          ? try trashed.isEmpty && warren.texts(of: name) == ["of \(name)."]
          : trashed.count == 1 && Files.hold(["of \(name)."], below: trashed[0])
        if !isWhole { complaints.append("\(point): \(name) is not whole at one place") }
      }
      return (
        text: "\(names.count) at once, cut at \(point.rawValue): \(present.count) before, \(names.count - present.count) after", complaints
      )
    }
    print(lines.map(\.text).joined(separator: "\n"))
    #expect(lines.flatMap(\.1).isEmpty)
  }

  private static func table(_ columns: [[CutGround.Finding]]) -> String {
    let cells =
      [["cut point"] + CutPoint.allCases.map(\.rawValue)] + zip(CutCase.all, columns).map { [$0.title] + $1.map(\.state.rawValue) }
    let widths = cells.map { $0.map(\.count).max() ?? 0 }
    return cells[0].indices.map { row in
      zip(cells, widths).map { $0[row] + String(repeating: " ", count: $1 - $0[row].count) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
