internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum SessionsPurge {
  static let verb = Verb(
    spec: CommandSpec(
      "purge", "Remove deleted sessions of an agent for good",
      discussion: """
        Those that were deleted more than 30 days ago, or as long ago as --older-than says. Former generations of sessions that are not \
        deleted stay.

        Asks on a terminal: for the key of one session, for the number of several. Elsewhere --yes is needed.
        """,
      options: [.exactAgent, .value("older-than", "AGE", "What was deleted so long ago, such as 7d", defaultText: "30d"), .dryRun, .yes],
      examples: [ExampleSpec("warren sessions purge --agent alice --older-than 7d --dry-run", "What would go")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let now = context.environment.clock.now
    let moment = try command.moment("older-than", before: now) ?? now.advanced(byMilliseconds: -Operation.retention)
    if !command.has("dry-run") { try context.checkAnswerable(command) }
    let plan = try await context.operations.planPurge(ofSessionsDeletedBefore: moment, of: command.agent())
    let isEmpty = plan.sessions.isEmpty && plan.leftovers == 0
    if isEmpty { context.note("There is nothing to purge.") }
    if command.has("dry-run") {
      try context.print(plan) { isEmpty ? "" : SessionPlanText.text(plan, force: true, context) }
      return .done
    }
    if isEmpty { return try print(nil, context) }
    if !command.has("yes") { try await context.ask(question(plan)) }
    return try print(await context.operations.purgeSessions(deletedBefore: moment, of: AgentSelector(plan.agent)), context)
  }

  private static func question(_ plan: SessionPlan) -> Question {
    let text = SessionPlanText.short(plan)
    if plan.sessions.count == 1 { return Question("Purge", plan.sessions[0].key.bytes, word: "key", plan: text) }
    return Question("Purge", count: plan.sessions.count, "deleted sessions", plan: text)
  }

  /// - Parameter operation: nil where there was nothing to purge.
  private static func print(_ operation: Operation?, _ context: CommandContext) throws -> ExitStatus {
    try context.print(SessionPurgeAnswer(operation)) { operation.map { OperationText.line($0) + "\n" } ?? "" }
    return operation.map { context.status($0) } ?? .done
  }
}
