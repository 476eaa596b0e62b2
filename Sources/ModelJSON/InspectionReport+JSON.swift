package import JSON
package import WarrenModel

extension InspectionReport: JSONWritable {
  /// What `inspect` prints: `{path, kind, layout, era, formats, agents, sessions, messages, running, bytes, last_activity, oddities,
  /// findings, incomplete}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("path", raw: path.bytes)
    writer.field("kind", kind.rawValue)
    writer.field("layout", layout?.rawValue)
    writer.field("era", era?.rawValue)
    writer.key("formats")
    writer.array(formats)
    writer.field("agents", agents)
    writer.field("sessions", sessions)
    writer.field("messages", messages)
    writer.field("running", running)
    writer.field("bytes", bytes)
    writer.field("last_activity", lastActivity)
    writer.key("oddities")
    writer.array(oddities)
    writer.key("findings")
    writer.array(findings)
    writer.key("incomplete")
    writer.array(incomplete)
    writer.endObject()
  }
}

extension InspectionReport.Format: JSONWritable {
  /// `{format, version, schema, count}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("format", format.rawValue)
    writer.field("version", version)
    writer.field("schema", schema)
    writer.field("count", count)
    writer.endObject()
  }
}

extension InspectionReport.Oddity: JSONWritable {
  /// `{code, severity, count}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("code", code)
    writer.field("severity", severity.rawValue)
    writer.field("count", count)
    writer.endObject()
  }
}
