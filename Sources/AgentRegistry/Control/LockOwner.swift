internal import JSON
internal import Platform

/// What the holder of `.warren/lock` says of itself in it.
package struct LockOwner: Hashable, Sendable {
  /// What it does, such as "warren agents create"; no arguments.
  package let command: String
  /// Where it answers, if it serves; a path.
  package let socket: String?

  package init(command: String, socket: String? = nil) {
    self.command = command
    self.socket = socket
  }

  /// The lock file's content: one line of JSON.
  func record(of process: ProcessFacts) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("pid")
    writer.int(Int64(process.pid))
    writer.key("start_time")
    writer.int(process.startTime)
    writer.key("command")
    writer.string(command)
    writer.key("socket")
    if let socket { writer.string(socket) } else { writer.null() }
    writer.endObject()
    writer.endLine()
    return writer.take()
  }
}
