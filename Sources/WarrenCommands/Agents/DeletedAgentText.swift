internal import CommandTree
internal import ModelJSON
internal import WarrenModel

/// The agents in the trash.
enum DeletedAgentText {
  static func table(_ agents: [DeletedAgent], _ context: CommandContext) -> String {
    var table = context.table([
      .init("NAME", shrinks: true), .init("STATE"), .init("BACKEND"), .init("SESSIONS", .right), .init("MESSAGES", .right),
      .init("SIZE", .right), .init("DELETED"), .init("UNDO UNTIL"), .init("OPERATION"),
    ])
    for agent in agents {
      table.add([
        .init(agent.name.bytes), .init(agent.state), .init(agent.backend ?? "-"), .init(agent.sessions.map(String.init) ?? "-"),
        .init(agent.messages.map(String.init) ?? "-"), .init(ByteSize.shown(agent.bytes)), .init(context.age(agent.deletedAt)),
        .init(agent.isRestorable ? context.age(agent.undoUntil) : "-"), .init(agent.operation.text),
      ])
    }
    return table.text()
  }
}
