internal import CommandTree

enum CompletionsCommand {
  static let spec = CommandSpec(
    "completions", "Print a completion script for a shell",
    arguments: [ArgumentSpec("SHELL", "bash, zsh or fish")],
    examples: [ExampleSpec("source <(warren completions bash)", "Complete in this shell")])

  static func run(_ command: ParsedCommand, _ environment: ProgramEnvironment) throws -> ExitStatus {
    let word = command.argument("SHELL") ?? []
    guard let shell = CompletionScript.Shell(rawValue: String(decoding: word, as: UTF8.self)) else {
      throw ParseError(
        .invalidValue, "There are no completions for `\(TextEscape.shown(word))`.", word: word, remedy: "Name bash, zsh or fish.",
        path: command.path)
    }
    try environment.writeOutput(Array(CompletionScript.text(WarrenTree.spec, for: shell).utf8))
    return .done
  }
}
