package import JSON
package import WarrenModel

extension WarrenError: JSONWritable {
  /// What a command that failed prints: `{error: {code, message, remedy, subject}}`. The cause is for logs.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("error")
    writeBare(to: &writer)
    writer.endObject()
  }

  /// The inner object alone, as part of another value.
  package func writeBare(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("code", code.rawValue)
    writer.field("message", message)
    writer.field("remedy", remedy)
    writer.field("subject", raw: subject)
    writer.endObject()
  }
}
