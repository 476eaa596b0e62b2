internal import CommandTree
internal import JSON
internal import WarrenModel

enum SessionsReindex {
  static let verb = Verb(
    spec: CommandSpec(
      "reindex", "Make the search index of an agent anew",
      discussion: "The remedy where a search says that the index is damaged. Messages are not touched.", options: [.agent]), run: run)

  private static func run(_ command: ParsedCommand, _ context: CommandContext) async throws -> ExitStatus {
    try await context.operations.rebuildSearchIndex(of: command.agent())
    if context.isJSON {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("done")
      writer.bool(true)
      writer.endObject()
      writer.endLine()
      try context.environment.writeOutput(writer.take())
    } else {
      try context.write("The search index is new.\n")
    }
    return .done
  }
}
