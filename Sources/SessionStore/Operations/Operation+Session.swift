internal import WarrenModel

extension Operation {
  /// The same, said to be about a session that is gone with it.
  func about(_ session: SessionKey) -> Operation {
    Operation(
      id: id, kind: kind, agent: agent, session: session, newName: newName, state: state, step: step, startedAt: startedAt,
      finishedAt: finishedAt, undoUntil: undoUntil, receipt: receipt)
  }
}
