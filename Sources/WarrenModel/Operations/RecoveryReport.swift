/// What became of the operations that a crash had left unfinished.
public struct RecoveryReport: Hashable, Sendable {
  /// One that could not be settled, and why: it stays as it is until the next time.
  public struct Failure: Hashable, Sendable {
    public let operation: Operation
    public let error: WarrenError

    public init(operation: Operation, error: WarrenError) {
      self.operation = operation
      self.error = error
    }
  }

  /// Finished, taken back, or found to be lost.
  public let settled: [Operation]
  public let unsettled: [Failure]
  /// Agents that a gate without an operation had closed, and that are open again.
  public let opened: [AgentName]

  public init(settled: [Operation], unsettled: [Failure], opened: [AgentName]) {
    self.settled = settled
    self.unsettled = unsettled
    self.opened = opened
  }
}
