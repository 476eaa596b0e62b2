package import WarrenModel

/// What a program run gets from outside: nothing global is read below this.
package struct ProgramEnvironment: Sendable {
  /// Operations on one root, and how they end.
  package struct Opened: Sendable {
    let operations: any AgentOperations
    let close: @Sendable () async -> Void

    package init(operations: any AgentOperations, close: @escaping @Sendable () async -> Void) {
      self.operations = operations
      self.close = close
    }
  }

  /// Environment variables, as bytes.
  package let variables: [String: [UInt8]]
  package let version: String
  package let clock: WallClock
  package let isInputTerminal: Bool
  package let isOutputTerminal: Bool
  package let isErrorTerminal: Bool
  /// Columns of the terminal; nil where there is none.
  package let width: Int?
  package let writeOutput: @Sendable ([UInt8]) throws -> Void
  package let writeError: @Sendable ([UInt8]) -> Void
  /// The next bytes of standard input, empty at its end. Blocks; called off the cooperative pool.
  package let readInput: @Sendable () async throws -> [UInt8]
  /// Runs the body in a task that a signal to end cancels.
  package let cancelling: @Sendable (@escaping @Sendable () async -> Void) async -> Void
  /// Opens a root by its path.
  package let open: @Sendable ([UInt8]) async throws -> Opened
  /// Says what lies at a path, which is a matter of this process: no operation of a root, and nothing that a daemon is asked.
  package let inspect: @Sendable ([UInt8]) async throws -> InspectionReport

  package init(
    variables: [String: [UInt8]], version: String, clock: WallClock, isInputTerminal: Bool, isOutputTerminal: Bool,
    isErrorTerminal: Bool, width: Int?,
    writeOutput: @escaping @Sendable ([UInt8]) throws -> Void, writeError: @escaping @Sendable ([UInt8]) -> Void,
    readInput: @escaping @Sendable () async throws -> [UInt8],
    cancelling: @escaping @Sendable (@escaping @Sendable () async -> Void) async -> Void,
    open: @escaping @Sendable ([UInt8]) async throws -> Opened,
    inspect: @escaping @Sendable ([UInt8]) async throws -> InspectionReport
  ) {
    self.variables = variables
    self.version = version
    self.clock = clock
    self.isInputTerminal = isInputTerminal
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.width = width
    self.writeOutput = writeOutput
    self.writeError = writeError
    self.readInput = readInput
    self.cancelling = cancelling
    self.open = open
    self.inspect = inspect
  }
}
