/// Waits until something has come true: looks again and again while other tasks run.
/// - Returns: false where it has not within two minutes: far more than a busy machine needs.
package func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now.advanced(by: .seconds(120))
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    await Task.yield()
  }
  return try await condition()
}
