package import JSON
package import WarrenModel

extension AgentPlan: JSONWritable {
  /// One agent and what deleting or renaming it would do; errors and findings as everywhere.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind.rawValue)
    writer.field("agent", raw: agent.bytes)
    writer.field("uuid", uuid)
    writer.field("directory", raw: directory.bytes)
    writer.field("device", device)
    writer.field("inode", inode)
    writer.key("also_known_as")
    writer.objects("path", alsoKnownAs.map(\.bytes))
    writer.field("destination", raw: destination.bytes)
    writer.field("new_name", raw: newName?.bytes)
    writer.field("backend", backend)
    writer.field("files", files)
    writer.field("bytes", bytes)
    writer.field("sessions", sessions)
    writer.field("messages", messages)
    writer.field("last_activity", lastActivity)
    writer.key("running")
    writer.objects("session", running.map(\.bytes))
    writer.key("holders")
    writer.array(holders)
    writer.field("holders_may_be_hidden", holdersMayBeHidden)
    writer.key("blocks")
    writer.beginArray()
    for block in blocks { block.writeBare(to: &writer) }
    writer.endArray()
    writer.key("findings")
    writer.array(findings)
    writer.endObject()
  }
}

extension AgentPlan.Holder: JSONWritable {
  /// `{pid, command}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("pid", pid.map(Int64.init))
    writer.field("command", command)
    writer.endObject()
  }
}

extension AgentPlans: JSONWritable {
  /// `{plans, failures: [{agent, error}]}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("plans")
    writer.array(plans)
    writer.key("failures")
    writer.beginArray()
    for failure in failures {
      writer.beginObject()
      writer.field("agent", raw: failure.agent.bytes)
      writer.key("error")
      failure.error.writeBare(to: &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
