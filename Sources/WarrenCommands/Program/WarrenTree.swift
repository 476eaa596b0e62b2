package import CommandTree

/// The command line of `warren` as one value; parser, help, completions and man page come from it.
package enum WarrenTree {
  private static let nouns = [
    Noun(name: "agents", summary: "The agents of a state root", verbs: [AgentsList.verb, AgentsShow.verb, AgentsCreate.verb]),
    Noun(
      name: "sessions", summary: "The sessions of agents",
      verbs: [
        SessionsList.verb, SessionsHistory.verb, SessionsSend.verb, SessionsName.verb, SessionsState.verb, SessionsSearch.verb,
        SessionsExport.verb, SessionsReindex.verb,
      ]),
  ]

  private static let verbs = [InitializeRoot.verb, Status.verb]

  package static let spec = CommandSpec(
    "warren", "Keeps the session databases of many agents",
    discussion: """
      Each agent is a directory below ROOT/agents with its own session database. An agent is named by its directory, exactly; a uuid, or a \
      label that only one directory has, finds it too.

      The state root is --root, else $WARREN_ROOT, else the first element of $STATE_DIRECTORY, else ~/.local/state/warren.

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
    ],
    subcommands: verbs.map(\.spec) + nouns.map(\.spec) + [VersionCommand.spec, CompletionsCommand.spec])

  static func verb(_ path: [String]) -> Verb? {
    if path.count == 1 { return verbs.first { $0.spec.name == path[0] } }
    guard path.count == 2, let noun = nouns.first(where: { $0.name == path[0] }) else { return nil }
    return noun.verbs.first { $0.spec.name == path[1] }
  }

  /// Commands that need no state root.
  static func plain(_ path: [String]) -> ((ParsedCommand, ProgramEnvironment) throws -> ExitStatus)? {
    switch path {
    case ["version"]: VersionCommand.run
    case ["completions"]: CompletionsCommand.run
    default: nil
    }
  }
}

extension CompletionKind {
  /// The names of the agents.
  static let agents = CompletionKind.lines(["agents", "list", "--names", "--quiet"], carrying: ["root"])
}

extension OptionSpec {
  static let agent = value(
    "agent", short: "a", "NAME", "The agent: its exact name, uuid or unique label", required: true, completion: .agents)
  static let oneAgent = value("agent", short: "a", "NAME", "Of this agent", completion: .agents)
  static let allAgents = flag("all-agents", "Of all agents")
  static let limit = value("limit", short: "n", "N|all", "At most so many, 1 to 1000, or all", defaultText: "50")
}
