/// What was done, and undoing it.
public protocol OperationHistory: Sendable {
  /// Operations of the root and of its agents (`.all`), or of one agent; the newest first.
  func operations(_ query: OperationQuery, in scope: AgentScope) async throws -> OperationPage

  /// One operation.
  /// - Parameter agent: where it is known whose it is: saves looking into the others.
  func operation(_ id: OperationID, of agent: AgentSelector?) async throws -> Operation

  /// Reverses an operation while nothing newer stands in the way; returns the operation that did it.
  /// - Throws: `undo_refused`, which says what stands in the way.
  func undo(_ id: OperationID, of agent: AgentSelector?, wait: Double) async throws -> Operation

  /// Finishes or takes back what a crash has left unfinished, and removes gates that belong to no operation.
  func recover(wait: Double) async throws -> RecoveryReport
}
