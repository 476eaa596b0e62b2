package import JSON
package import WarrenModel

extension SessionPage: JSONWritable {
  /// `{sessions, next_cursor, incomplete}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("sessions")
    writer.array(sessions)
    writer.field("next_cursor", next?.text)
    writer.key("incomplete")
    writer.array(incomplete)
    writer.endObject()
  }
}

extension AgentFailure: JSONWritable {
  /// `{agent, code, message}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("agent", raw: agent.bytes)
    writer.field("code", error.code.rawValue)
    writer.field("message", error.message)
    writer.endObject()
  }
}
