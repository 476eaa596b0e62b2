internal import CommandTree

/// One command: how it is declared and what it does.
struct Verb: Sendable {
  let spec: CommandSpec
  let run: @Sendable (ParsedCommand, CommandContext) async throws -> ExitStatus
}

/// Verbs under one noun, such as `agents`.
struct Noun: Sendable {
  let name: String
  let summary: String
  let verbs: [Verb]

  var spec: CommandSpec { CommandSpec(name, summary, subcommands: verbs.map(\.spec)) }
}
