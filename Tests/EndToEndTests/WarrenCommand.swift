import JSON
import TestSupport

/// The real binary on a state root of the test's own.
struct WarrenCommand {
  struct Outcome {
    let status: Int32
    let output: [UInt8]
    let errors: String

    init(_ result: (status: Int32, output: [UInt8], errors: String)) { (status, output, errors) = result }

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as one JSON value.
    func json() throws -> JSONValue {
      var scanner = JSONScanner()
      return try scanner.scan(output)
    }

    /// The errors as one JSON value: what a command that failed under `--json` says.
    func errorCode() throws -> String? { try error()?.text("code") }

    /// Code, message, remedy and subject of what a command that failed under `--json` says.
    func error() throws -> JSONValue? {
      var scanner = JSONScanner()
      return try scanner.scan(Array(errors.utf8))["error"]
    }
  }

  let directory = TemporaryDirectory()
  let root: String

  init(root: String? = nil) { self.root = root ?? directory.path("root") }

  /// Runs `warren WORDS`, with the root in the environment.
  @discardableResult
  func callAsFunction(_ words: String..., input: String = "") -> Outcome { run(words, input: input) }

  @discardableResult
  func run(_ words: [String], input: String = "", environment: [String: String] = [:]) -> Outcome {
    let child = start(words, environment: environment)
    child.send(input)
    return Outcome(child.finish())
  }

  /// Starts `warren WORDS` and returns at once.
  func start(_ words: [String], environment: [String: String] = [:]) -> Child {
    Child([Products.path("warren")] + words, environment: environment.merging(["WARREN_ROOT": root]) { own, _ in own })
  }
}

extension JSONValue {
  /// The texts of a member of each element.
  func texts(_ list: String, _ member: String) throws -> [String?] {
    try (self[list]?.elements.map { try $0[member]?.string() } ?? [])
  }

  /// The elements of a member; none where it is missing.
  func list(_ member: String) -> [JSONValue] { self[member]?.elements.map { $0 } ?? [] }

  func text(_ member: String) throws -> String? { try self[member]?.string() }

  func number(_ member: String) -> Int64? { self[member]?.int64 }
}
