/// Resetting, deleting and bringing back sessions of one agent.
public protocol SessionLifecycle: Sendable {
  /// What resetting one session (nil: all of the agent) would do; leaves no trace.
  func planReset(of session: SessionKey?, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan

  /// What deleting a session would do; leaves no trace.
  func planDeletion(ofSession key: SessionKey, of agent: AgentSelector, purge: Bool) async throws -> SessionPlan

  /// Begins a new generation in every session of the agent.
  func resetAgent(_ agent: AgentSelector, _ change: SessionChange) async throws -> Operation

  /// Begins a new generation.
  func resetSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation

  /// Takes a session out of every list, with all its generations.
  func deleteSession(_ key: SessionKey, of agent: AgentSelector, _ change: SessionChange) async throws -> Operation

  /// Brings a deleted session back (no generation given), or makes a former generation the current one again: it becomes the newest
  /// generation, and the one that was current is kept.
  func restoreSession(_ key: SessionKey, generation: Int?, of agent: AgentSelector) async throws -> Operation

  /// What purging deleted sessions would remove; leaves no trace.
  func planPurge(ofSessionsDeletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> SessionPlan

  /// Removes deleted sessions for good.
  func purgeSessions(deletedBefore moment: Timestamp, of agent: AgentSelector) async throws -> Operation
}
