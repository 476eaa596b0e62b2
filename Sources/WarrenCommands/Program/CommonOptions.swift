internal import CommandTree

extension CompletionKind {
  /// The names of the agents.
  static let agents = CompletionKind.lines(["agents", "list", "--names", "--quiet"], carrying: ["root"])
  /// The names of the agents in the trash.
  static let deletedAgents = CompletionKind.lines(["agents", "list", "--deleted", "--names", "--quiet"], carrying: ["root"])
  /// The ids of the latest operations.
  static let operations = CompletionKind.lines(["operations", "list", "--ids", "--quiet"], carrying: ["root", "agent"])
}

extension OptionSpec {
  static let agent = value(
    "agent", short: "a", "NAME", "The agent: its exact name, uuid or unique label", required: true, completion: .agents)
  /// For verbs that destroy: a label finds nothing for them.
  static let exactAgent = value("agent", short: "a", "NAME", "The agent: its exact name or uuid", required: true, completion: .agents)
  static let oneAgent = value("agent", short: "a", "NAME", "Of this agent", completion: .agents)
  static let allAgents = flag("all-agents", "Of all agents")
  static let limit = value("limit", short: "n", "N|all", "At most so many, 1 to 1000, or all", defaultText: "50")
  static let dryRun = flag("dry-run", "Only show what would be done")
  static let yes = flag("yes", short: "y", "Do not ask")
  static let yesToPurge = flag("yes", short: "y", "Do not ask about --purge; nothing else is asked")
  static let force = flag("force", "Also where a turn is running; overrides nothing else")
  static let wait = value("wait", "SECONDS", "Wait so long for who has it open, such as 5 or 2m", defaultText: "60")
  static let waitForLock = value("wait", "SECONDS", "Wait so long for another command to end, such as 5 or 2m", defaultText: "60")
}
