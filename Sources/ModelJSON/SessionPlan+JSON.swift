package import JSON
package import WarrenModel

extension SessionPlan: JSONWritable {
  /// `{kind, agent, sessions, messages, running: [{session}], purge, leftovers}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind.rawValue)
    writer.field("agent", raw: agent.bytes)
    writer.key("sessions")
    writer.array(sessions)
    writer.field("messages", messages)
    writer.key("running")
    writer.objects("session", running.map(\.bytes))
    writer.field("purge", purge)
    writer.field("leftovers", leftovers)
    writer.endObject()
  }
}
