package import JSON
package import WarrenModel

extension AgentSummary: JSONWritable {
  /// One row of `status`; counts that could not be read are null.
  package func write(to writer: inout JSONWriter) { write(to: &writer, withCounts: true) }

  /// The same, or one row of `agents list`: without the fields that need a store.
  package func write(to writer: inout JSONWriter, withCounts: Bool) {
    writer.beginObject()
    writer.field("name", raw: name.bytes)
    writer.field("label", label?.text)
    writer.field("uuid", uuid)
    writer.field("layout", layout?.rawValue)
    writer.field("backend", backend)
    writer.field("directory", raw: directory.bytes)
    writer.field("database", raw: database?.bytes)
    writer.key("also_known_as")
    writer.objects("path", alsoKnownAs.map(\.bytes))
    if withCounts { writeCounts(to: &writer) }
    writer.field("state", state.rawValue)
    writer.key("findings")
    writer.array(findings)
    writer.key("error")
    if let error { error.writeBare(to: &writer) } else { writer.null() }
    writer.endObject()
  }

  private func writeCounts(to writer: inout JSONWriter) {
    writer.field("sessions", counts?.sessions)
    writer.field("messages", counts?.messages)
    writer.field("bytes", counts?.bytes)
    writer.field("running", counts?.running)
    writer.field("last_activity", counts?.lastActivity)
  }
}
