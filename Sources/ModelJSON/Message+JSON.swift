package import JSON
package import WarrenModel

extension Message: JSONWritable {
  /// `{id, role, text, created_at, body}`; the body is the original JSON as its bytes are.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeFields(to: &writer, onOneLine: false)
    writer.endObject()
  }

  /// One line of `sessions export`: `{agent, session, generation, id, role, text, created_at, body}` and its end.
  ///
  /// The writer can be drained after each line, so that any number of messages takes the memory of one.
  package func writeLine(to writer: inout JSONWriter, agent: AgentName?, session: SessionKey, generation: Int) {
    writer.beginObject()
    writer.field("agent", raw: agent?.bytes)
    writer.field("session", raw: session.bytes)
    writer.field("generation", generation)
    writeFields(to: &writer, onOneLine: true)
    writer.endObject()
    writer.endLine()
  }

  private func writeFields(to writer: inout JSONWriter, onOneLine: Bool) {
    writer.field("id", id)
    writer.field("role", role)
    writer.field("text", text)
    writer.field("created_at", createdAt)
    writer.key("body")
    if let body {
      if onOneLine { writer.rawOnOneLine(body) } else { writer.raw(body) }
    } else {
      writer.beginObject()
      writer.field("role", role)
      writer.field("content", text)
      writer.endObject()
    }
  }
}
