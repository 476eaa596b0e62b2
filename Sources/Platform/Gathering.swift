/// Asks many agents at once, with an upper bound, and keeps the order of the question.
package enum Gathering {
  /// Enough to keep every lane busy.
  package static let width = 32

  package static func map<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ body: @escaping @Sendable (Input) async -> Output
  ) async -> [Output] {
    var results = [Output?](repeating: nil, count: inputs.count)
    await each(inputs, body) { results[$0] = $1 }
    return results.compactMap(\.self)
  }

  /// The same with the answers one by one as they come, each with its index.
  package static func each<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ body: @escaping @Sendable (Input) async -> Output, take: (Int, Output) -> Void
  ) async {
    await withTaskGroup(of: (Int, Output).self) { group in
      var started = 0
      func start() {
        guard started < inputs.count else { return }
        let (index, input) = (started, inputs[started])
        started += 1
        group.addTask { (index, await body(input)) }
      }
      for _ in 0..<min(width, inputs.count) { start() }
      while let (index, output) = await group.next() {
        take(index, output)
        start()
      }
    }
  }
}
