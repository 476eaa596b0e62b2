internal import CommandTree
internal import ModelJSON
internal import WarrenModel

/// Operations for people.
enum OperationText {
  /// What it did and its id in one line without an end: `Deleted bot-1: operation 0123…`.
  static func line(_ operation: Operation) -> String {
    var text = deed(operation)
    if let freed = operation.bytesFreed { text += ", \(ByteSize.shown(freed)) freed" }
    if operation.state != .done { text += " (\(state(operation)))" }
    return text + ": operation \(operation.id)"
  }

  /// All that is known of it, a line a fact.
  static func text(_ operation: Operation, _ context: CommandContext) -> String {
    var rows: [(String, String)] = [
      ("operation", operation.id.text), ("kind", TextEscape.shown(operation.kind.rawValue)), ("agent", shown(operation.agent?.bytes)),
    ]
    if let session = operation.session { rows.append(("session", TextEscape.shown(session.bytes))) }
    if let name = operation.newName { rows.append(("new name", TextEscape.shown(name.bytes))) }
    rows += [
      ("state", state(operation)), ("started", moment(operation.startedAt, context)), ("finished", moment(operation.finishedAt, context)),
      ("undo until", moment(operation.undoUntil, context)),
    ]
    if let receipt = operation.receipt { rows.append(("receipt", TextEscape.shown(receipt))) }
    return FactText.lines(rows)
  }

  static func table(_ operations: [Operation], _ context: CommandContext) -> String {
    if operations.isEmpty { return "" }
    let hasSessions = operations.contains { $0.session != nil }
    var table = context.table(
      [.init("OPERATION"), .init("KIND"), .init("AGENT", shrinks: true)] + (hasSessions ? [.init("SESSION", shrinks: true)] : [])
        + [.init("STATE"), .init("STARTED"), .init("UNDO UNTIL")])
    for operation in operations {
      let session: [TextTable.Cell] = hasSessions ? [.init(operation.session?.bytes ?? dash)] : []
      table.add(
        [.init(operation.id.text), .init(operation.kind.rawValue), .init(operation.agent?.bytes ?? dash)] + session + [
          .init(state(operation)), .init(context.age(operation.startedAt)),
          .init(operation.undoUntil.map { context.age($0) } ?? "-"),
        ])
    }
    return table.text()
  }

  /// The state; while it is not finished, with the last step that is durable.
  private static func state(_ operation: Operation) -> String {
    let step = operation.state == .pending ? operation.step.map { ": " + TextEscape.shown($0) } : nil
    return operation.state.rawValue + (step ?? "")
  }

  private static func deed(_ operation: Operation) -> String {
    let agent = shown(operation.agent?.bytes)
    let name = operation.newName.map { TextEscape.shown($0.bytes) }
    let session = operation.session.map { "session \(TextEscape.shown($0.bytes)) of \(agent)" } ?? "sessions of \(agent)"
    return switch operation.kind {
    case .agentDelete: "Deleted \(agent)"
    case .agentRestore: "Restored \(agent)" + (name.map { " as \($0)" } ?? "")
    case .agentRename: "Renamed \(agent)" + (name.map { " to \($0)" } ?? "")
    case .agentPurge: "Purged \(agent)"
    case .agentReset: "Reset the sessions of \(agent)"
    case .sessionDelete: "Deleted \(session)"
    case .sessionReset: "Reset \(session)"
    case .sessionRestore: "Restored \(session)"
    case .sessionPurge: "Purged deleted \(session)"
    // Kinds are open.
    default: "\(TextEscape.shown(operation.kind.rawValue)) of \(agent)"
    }
  }

  private static func moment(_ moment: Timestamp?, _ context: CommandContext) -> String {
    moment.map { "\($0) (\(context.age($0)))" } ?? "-"
  }

  private static let dash = [UInt8(ascii: "-")]

  private static func shown(_ bytes: [UInt8]?) -> String { TextEscape.shown(bytes ?? dash) }
}
