internal import SessionStore
package import WarrenModel

extension ForeignStore {
  package func summary() throws -> StoreSummary {
    try translating {
      let sessions = try entries().map(\.session)
      return StoreSummary(
        sessions: sessions.count, messages: sessions.reduce(0) { $0 + $1.messageCount },
        running: sessions.count { if case .running = $0.state { true } else { false } }, lastActivity: sessions.first?.lastActivity,
        bytes: bytes, findings: findings(sessions))
    }
  }

  /// What the sources have met so far. Where only some owners' sessions are shown: what is about these.
  private func findings(_ sessions: [ForeignSession]) -> [Finding] {
    var problems = sources.flatMap(\.problems) + superseded
    if owners != nil {
      let keys = Set(sessions.map(\.key.bytes))
      problems.removeAll { $0.key.map { !keys.contains($0) } ?? true }
    }
    let failed = failures.map {
      // A database in which the program has not begun to keep sessions hides none.
      Finding(
        code: $0.code.rawValue, severity: $0.code == .noSessionTables ? .warning : .error, subject: $0.subject ?? path.bytes,
        evidence: $0.message, remedy: $0.remedy)
    }
    return failed + ForeignFindings.made(of: problems)
  }
}
