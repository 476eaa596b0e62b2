internal import WarrenModel

/// Operations of the root and of several agents as one page, the newest first.
struct OperationMerge {
  private let limit: Int?
  private var operations: [Operation] = []
  private var failures: [AgentFailure] = []
  private var hasMore = false

  init(limit: Int?) { self.limit = limit }

  var isEmpty: Bool { operations.isEmpty }

  /// Operations whose agents are known.
  mutating func add(_ more: [Operation]) {
    operations += more
    // No more than a few pages are kept, however many agents there are.
    if let limit, operations.count > 4 * max(limit, 250) { cut() }
  }

  /// A page of several agents.
  mutating func add(_ page: OperationPage) {
    add(page.operations)
    failures += page.incomplete
    if page.hasMore { hasMore = true }
  }

  /// What an agent's store knows.
  mutating func add(_ page: OperationPage, of agent: AgentName) {
    add(page.operations.map { $0.owned(by: agent) })
    if page.hasMore { hasMore = true }
  }

  mutating func add(_ error: WarrenError, of agent: AgentName) { failures.append(AgentFailure(agent: agent, error: error)) }

  mutating func finish() -> OperationPage {
    cut()
    return OperationPage(operations: operations, hasMore: hasMore, incomplete: failures.sorted { $0.agent < $1.agent })
  }

  private mutating func cut() {
    // The order of the stores.
    operations.sort { ($0.startedAt, $0.finishedAt ?? $0.startedAt, $0.id) > ($1.startedAt, $1.finishedAt ?? $1.startedAt, $1.id) }
    guard let limit, operations.count > limit else { return }
    operations.removeLast(operations.count - limit)
    hasMore = true
  }
}
