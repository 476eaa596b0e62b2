internal import CommandTree
internal import WarrenModel

/// One session in a line for people.
enum SessionText {
  static func text(_ session: SessionSummary) -> String {
    let name = session.name.map { " \"\(TextEscape.shown($0))\"" } ?? ""
    return "\(TextEscape.shown(session.key.bytes))\(name): \(session.state.name), \(session.messageCount) messages\n"
  }
}
