internal import CommandTree
internal import WarrenModel

extension ParsedCommand {
  /// The agent that `--agent` names.
  func agent() -> AgentSelector { AgentSelector(bytes: value("agent") ?? []) }

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
}
