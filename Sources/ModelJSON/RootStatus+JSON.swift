package import JSON
package import WarrenModel

extension RootStatus: JSONWritable {
  /// What `status` prints: `{root, managed, layout, totals, agents, findings}`, `totals` only where they are known.
  package func write(to writer: inout JSONWriter) { write(to: &writer, withCounts: true) }

  /// The same; a list that opened no store (`agents list`) leaves out the agents' counts.
  package func write(to writer: inout JSONWriter, withCounts: Bool) {
    writer.beginObject()
    writer.field("root", raw: root.bytes)
    writer.field("managed", managed)
    writer.field("layout", layout.rawValue)
    if let totals {
      writer.key("totals")
      totals.write(to: &writer)
    }
    writer.key("agents")
    writer.beginArray()
    for agent in agents { agent.write(to: &writer, withCounts: withCounts) }
    writer.endArray()
    writer.key("findings")
    writer.array(findings)
    writer.endObject()
  }
}

extension RootStatus.Totals: JSONWritable {
  /// `{agents, databases, sessions, messages, bytes, running}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("agents", agents)
    writer.field("databases", databases)
    writer.field("sessions", sessions)
    writer.field("messages", messages)
    writer.field("bytes", bytes)
    writer.field("running", running)
    writer.endObject()
  }
}
