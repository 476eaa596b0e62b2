package import JSON
package import WarrenModel

extension SearchPage: JSONWritable {
  /// `{hits, next_cursor, incomplete}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("hits")
    writer.array(hits)
    writer.field("next_cursor", next?.text)
    writer.key("incomplete")
    writer.array(incomplete)
    writer.endObject()
  }
}

extension SearchHit: JSONWritable {
  /// `{agent, session, generation, message, role, snippet, score, created_at}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("agent", raw: agent?.bytes)
    writer.field("session", raw: session.bytes)
    writer.field("generation", generation)
    writer.field("message", message)
    writer.field("role", role)
    writer.field("snippet", snippet)
    writer.field("score", score)
    writer.field("created_at", createdAt)
    writer.endObject()
  }
}
