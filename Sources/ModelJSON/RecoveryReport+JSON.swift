package import JSON
package import WarrenModel

extension RecoveryReport: JSONWritable {
  /// `{operations, unsettled: [{operation, error}], opened: [{agent}]}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("operations")
    writer.array(settled)
    writer.key("unsettled")
    writer.beginArray()
    for failure in unsettled {
      writer.beginObject()
      writer.key("operation")
      failure.operation.write(to: &writer)
      writer.key("error")
      failure.error.writeBare(to: &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.key("opened")
    writer.beginArray()
    for name in opened {
      writer.beginObject()
      writer.field("agent", raw: name.bytes)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
