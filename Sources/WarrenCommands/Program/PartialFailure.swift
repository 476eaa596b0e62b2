internal import CommandTree
internal import JSON
internal import ModelJSON
internal import WarrenModel

/// What a command could not do while it did the rest: of which agent, of which of its sessions, and why.
struct PartialFailure {
  let agent: AgentName
  /// nil where it is about the agent as a whole.
  let session: SessionKey?
  let error: WarrenError

  init(_ agent: AgentName, session: SessionKey? = nil, _ error: WarrenError) {
    self.agent = agent
    self.session = session
    self.error = error
  }

  /// For people: one line with the remedy.
  var text: String {
    let place = TextEscape.shown(agent.bytes) + (session.map { ", session " + TextEscape.shown($0.bytes) } ?? "")
    return "warren: \(place): \(error.message)\(error.remedy.map { " " + $0 } ?? "")\n"
  }

  /// For programs: `{agent, session, error: {code, message, remedy, subject}}` on one line; `session` only where it is about one.
  var jsonLine: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("agent", raw: agent.bytes)
    if let session { writer.field("session", raw: session.bytes) }
    writer.key("error")
    error.writeBare(to: &writer)
    writer.endObject()
    writer.endLine()
    return writer.take()
  }
}
