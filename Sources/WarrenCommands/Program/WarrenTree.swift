package import CommandTree

/// The command line of `warren` as one value; parser, help, completions and man page come from it.
package enum WarrenTree {
  private static let nouns = [
    Noun(
      name: "agents", summary: "The agents of a state root",
      verbs: [
        AgentsList.verb, AgentsShow.verb, AgentsCreate.verb, AgentsDelete.verb, AgentsRestore.verb, AgentsRename.verb, AgentsReset.verb,
        AgentsPurge.verb,
      ]),
    Noun(
      name: "sessions", summary: "The sessions of agents",
      verbs: [
        SessionsList.verb, SessionsHistory.verb, SessionsSend.verb, SessionsName.verb, SessionsState.verb, SessionsSearch.verb,
        SessionsExport.verb, SessionsReindex.verb, SessionsReset.verb, SessionsDelete.verb, SessionsRestore.verb, SessionsPurge.verb,
      ]),
    Noun(
      name: "operations", summary: "What was done to agents and sessions, and what is unfinished",
      verbs: [OperationsList.verb, OperationsShow.verb, OperationsRecover.verb]),
  ]

  private static let verbs = [InitializeRoot.verb, Status.verb, Undo.verb]

  package static let spec = CommandSpec(
    "warren", "Keeps the session databases of many agents",
    discussion: """
      Each agent is a directory below ROOT/agents with its own session database. An agent is named by its directory, exactly; a uuid, or a \
      label that only one directory has, finds it too.

      The state root is --root, else $WARREN_ROOT, else the first element of $STATE_DIRECTORY, else ~/.local/state/warren.

      What is deleted or reset can be brought back with `warren undo` until it is purged.

      Exit status: 0 done, 1 failed, 2 partly, 64 usage, 65 bad or ambiguous input, 66 no such object, 75 busy, 77 denied, 78 bad configuration.
      """,
    options: [
      .value("root", "DIR", "The state root", completion: .directory),
      .flag("json", "Print results and errors as JSON"),
      .flag("quiet", short: "q", "Print results only"),
      .flag("verbose", short: "v", "Say more"),
      OptionSpec("version", kind: .request, help: "Print the version"),
    ],
    examples: [
      ExampleSpec("warren agents create alice", "Make an agent"),
      ExampleSpec("warren sessions send main --agent alice 'Hello'", "Append a message to one of its sessions"),
      ExampleSpec("warren status", "See all agents with their counts"),
      ExampleSpec("warren agents delete alice", "Delete an agent, after a question; `warren undo` brings it back"),
    ],
    subcommands: verbs.map(\.spec) + [InspectCommand.spec] + nouns.map(\.spec) + [VersionCommand.spec, CompletionsCommand.spec])

  static func verb(_ path: [String]) -> Verb? {
    if path.count == 1 { return verbs.first { $0.spec.name == path[0] } }
    guard path.count == 2, let noun = nouns.first(where: { $0.name == path[0] }) else { return nil }
    return noun.verbs.first { $0.spec.name == path[1] }
  }

  /// Whether words that could not be read as a command line ask for JSON; the value of an option does not.
  static func asksForJSON(_ words: [[UInt8]]) -> Bool {
    let valued = valuedOptions(of: spec)
    var rest = words.prefix { $0 != Array("--".utf8) }[...]
    while let word = rest.popFirst() {
      if word == Array("--json".utf8) { return true }
      if valued.contains(word) { _ = rest.popFirst() }
    }
    return false
  }

  /// The words of all options that take a value.
  private static func valuedOptions(of spec: CommandSpec) -> Set<[UInt8]> {
    var found = Set<[UInt8]>()
    for option in spec.options {
      switch option.kind {
      case .flag, .request: continue
      case .value, .values: break
      }
      for name in option.names { found.insert(Array("--\(name)".utf8)) }
      if let short = option.short { found.insert(Array("-\(short)".utf8)) }
    }
    for command in spec.subcommands { found.formUnion(valuedOptions(of: command)) }
    return found
  }

  /// Commands that need no state root.
  static func plain(_ path: [String]) -> ((ParsedCommand, ProgramEnvironment) async throws -> ExitStatus)? {
    switch path {
    case ["version"]: VersionCommand.run
    case ["completions"]: CompletionsCommand.run
    case ["inspect"]: InspectCommand.run
    default: nil
    }
  }
}
