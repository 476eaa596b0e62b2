package import JSON
package import WarrenModel

extension AgentOutcome: JSONWritable {
  /// `{agent, operation, purge, bytes_freed, error}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("agent", raw: agent.bytes)
    writer.key("operation")
    writer.value(operation)
    writer.key("purge")
    writer.value(purge)
    writer.field("bytes_freed", bytesFreed)
    writer.key("error")
    if let error { error.writeBare(to: &writer) } else { writer.null() }
    writer.endObject()
  }

  /// The bytes that a purge gave back; nil where nothing was purged, or where its receipt does not tell.
  package var bytesFreed: Int64? { (purge ?? operation)?.bytesFreed }
}
