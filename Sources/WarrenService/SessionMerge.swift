internal import WarrenModel

/// Pages of sessions of several agents as one page, in the order (last activity descending, agent, key).
struct SessionMerge {
  /// A key behind every other: where a page of one agent begins when it begins between two moments.
  private static let last: SessionKey? = try? SessionKey(bytes: [UInt8](repeating: 0xFF, count: SessionKey.longest))

  /// The query for the store of no agent, which comes before those of all agents.
  static func query(_ query: SessionQuery) -> SessionQuery {
    guard let cursor = query.cursor, cursor.agent != nil, let last else { return query }
    return query.at(ListCursor(lastActivity: cursor.lastActivity, agent: nil, key: last, generation: 0))
  }

  /// The query for one agent that yields what lies behind the cursor of the whole.
  static func query(_ query: SessionQuery, for agent: AgentName) -> SessionQuery? {
    guard let cursor = query.cursor, cursor.agent != agent, let last else { return query }
    // Of agents before the cursor's, everything at its moment has been seen; of those after it, nothing has.
    let bound: Timestamp?
    if let owner = cursor.agent, owner > agent {
      guard let moment = cursor.lastActivity else { return nil }
      bound = moment
    } else {
      bound = cursor.lastActivity.map { $0.advanced(byMilliseconds: 1) } ?? Timestamp(milliseconds: -.max + 1)
    }
    return query.at(ListCursor(lastActivity: bound, agent: nil, key: last, generation: 0))
  }

  private let limit: Int?
  private var sessions: [SessionSummary] = []
  private var failures: [AgentFailure] = []
  private var hasMore = false

  init(limit: Int?) { self.limit = limit }

  /// Takes an agent's page, in any order of agents. No more than a few pages are kept, however many agents there are.
  mutating func add(_ page: SessionPage) {
    sessions += page.sessions
    failures += page.incomplete
    if page.next != nil { hasMore = true }
    if let limit, sessions.count > 4 * max(limit, 250) { cut(to: limit) }
  }

  /// The page of all.
  mutating func finish() -> SessionPage {
    cut(to: limit ?? .max)
    let failures = failures.sorted { $0.agent < $1.agent }
    return SessionPage(sessions: sessions, next: hasMore ? sessions.last.map { ListCursor(after: $0) } : nil, incomplete: failures)
  }

  private mutating func cut(to limit: Int) {
    sessions.sort(by: Self.isBefore)
    guard sessions.count > limit else { return }
    sessions.removeLast(sessions.count - limit)
    hasMore = true
  }

  private static func isBefore(_ left: SessionSummary, _ right: SessionSummary) -> Bool {
    if left.lastActivity != right.lastActivity {
      guard let leftTime = left.lastActivity else { return false }
      guard let rightTime = right.lastActivity else { return true }
      return leftTime > rightTime
    }
    if left.agent != right.agent {
      guard let leftAgent = left.agent else { return true }
      guard let rightAgent = right.agent else { return false }
      return leftAgent < rightAgent
    }
    if left.key != right.key { return left.key < right.key }
    return left.generation > right.generation
  }
}

extension SessionQuery {
  func at(_ cursor: ListCursor?) -> SessionQuery {
    SessionQuery(limit: limit, cursor: cursor, state: state, containing: containing, generations: generations, origin: origin)
  }
}
