internal import CommandTree
internal import WarrenModel

/// Resetting and deleting sessions: what the verbs share. Only what removes content for good is asked about.
struct SessionChanging {
  private let command: ParsedCommand
  private let context: CommandContext

  init(_ command: ParsedCommand, _ context: CommandContext) {
    self.command = command
    self.context = context
  }

  /// Shows the plan (`--dry-run`), or asks where it must and acts.
  ///
  /// - Parameters:
  ///   - question: what to ask about a plan, which is given for people as well.
  ///   - act: is handed the agent that was asked about; nil where nothing was asked.
  func run(
    plan: () async throws -> SessionPlan, question: (SessionPlan, String) -> Question,
    act: (AgentSelector?) async throws -> Operation
  ) async throws -> ExitStatus {
    let change = command.sessionChange()
    if command.has("dry-run") {
      let plan = try await plan()
      try context.print(plan) { SessionPlanText.text(plan, force: change.force, context) }
      return Self.refusal(of: plan, change).map { ExitStatus($0.code) } ?? .done
    }
    if !change.purge || command.has("yes") { return try context.print(await act(nil)) }
    try context.checkAnswerable(command)
    let plan = try await plan()
    // What cannot be done is not asked about.
    if let refusal = Self.refusal(of: plan, change) { throw refusal }
    try await context.ask(question(plan, SessionPlanText.short(plan)))
    return try context.print(await act(AgentSelector(plan.agent)))
  }

  private static func refusal(of plan: SessionPlan, _ change: SessionChange) -> WarrenError? {
    guard !change.force, let key = plan.running.first else { return nil }
    return WarrenError(
      .running, "A turn is under way in this session.", remedy: "Wait until it has ended, or give --force.", subject: key.bytes)
  }
}
