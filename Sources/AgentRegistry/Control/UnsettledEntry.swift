internal import WarrenModel

/// An operation that a crash has left unfinished and that recovery could not settle: it stays as it is until the next time.
struct UnsettledEntry: Sendable {
  let entry: JournalEntry
  let step: String
  let error: WarrenError

  /// As what it refuses.
  func refusal(of name: AgentName) -> WarrenError { RegistryErrors.unfinished(entry, step: step, cause: error, name) }
}
