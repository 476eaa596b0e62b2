import JSON
import TestSupport

/// The real binary on a state root of the test's own.
struct WarrenCommand {
  struct Outcome {
    let status: Int32
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as one JSON value.
    func json() throws -> JSONValue {
      var scanner = JSONScanner()
      return try scanner.scan(output)
    }

    /// The errors as one JSON value: what a command that failed under `--json` says.
    func errorCode() throws -> String? {
      var scanner = JSONScanner()
      return try scanner.scan(Array(errors.utf8))["error"]?["code"]?.string()
    }
  }

  let directory = TemporaryDirectory()
  let root: String

  init(root: String? = nil) { self.root = root ?? directory.path("root") }

  /// Runs `warren WORDS`, with the root in the environment.
  @discardableResult
  func callAsFunction(_ words: String..., input: String = "") -> Outcome { run(words, input: input) }

  func run(_ words: [String], input: String = "") -> Outcome {
    let result = Child.run([Products.path("warren")] + words, input: input, environment: ["WARREN_ROOT": root])
    return Outcome(status: result.status, output: result.output, errors: result.errors)
  }
}

extension JSONValue {
  /// The texts of a member of each element.
  func texts(_ list: String, _ member: String) throws -> [String?] {
    try (self[list]?.elements.map { try $0[member]?.string() } ?? [])
  }

  func text(_ member: String) throws -> String? { try self[member]?.string() }

  func number(_ member: String) -> Int64? { self[member]?.int64 }
}
