package import WarrenModel

/// What a purge would remove, counted as it would be.
package struct PurgeSurvey: Hashable, Sendable {
  /// What is purged.
  package enum Scope: Hashable, Sendable {
    /// The content of a session, which stays; nil for all sessions.
    case reset(SessionKey?)
    /// A session, with what was deleted of its key before.
    case delete(SessionKey)
    /// Sessions that were deleted before a moment.
    case deleted(before: Timestamp)
  }

  /// Live sessions first, then deleted ones.
  package var sessions: [SessionSummary] = []
  /// Those of all generations.
  package var messages = 0
  /// Places in which something lies that belongs to no session: what was cut off a file, what a dead writer left.
  package var leftovers = 0

  package init(sessions: [SessionSummary] = [], messages: Int = 0) {
    self.sessions = sessions
    self.messages = messages
  }
}
