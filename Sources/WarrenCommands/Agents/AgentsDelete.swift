internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsDelete {
  static let verb = Verb(
    spec: CommandSpec(
      "delete", "Delete agents, each whole or not at all",
      discussion: """
        Named by exact names or uuids, by a pattern, or both. A deleted agent lies in the trash of the root for 30 days: `warren undo` and \
        `warren agents restore` bring it back, unless --purge removes it at once. No database of it is open when it goes: who has it open is \
        waited for, and where one stays, nothing is changed (exit status 75).

        Asks on a terminal: for the name of one agent, for the number of several. Elsewhere --yes is needed.

        One failure does not stop the rest: the exit status is 2 where some are deleted and some are not. --dry-run leaves no trace and exits \
        as deleting would as things are.
        """,
      arguments: [ArgumentSpec("NAME", "Exact names or uuids", required: false, repeating: true, completion: .agents)],
      options: [
        .value("name", "GLOB", "Also those whose whole name matches this pattern of *, ? and […]"),
        .value("idle", "AGE", "Of those that --name finds, only agents without activity for so long, such as 90d"), .dryRun,
        .flag("purge", "Remove them for good at once"), .force, .wait, .yes,
      ],
      examples: [
        ExampleSpec("warren agents delete alice", "One agent, after a question"),
        ExampleSpec("warren agents delete --name 'bot-*' --idle 90d --dry-run", "What would go of those that nobody uses"),
        ExampleSpec("warren agents delete --yes -- -rf", "A name that begins with a dash"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let choice = try choice(command, context)
    let change = AgentChange(force: command.has("force"), wait: try command.wait(), purge: command.has("purge"))
    if !command.has("dry-run") { try context.checkAnswerable(command) }
    let plans = try await context.operations.planDeletion(of: choice)
    // Where one agent is named, its failure is that of the command.
    let isOne = choice.pattern == nil && plans.plans.count + plans.failures.count == 1
    if isOne, let failure = plans.failures.first { throw failure.error }
    if plans.plans.isEmpty, plans.failures.isEmpty { context.note("No agent matches.") }
    if command.has("dry-run") { return try AgentPlanText.print(plans, force: change.force, context) }
    var outcomes = plans.failures.map { AgentOutcome(agent: $0.agent, operation: nil, error: $0.error) }
    outcomes += try await delete(plans.plans, change, isConfirmed: command.has("yes"), context)
    return try OutcomeText.print(outcomes.sorted { $0.agent < $1.agent }, isOne: isOne, context)
  }

  private static func choice(_ command: ParsedCommand, _ context: CommandContext) throws -> AgentChoice {
    let names = command.list("NAME")
    let pattern = command.value("name")
    if names.isEmpty, pattern == nil {
      throw ParseError(
        .missingArgument, "It is not said which agents.", remedy: "Give their names, or --name with a pattern.", path: command.path)
    }
    if pattern == nil, command.value("idle") != nil {
      throw ParseError(
        .missingOption, "--idle chooses among those that --name finds.", remedy: "Give --name '*' for all.", path: command.path)
    }
    return AgentChoice(
      names.map { AgentSelector(bytes: $0) }, pattern: pattern, idleSince: try command.moment("idle", before: context.environment.clock.now)
    )
  }

  private static func delete(
    _ plans: [AgentPlan], _ change: AgentChange, isConfirmed: Bool, _ context: CommandContext
  ) async throws -> [AgentOutcome] {
    if plans.isEmpty { return [] }
    if !isConfirmed {
      let refusals = plans.compactMap { $0.refusal(force: change.force) }
      // What cannot be done is not asked about.
      if refusals.count == plans.count {
        return zip(plans, refusals).map { AgentOutcome(agent: $0.agent, operation: nil, error: $1) }
      }
      try await context.ask(question(plans, change, context))
    }
    return try await context.endingInOrder {
      try await context.withProgress("Deleting", total: plans.count) { step in
        try await context.operations.delete(plans, change) { _ in step() }
      }
    }
  }

  private static func question(_ plans: [AgentPlan], _ change: AgentChange, _ context: CommandContext) -> Question {
    let end =
      change.purge
      ? "Removed for good: it cannot be undone.\n" : "Kept in the trash for \(context.retention): `warren undo` brings it back.\n"
    let text = AgentPlanText.short(plans, change, context) + end
    let deed = change.purge ? "Delete and purge" : "Delete"
    if plans.count == 1 { return Question(deed, plans[0].agent.bytes, plan: text) }
    return Question(deed, count: plans.count, "agents", plan: text)
  }
}
