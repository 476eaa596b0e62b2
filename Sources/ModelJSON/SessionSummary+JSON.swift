package import JSON
package import WarrenModel

extension SessionSummary: JSONWritable {
  /// `{agent, key, name, state, turn, created_at, last_activity, message_count, generation, archived, origin}`; `turn` only while one runs,
  /// `origin` only where something of it is known.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("agent", raw: agent?.bytes)
    writer.field("key", raw: key.bytes)
    writer.field("name", name)
    writer.field("state", state.name)
    if case .running(let turn) = state {
      writer.key("turn")
      turn.write(to: &writer)
    }
    writer.field("created_at", createdAt)
    writer.field("last_activity", lastActivity)
    writer.field("message_count", messageCount)
    writer.field("generation", generation)
    writer.field("archived", archived)
    if origin != .unknown {
      writer.key("origin")
      origin.write(to: &writer)
    }
    writer.endObject()
  }
}

extension SessionOrigin: JSONWritable {
  /// `{channel, room, sender}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("channel", channel)
    writer.field("room", room)
    writer.field("sender", sender)
    writer.endObject()
  }
}

extension Turn: JSONWritable {
  /// `{id, started_at, owner: {pid, start_time, boot_id}}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("started_at", startedAt)
    writer.key("owner")
    if let owner {
      writer.beginObject()
      writer.field("pid", Int64(owner.pid))
      writer.field("start_time", owner.startTime)
      writer.field("boot_id", owner.bootID)
      writer.endObject()
    } else {
      writer.null()
    }
    writer.endObject()
  }
}
