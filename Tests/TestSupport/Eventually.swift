/// Waits until something has come true: looks again and again while other tasks run.
///
/// It gives up after two minutes and ten thousand looks: on a busy machine time alone says nothing, since this task may not have run in it.
/// - Returns: false where it has not come true.
package func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now.advanced(by: .seconds(120))
  var looks = 0
  while looks < 10_000 || ContinuousClock.now < deadline {
    if try await condition() { return true }
    looks += 1
    // Only so as not to take the time of those who are waited for.
    try? await Task.sleep(for: .milliseconds(1))
  }
  return try await condition()
}
