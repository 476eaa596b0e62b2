internal import CommandTree
internal import ModelJSON
internal import WarrenModel

enum AgentsRename {
  static let verb = Verb(
    spec: CommandSpec(
      "rename", "Give an agent another name",
      discussion: """
        Its directory gets the new name; the uuid and all content stay. Who has it open is waited for as when it is deleted. The new name \
        must be free.
        """,
      arguments: [
        ArgumentSpec("OLD", "Its exact name or uuid", completion: .agents), ArgumentSpec("NEW", "The name that it gets, byte for byte"),
      ],
      options: [.dryRun, .force, .wait, OptionSpec("yes", short: "y", kind: .flag, help: "Changes nothing: it never asks")],
      examples: [ExampleSpec("warren agents rename alice bob", "`warren undo` takes it back")]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let name = try AgentName(bytes: command.argument("NEW") ?? [])
    let change = AgentChange(force: command.has("force"), wait: try command.wait())
    let plan = try await context.operations.planRename(of: AgentSelector(bytes: command.argument("OLD") ?? []), to: name)
    if command.has("dry-run") { return try AgentPlanText.print(plan, force: change.force, context) }
    return try context.print(await context.endingInOrder { try await context.operations.rename(plan, change) })
  }
}
