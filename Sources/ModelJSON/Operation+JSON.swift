package import JSON
package import WarrenModel

extension Operation: JSONWritable {
  /// `{id, kind, agent, session, new_name, state, step, started_at, finished_at, undo_until, receipt}`; the receipt as its bytes are, on one line.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id.text)
    writer.field("kind", kind.rawValue)
    writer.field("agent", raw: agent?.bytes)
    writer.field("session", raw: session?.bytes)
    writer.field("new_name", raw: newName?.bytes)
    writer.field("state", state.rawValue)
    writer.field("step", step)
    writer.field("started_at", startedAt)
    writer.field("finished_at", finishedAt)
    writer.field("undo_until", undoUntil)
    writer.key("receipt")
    if let receipt { writer.rawOnOneLine(receipt) } else { writer.null() }
    writer.endObject()
  }

  /// What the receipt calls `bytes_freed`: the bytes that a purge gave back; nil where it tells nothing of that.
  package var bytesFreed: Int64? {
    guard let receipt else { return nil }
    var scanner = JSONScanner()
    return (try? scanner.scan(receipt))?["bytes_freed"]?.int64
  }

  /// What the receipt calls `cause`: why it was done in part only; nil where it tells nothing of that.
  package var cause: WarrenError? {
    guard let receipt else { return nil }
    var scanner = JSONScanner()
    guard let known = (try? scanner.scan(receipt))?["cause"] else { return nil }
    func text(_ key: String) -> String? { (try? known[key]?.string()) ?? nil }
    guard let code = text("code"), let message = text("message") else { return nil }
    return WarrenError(ErrorCode(rawValue: code), message, remedy: text("remedy"))
  }
}

extension OperationPage: JSONWritable {
  /// `{operations, has_more, incomplete}`.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("operations")
    writer.array(operations)
    writer.field("has_more", hasMore)
    writer.key("incomplete")
    writer.array(incomplete)
    writer.endObject()
  }
}
