internal import WarrenModel

/// Pages of sessions of several agents as one page, in the order (last activity descending, agent, key).
enum SessionMerge {
  /// A key behind every other: where a page of one agent begins when it begins between two moments.
  private static let last: SessionKey? = try? SessionKey(bytes: [UInt8](repeating: 0xFF, count: SessionKey.longest))

  /// The query for one agent that yields what lies behind the cursor of the whole.
  static func query(_ query: SessionQuery, for agent: AgentName) -> SessionQuery? {
    guard let cursor = query.cursor, let owner = cursor.agent, owner != agent, let last else { return query }
    // Of agents before the cursor's, everything at its moment has been seen; of those after it, nothing has.
    let bound: Timestamp?
    if owner > agent {
      guard let moment = cursor.lastActivity else { return nil }
      bound = moment
    } else {
      bound = cursor.lastActivity.map { $0.advanced(byMilliseconds: 1) } ?? Timestamp(milliseconds: -.max + 1)
    }
    return query.at(ListCursor(lastActivity: bound, agent: nil, key: last, generation: 0))
  }

  /// - Parameter isComplete: false where an agent's page goes on.
  static func merge(_ pages: [SessionPage], limit: Int?) -> (sessions: [SessionSummary], next: ListCursor?) {
    let all = pages.flatMap(\.sessions).sorted { isBefore($0, $1) }
    let kept = limit.map { Array(all.prefix($0)) } ?? all
    let more = kept.count < all.count || pages.contains { $0.next != nil }
    return (kept, more ? kept.last.map { ListCursor(after: $0) } : nil)
  }

  private static func isBefore(_ left: SessionSummary, _ right: SessionSummary) -> Bool {
    if left.lastActivity != right.lastActivity {
      guard let leftTime = left.lastActivity else { return false }
      guard let rightTime = right.lastActivity else { return true }
      return leftTime > rightTime
    }
    if let leftAgent = left.agent, let rightAgent = right.agent, leftAgent != rightAgent { return leftAgent < rightAgent }
    if left.key != right.key { return left.key < right.key }
    return left.generation > right.generation
  }
}

extension SessionQuery {
  func at(_ cursor: ListCursor?) -> SessionQuery {
    SessionQuery(limit: limit, cursor: cursor, state: state, containing: containing, generations: generations, origin: origin)
  }
}
