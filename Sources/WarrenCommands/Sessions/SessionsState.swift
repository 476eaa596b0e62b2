internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsState {
  static let verb = Verb(
    spec: CommandSpec(
      "state", "Say what a session is doing",
      arguments: [ArgumentSpec("KEY", "The key of the session"), ArgumentSpec("STATE", "idle, running or error")],
      options: [.agent, .value("turn", "ID", "The turn that runs or failed", defaultText: "made up for running")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let turn = try command.text("turn")
    let word = command.argument("STATE") ?? []
    let state: SessionState
    switch String(decoding: word, as: UTF8.self) {
    case "idle": state = .idle
    case "running": state = .running(Turn(id: turn ?? "turn-\(context.environment.clock.now.milliseconds)", startedAt: nil, owner: nil))
    case "error": state = .error(turnID: turn)
    default:
      throw ParseError(
        .invalidValue, "`\(TextEscape.shown(word))` is no state of a session.", word: word, remedy: "Name idle, running or error.",
        path: command.path)
    }
    let session = try await context.operations.setState(state, ofSession: command.key(), of: command.agent())
    try context.print(session) { SessionText.text(session) }
    return .done
  }
}
