internal import Platform
package import WarrenModel

/// Why an operation on sessions is refused, in the same words from both backends.
extension WarrenError {
  /// `running`, about a session.
  static func turnRunning(_ key: SessionKey, isForcible: Bool = true) -> WarrenError {
    WarrenError(
      .running, "A turn is running in the session.", remedy: "Wait until it is done" + (isForcible ? ", or use --force." : "."),
      subject: key.bytes)
  }

  /// `running`, about so many sessions.
  static func turnsRunning(_ count: Int) -> WarrenError {
    WarrenError(
      .running, "Turns are running in \(count) \(count == 1 ? "session" : "sessions").",
      remedy: "Wait until they are done, or use --force.")
  }

  /// `undo_refused` where a deleted session cannot come back.
  static func keyTaken(_ key: SessionKey) -> WarrenError {
    WarrenError(
      .undoRefused, "There is a session of this key again.", remedy: "Delete it first; it can be brought back like the other one.",
      subject: key.bytes)
  }

  /// `undo_refused` where messages have come since.
  static func writtenSince(_ key: SessionKey) -> WarrenError {
    WarrenError(
      .undoRefused, "Messages were written to the session since.",
      remedy: "Use \"warren sessions restore\" with the generation: it keeps both.", subject: key.bytes)
  }

  /// `undo_refused` where a newer operation has changed the session.
  static func changedSince(_ key: SessionKey?) -> WarrenError {
    WarrenError(
      .undoRefused, "A newer operation has changed the session.", remedy: "Undo the newer operation first.", subject: key?.bytes)
  }

  /// `undo_refused` while a turn is running.
  static func runningSince(_ key: SessionKey) -> WarrenError {
    WarrenError(.undoRefused, "A turn is running in the session.", remedy: "Wait until it is done.", subject: key.bytes)
  }

  /// `undo_refused` for an operation that nothing reverses.
  static func notUndoable(_ operation: Operation) -> WarrenError {
    let subject = Array(operation.id.text.utf8)
    switch operation.state {
    case .undone: return WarrenError(.undoRefused, "The operation has been undone already.", subject: subject)
    case .purged:
      return WarrenError(
        .undoRefused, "What the operation kept has been purged, all of it or a part.",
        remedy: "What is left of former generations comes back with \"warren sessions restore KEY --generation N\".", subject: subject)
    case .pending, .done, .partial, .rolledBack, .lost:
      return WarrenError(
        .undoRefused, "An operation of this kind and state (\(operation.kind.rawValue), \(operation.state.rawValue)) cannot be undone.",
        subject: subject)
    }
  }

  /// `generation_unknown`.
  package static func unknownGeneration(_ generation: Int, of key: SessionKey, current: Int) -> WarrenError {
    WarrenError(
      .generationUnknown, "The session has no generation \(generation); the current one is \(current).",
      remedy: "List them with --generations.", subject: key.bytes)
  }

  /// `generation_unknown` for the one that is current already.
  static func currentGeneration(_ generation: Int, of key: SessionKey) -> WarrenError {
    WarrenError(
      .generationUnknown, "Generation \(generation) is the current one of the session already.", remedy: "List them with --generations.",
      subject: key.bytes)
  }
}

extension OperationID {
  /// An id that was never given.
  static func random() throws -> OperationID { try OperationID(String(decoding: RandomBytes.hexadecimal(length / 2), as: UTF8.self)) }
}
