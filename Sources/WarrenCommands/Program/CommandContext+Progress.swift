internal import CommandTree

extension CommandContext {
  /// Columns where the terminal does not tell.
  private static let defaultWidth = 80

  /// Works on several objects, and draws on a terminal how many are done.
  ///
  /// - Parameter work: is handed what it calls for each that is done, on any thread.
  func withProgress<Value: Sendable>(
    _ label: String, total: Int, _ work: (@escaping @Sendable () -> Void) async throws -> Value
  ) async throws -> Value {
    guard total > 1, environment.isErrorTerminal, !isQuiet else { return try await work({}) }
    let (steps, source) = AsyncStream.makeStream(of: Void.self)
    async let drawing: Void = draw(steps, label, total: total)
    let result: Result<Value, any Error>
    do { result = .success(try await work { source.yield() }) } catch { result = .failure(error) }
    source.finish()
    await drawing
    return try result.get()
  }

  private func draw(_ steps: AsyncStream<Void>, _ label: String, total: Int) async {
    let environment = environment
    var line = ProgressLine(
      label, total: Int64(total), width: environment.width ?? Self.defaultWidth, now: { ContinuousClock.now },
      write: { environment.writeError(Array($0.utf8)) })
    var done: Int64 = 0
    line.update(done)
    for await _ in steps {
      done += 1
      line.update(done)
    }
    line.finish()
  }
}
