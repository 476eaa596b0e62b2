internal import SessionStore
package import WarrenModel

extension ForeignStore {
  package func exists(_ key: SessionKey) throws -> Bool { try translating { try entry(key) != nil } }

  package func session(_ key: SessionKey) throws -> SessionSummary? { try translating { try entry(key)?.session.summary } }

  package func list(_ query: SessionQuery) throws -> SessionPage {
    try translating {
      let wanted = query.limit.map { $0 + 1 } ?? .max
      let cursor = query.cursor
      let least = cursor.map { $0.lastActivity?.milliseconds ?? -.max } ?? .max
      var sessions: [SessionSummary] = []
      for entry in try entries() {
        if sessions.count >= wanted { break }
        let session = entry.session
        if session.order > least || (session.order == least && cursor.map { session.key < $0.key } ?? false) { continue }
        guard query.takes(session.key, name: session.name, state: session.state, origin: session.origin) else { continue }
        let isCursor = cursor.map { $0.key == session.key && $0.lastActivity == session.lastActivity } ?? false
        if !isCursor { sessions.append(session.summary) }
        if query.generations {
          sessions += former(of: session, below: isCursor ? cursor?.generation ?? session.generation : session.generation)
        }
      }
      let page = query.limit.map { Array(sessions.prefix($0)) } ?? sessions
      return SessionPage(sessions: page, next: page.count < sessions.count ? page.last.map { ListCursor(after: $0) } : nil)
    }
  }

  /// Former generations, the newest first. They carry the activity of their session, so that a page can go on behind each.
  private func former(of session: ForeignSession, below: Int) -> [SessionSummary] {
    session.former.reversed().filter { $0.number < below }.map {
      SessionSummary(
        key: session.key, name: session.name, createdAt: $0.createdAt, lastActivity: session.lastActivity, messageCount: $0.messageCount,
        generation: $0.number, archived: true, origin: session.origin)
    }
  }

  package func running() throws -> [SessionSummary] { try running { _ in true } }

  package func stuck(startedBefore moment: Timestamp) throws -> [SessionSummary] {
    try running { turn in turn.startedAt.map { $0 < moment } ?? true }
  }

  private func running(_ takes: (Turn) -> Bool) throws -> [SessionSummary] {
    try translating {
      var found: [(Int64, SessionSummary)] = []
      for entry in try entries() {
        guard case .running(let turn) = entry.session.state, takes(turn) else { continue }
        // An unknown start may be the longest ago.
        found.append((turn.startedAt?.milliseconds ?? .min, entry.session.summary))
      }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
