internal import CommandTree
internal import WarrenModel

extension ParsedCommand {
  /// The agent that `--agent` names.
  func agent() -> AgentSelector { AgentSelector(bytes: value("agent") ?? []) }

  /// The agent that `--agent` names; nil where it was not given.
  func agentIfGiven() -> AgentSelector? { value("agent").map { AgentSelector(bytes: $0) } }

  /// `--agent NAME`, else all: for commands that need no choice, since they only show.
  func oneOrAll() -> AgentScope { agentIfGiven().map { .one($0) } ?? .all }

  /// `--agent NAME` or `--all-agents`; there is no default to fall back to.
  func scope() throws -> AgentScope {
    if has("all-agents") { return .all }
    guard let name = value("agent") else {
      throw ParseError(
        .missingOption, "It is not said of which agent.", remedy: "Give --agent NAME, or --all-agents.", path: path)
    }
    return .one(AgentSelector(bytes: name))
  }

  func key() throws(WarrenError) -> SessionKey { try SessionKey(bytes: argument("KEY") ?? []) }

  func text(_ option: String) throws -> String? { try value(option).map { try utf8($0, "--" + option) } }

  /// The value of an option or argument as text.
  func utf8(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ParseError(.invalidValue, "\(name) is not UTF-8.", word: bytes, path: path)
    }
    return text
  }

  /// Rows wanted: nil for all.
  func rows() throws -> Int? {
    switch try limit("limit") {
    case .count(let count): count
    case .all: nil
    case nil: 50
    }
  }

  /// Seconds to wait: `--wait`, or as long as operations wait by themselves.
  func wait() throws -> Double {
    guard let wait = try duration("wait", bareSeconds: true) else { return AgentChange().wait }
    return min(Double(wait.components.seconds), Self.longestWait)
  }

  /// The moment that lies as long ago as an option says; nil where it was not given.
  func moment(_ option: String, before now: Timestamp) throws -> Timestamp? {
    try duration(option).map { age in
      let (milliseconds, overflow) = age.components.seconds.multipliedReportingOverflow(by: 1000)
      return now.advanced(byMilliseconds: overflow ? .min : -milliseconds)
    }
  }

  /// A year: more is no other wish, and would not fit every clock.
  private static let longestWait: Double = 365 * 86_400

  /// How to reset or delete sessions.
  func sessionChange() -> SessionChange { SessionChange(force: has("force"), purge: has("purge")) }

  /// The operation that the argument ID names.
  func operation() throws(WarrenError) -> OperationID {
    let word = argument("ID") ?? []
    guard let id = OperationID(exactly: word) else { throw WarrenError.unknownOperation(word) }
    return id
  }
}
