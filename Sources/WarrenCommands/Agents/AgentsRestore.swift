internal import CommandTree
internal import WarrenModel

enum AgentsRestore {
  static let verb = Verb(
    spec: CommandSpec(
      "restore", "Bring a deleted agent back",
      discussion: """
        With its uuid, its sessions and all else that it had. The name must be free; --as gives it another. `warren agents list --deleted` \
        shows what can be brought back; where a name was deleted more than once, name the operation.
        """,
      arguments: [ArgumentSpec("NAME|OPERATION", "Its exact name, or the id of the deletion", completion: .deletedAgents)],
      options: [.value("as", "NAME", "The name that it gets", defaultText: "the name that it had"), .waitForLock],
      examples: [
        ExampleSpec("warren agents restore alice", "Under its own name"),
        ExampleSpec("warren agents restore alice --as alice-2", "Beside a new agent of that name"),
      ]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    let name = try command.value("as").map { try AgentName(bytes: $0) }
    let word = command.argument("NAME|OPERATION") ?? []
    let wait = try command.wait()
    return try context.print(await context.endingInOrder { try await context.operations.restoreAgent(word, as: name, wait: wait) })
  }
}
