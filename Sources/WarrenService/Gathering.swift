/// Asks many agents at once, with an upper bound, and keeps the order of the question.
enum Gathering {
  /// Enough to keep every lane busy.
  static let width = 32

  static func map<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ body: @escaping @Sendable (Input) async -> Output
  ) async -> [Output] {
    await withTaskGroup(of: (Int, Output).self) { group in
      var results = [Output?](repeating: nil, count: inputs.count)
      var started = 0
      func start() {
        guard started < inputs.count else { return }
        let (index, input) = (started, inputs[started])
        started += 1
        group.addTask { (index, await body(input)) }
      }
      for _ in 0..<min(width, inputs.count) { start() }
      while let (index, output) = await group.next() {
        results[index] = output
        start()
      }
      return results.compactMap(\.self)
    }
  }
}
