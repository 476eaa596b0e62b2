internal import ModelJSON
internal import WarrenModel

extension CommandContext {
  /// Prints the operation that a command came to, and for people how to undo it.
  func print(_ operation: Operation) throws -> ExitStatus {
    try print(operation) { OperationText.line(operation) + "\n" }
    if operation.undoUntil != nil { note("Undo: warren undo \(operation.id)") }
    return status(operation)
  }

  /// The status of a command that came to this operation; says what keeps the rest of one that was done in part.
  func status(_ operation: Operation) -> ExitStatus {
    if operation.state == .partial, let agent = operation.agent, let cause = operation.cause {
      _ = report([PartialFailure(agent, session: operation.session, cause)])
    }
    return ExitStatus(operation.state)
  }

  /// How long what is deleted is kept, for people.
  var retention: String { "\(Operation.retention / 86_400_000) days" }
}
