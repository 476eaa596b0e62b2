package import JSON
package import WarrenModel

extension HistoryPage: JSONWritable {
  /// `{session, generation, messages, next_cursor}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("session", raw: session.bytes)
    writer.field("generation", generation)
    writer.key("messages")
    writer.array(messages)
    writer.field("next_cursor", next?.text)
    writer.endObject()
  }
}
