package import JSON
package import WarrenModel

/// What purging deleted sessions came to, as the command prints it.
package struct SessionPurgeAnswer: JSONWritable {
  private let operation: Operation?

  /// - Parameter operation: nil where there was nothing to purge.
  package init(_ operation: Operation?) { self.operation = operation }

  /// `{operation, bytes_freed}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("operation")
    writer.value(operation)
    writer.field("bytes_freed", operation.map { $0.bytesFreed } ?? 0)
    writer.endObject()
  }
}
