internal import Synchronization
internal import WarrenModel

extension CommandContext {
  /// Runs a change that a signal ends in order, rather than at once: what is half done is taken back first.
  ///
  /// Questions are asked outside: nobody can type an answer and end the command at the same time, and reading cannot be called off.
  func endingInOrder<Value: Sendable>(_ change: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let box = ResultBox<Value>()
    await environment.cancelling {
      let result: Result<Value, any Error>
      do { result = .success(try await change()) } catch { result = .failure(error) }
      box.result.withLock { $0 = result }
    }
    guard let result = box.result.withLock({ $0 }) else { throw WarrenError(.interrupted, "The command was ended.") }
    return try result.get()
  }
}

/// Carries a result out of a task that is given none back.
private final class ResultBox<Value: Sendable>: Sendable {
  let result = Mutex<Result<Value, any Error>?>(nil)
}
