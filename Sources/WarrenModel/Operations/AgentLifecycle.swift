/// Deleting, renaming and bringing back agents. Every call throws a `WarrenError`.
public protocol AgentLifecycle: Sendable {
  /// What deleting these agents would do; leaves no trace. An agent that is not there is a failure beside the plans of the others.
  func planDeletion(of choice: AgentChoice) async throws -> AgentPlans

  /// Deletes, several at a time: each whole or not at all. A failure of one does not stop the others.
  ///
  /// - Parameter report: called with each outcome as it comes, on any thread.
  /// - Returns: the outcomes in the order of the plans.
  func delete(_ plans: [AgentPlan], _ change: AgentChange, report: @escaping @Sendable (AgentOutcome) -> Void) async throws
    -> [AgentOutcome]

  /// What renaming an agent would do; leaves no trace.
  func planRename(of agent: AgentSelector, to name: AgentName) async throws -> AgentPlan

  /// Renames; the uuid stays.
  func rename(_ plan: AgentPlan, _ change: AgentChange) async throws -> Operation

  /// The agents in the trash, the newest deletion first.
  func deletedAgents() async throws -> [DeletedAgent]

  /// Brings a deleted agent back.
  ///
  /// - Parameters:
  ///   - words: its exact name, if it was deleted once, or the id of the deletion.
  ///   - name: another name than it had.
  ///   - wait: seconds to wait for the lock of the control directory.
  func restoreAgent(_ words: [UInt8], as name: AgentName?, wait: Double) async throws -> Operation

  /// The deleted agents that a purge would remove for good; leaves no trace.
  func planPurge(of choice: PurgeChoice) async throws -> [DeletedAgent]

  /// Removes deleted agents for good; each leaves a receipt.
  func purge(
    _ agents: [DeletedAgent], wait: Double, report: @escaping @Sendable (AgentOutcome) -> Void
  ) async throws -> [AgentOutcome]
}

extension AgentLifecycle {
  /// The same without a report on the way.
  public func delete(_ plans: [AgentPlan], _ change: AgentChange = AgentChange()) async throws -> [AgentOutcome] {
    try await delete(plans, change, report: { _ in })
  }
}
