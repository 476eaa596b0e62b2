package import JSON
package import WarrenModel

extension DeletedAgent: JSONWritable {
  /// `{name, uuid, operation, state, directory, backend, sessions, messages, bytes, deleted_at, undo_until}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", raw: name.bytes)
    writer.field("uuid", uuid)
    writer.field("operation", operation.text)
    writer.field("state", state)
    writer.field("directory", raw: directory.bytes)
    writer.field("backend", backend)
    writer.field("sessions", sessions)
    writer.field("messages", messages)
    writer.field("bytes", bytes)
    writer.field("deleted_at", deletedAt)
    writer.field("undo_until", undoUntil)
    writer.endObject()
  }

  /// `deleted`, or `purging` once a purge has begun.
  package var state: String { isRestorable ? "deleted" : "purging" }
}
