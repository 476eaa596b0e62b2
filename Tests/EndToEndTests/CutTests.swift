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

  private static func table(_ columns: [[CutGround.Finding]]) -> String {
    let cells =
      [["cut point"] + CutPoint.allCases.map(\.rawValue)] + zip(CutCase.all, columns).map { [$0.title] + $1.map(\.state.rawValue) }
    let widths = cells.map { $0.map(\.count).max() ?? 0 }
    return cells[0].indices.map { row in
      zip(cells, widths).map { $0[row] + String(repeating: " ", count: $1 - $0[row].count) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
