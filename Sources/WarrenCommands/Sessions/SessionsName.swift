internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsName {
  static let verb = Verb(
    spec: CommandSpec(
      "name", "Give a session a name", discussion: "A blank title takes the name away.",
      arguments: [ArgumentSpec("KEY", "The key of the session"), ArgumentSpec("TITLE", "Its name for people")], options: [.agent]), run: run
  )

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let title = try command.utf8(command.argument("TITLE") ?? [], "TITLE")
    let session = try await context.operations.setName(title, ofSession: command.key(), of: command.agent())
    try context.print(session) { SessionText.text(session) }
    return .done
  }
}
