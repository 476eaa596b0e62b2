internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsPurge {
  static let verb = Verb(
    spec: CommandSpec(
      "purge", "Remove deleted agents for good",
      discussion: """
        Those that are named, those that were deleted so long ago, or all; with none of these, those that were deleted more than 30 days ago. \
        A name means every deletion of it. Prints the bytes that were freed; what was removed stays in the receipts of `warren operations`.

        Asks on a terminal: for the name of one agent, for the number of several. Elsewhere --yes is needed.
        """,
      arguments: [
        ArgumentSpec("NAME|OPERATION", "Exact names, or ids of deletions", required: false, repeating: true, completion: .deletedAgents)
      ],
      options: [
        .value("older-than", "AGE", "Only what was deleted so long ago, such as 7d"), .flag("all", "All that is in the trash"), .dryRun,
        .waitForLock, .yes,
      ], exclusive: [["older-than", "all"]],
      examples: [
        ExampleSpec("warren agents purge --yes", "What is past its time, as a timer would"),
        ExampleSpec("warren agents purge --older-than 7d --dry-run", "What would go of all that is older than a week"),
        ExampleSpec("warren agents purge alice", "One agent, after a question"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let choice = try choice(command, context)
    let wait = try command.wait()
    if !command.has("dry-run") { try context.checkAnswerable(command) }
    let agents = try await context.operations.planPurge(of: choice)
    if agents.isEmpty { context.note("There is nothing to purge.") }
    if command.has("dry-run") {
      try context.print(DeletedAgentList(agents, withBytes: true)) { plan(agents, context) }
      return .done
    }
    if agents.isEmpty { return try OutcomeText.print([], isOne: false, context) }
    if !command.has("yes") { try await context.ask(question(agents, context)) }
    let outcomes = try await context.endingInOrder {
      try await context.withProgress("Purging", total: agents.count) { step in
        try await context.operations.purge(agents, wait: wait) { _ in step() }
      }
    }
    return try OutcomeText.print(outcomes, isOne: choice.words.count == 1 && agents.count == 1, context)
  }

  private static func choice(_ command: ParsedCommand, _ context: CommandContext) throws -> PurgeChoice {
    let words = command.list("NAME|OPERATION")
    if command.has("all"), !words.isEmpty {
      throw ParseError(
        .conflictingOptions, "--all is everything in the trash; names choose among it.", remedy: "Give one of them.", path: command.path)
    }
    let now = context.environment.clock.now
    let moment = try command.moment("older-than", before: now)
    let isOpen = command.has("all") || !words.isEmpty
    return PurgeChoice(words: words, deletedBefore: moment ?? (isOpen ? nil : now.advanced(byMilliseconds: -Operation.retention)))
  }

  private static func question(_ agents: [DeletedAgent], _ context: CommandContext) -> Question {
    let text = plan(agents, context) + "Removed for good: it cannot be undone.\n"
    if agents.count == 1 { return Question("Purge", agents[0].name.bytes, plan: text) }
    return Question("Purge", count: agents.count, "deleted agents", plan: text)
  }

  private static func plan(_ agents: [DeletedAgent], _ context: CommandContext) -> String {
    agents.isEmpty
      ? ""
      : DeletedAgentText.table(agents, context)
        + "\n\(Counted.text(agents.count, "deleted agent")), \(ByteSize.shown(DeletedAgentList(agents).bytes))\n"
  }
}
