internal import ModelJSON
internal import WarrenModel

extension CommandContext {
  /// Prints the operation that a command came to, and for people how to undo it.
  func print(_ operation: Operation) throws -> ExitStatus {
    try print(operation) { OperationText.line(operation) + "\n" }
    if operation.undoUntil != nil { note("Undo: warren undo \(operation.id)") }
    return ExitStatus(operation.state)
  }

  /// How long what is deleted is kept, for people.
  var retention: String { "\(Operation.retention / 86_400_000) days" }
}
