internal import WarrenModel

/// The problems of one source: each once, and of each kind so many at most that a file of garbage does not fill the memory.
struct ProblemLog {
  /// Of one code in one file; further ones are counted only.
  static let most = 10_000

  private struct Kind: Hashable {
    let code: String
    let severity: Finding.Severity
    let path: RawPath
  }

  private var named: [ForeignProblem] = []
  private var seen: Set<ForeignProblem> = []
  private var counts: [Kind: Int] = [:]
  private var further: [Kind: Int] = [:]

  mutating func add(_ problem: ForeignProblem) {
    let kind = Kind(code: problem.code, severity: problem.severity, path: problem.path)
    let count = counts[kind] ?? 0
    if count >= Self.most {
      if !seen.contains(problem) { further[kind, default: 0] += problem.count }
    } else if seen.insert(problem).inserted {
      named.append(problem)
      counts[kind] = count + 1
    }
  }

  /// In the order in which they were met; behind them, one for the rest of each kind.
  var problems: [ForeignProblem] {
    let rest = further.map { ForeignProblem(code: $0.key.code, severity: $0.key.severity, path: $0.key.path, count: $0.value) }
    return named + rest.sorted { ($0.path, $0.code) < ($1.path, $1.code) }
  }
}
