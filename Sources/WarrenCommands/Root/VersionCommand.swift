internal import CommandTree

enum VersionCommand {
  static let spec = CommandSpec("version", "Print the version")

  static func run(_ command: ParsedCommand, _ environment: ProgramEnvironment) throws -> ExitStatus {
    let text = command.has("json") ? "{\"version\":\"\(environment.version)\"}\n" : "warren \(environment.version)\n"
    try environment.writeOutput(Array(text.utf8))
    return .done
  }
}
