/// One store of another program as a stream: its sessions, and the messages of each in order.
///
/// Used by one thread at a time, inside the preview that lends it its connection or directory. It opens no database, writes nothing, and
/// keeps of a long file no more than one line.
package protocol ForeignSource: AnyObject {
  /// What it is, for people and findings: "OpenClaw sessions.json", "ZeroClaw sessions.db", …
  var label: String { get }

  /// All sessions, in no order; each canonical key once. One that cannot be read is in `problems`, and the others are answered.
  /// - Throws: where the store as a whole cannot be read (`store_empty_file`, `not_a_database`, `newer_schema`, `corrupt`, `io_error`, …).
  func sessions() throws -> [ForeignSession]

  /// Hands over the messages of a session in order, those with an ordinal above `ordinal`, until the body says stop.
  /// - Parameter generation: nil for the current one.
  func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws

  /// What was refused, doubtful, superseded or odd so far: complete after `sessions()` and after reading the messages.
  var problems: [ForeignProblem] { get }
}

/// Whether a stream goes on.
package enum StreamFlow: Sendable {
  case goOn, stop
}
