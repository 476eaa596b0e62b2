/// Waits until something has come true: looks again and again while other tasks run.
/// - Returns: false where it has not within ten seconds.
package func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now.advanced(by: .seconds(10))
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    await Task.yield()
  }
  return try await condition()
}
