internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

/// `warren inspect PATH`: needs no state root, since it is about the path.
enum InspectCommand {
  static let spec = CommandSpec(
    "inspect", "Show what lies at a path, whoever wrote it",
    discussion: """
      PATH is a state root, an agent directory, a directory of session files or a single file: Warren's, OpenClaw's or ZeroClaw's. Shows what \
      it is, in which versions, how many agents, sessions and messages there are, and what is odd. Reads and leaves no trace; needs no state \
      root. Where part of it cannot be read, the rest is shown, and the exit status is 2.
      """,
    arguments: [ArgumentSpec("PATH", "A directory or a file", completion: .path)],
    examples: [
      ExampleSpec("warren inspect ~/.openclaw", "All of an installation"),
      ExampleSpec("warren inspect --json ~/.zeroclaw/data/sessions/sessions.db", "One database, for programs"),
      ExampleSpec("warren inspect -v PATH", "Each finding rather than one line a kind"),
    ])

  static func run(_ command: ParsedCommand, _ environment: ProgramEnvironment) async throws -> ExitStatus {
    let path = command.argument("PATH") ?? []
    if path.isEmpty || path.contains(0) { throw WarrenError(.usage, "PATH does not hold a path.", remedy: "Name a directory or a file.") }
    let report = try await environment.inspect(path)
    if command.has("json") {
      var writer = JSONWriter(pretty: environment.isOutputTerminal)
      report.write(to: &writer)
      writer.endLine()
      try environment.writeOutput(writer.take())
    } else {
      let text = InspectionText(report, environment, isQuiet: command.has("quiet"), isVerbose: command.has("verbose")).text
      try environment.writeOutput(Array(text.utf8))
    }
    return report.isWhole ? .done : .partly
  }
}
