package import JSON
package import WarrenModel

extension Finding: JSONWritable {
  /// `{code, severity, subject, evidence, remedy, fixable}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("code", code)
    writer.field("severity", severity.rawValue)
    writer.field("subject", raw: subject)
    writer.field("evidence", evidence)
    writer.field("remedy", remedy)
    writer.field("fixable", fixable)
    writer.endObject()
  }
}
