import WarrenModel

/// What the commands asked of the recorder.
enum Call: Equatable {
  case planDeletion(AgentChoice)
  case delete([AgentName], AgentChange)
  case planRename(AgentSelector, AgentName)
  case rename(AgentName, AgentChange)
  case deletedAgents
  case restoreAgent([UInt8], AgentName?, wait: Double)
  case planPurge(PurgeChoice)
  case purge([OperationID], wait: Double)
  case planReset(SessionKey?, AgentSelector, purge: Bool)
  case planSessionDeletion(SessionKey, AgentSelector, purge: Bool)
  case resetAgent(AgentSelector, SessionChange)
  case resetSession(SessionKey, AgentSelector, SessionChange)
  case deleteSession(SessionKey, AgentSelector, SessionChange)
  case restoreSession(SessionKey, generation: Int?, AgentSelector)
  case planSessionPurge(Timestamp, AgentSelector)
  case purgeSessions(Timestamp, AgentSelector)
  case operations(OperationQuery, AgentScope)
  case operation(OperationID, AgentSelector?)
  case undo(OperationID, AgentSelector?, wait: Double)
  case recover(wait: Double)

  /// Whether it may change anything.
  var changes: Bool {
    switch self {
    case .planDeletion, .planRename, .deletedAgents, .planPurge, .planReset, .planSessionDeletion, .planSessionPurge, .operations,
      .operation:
      false
    case .delete, .rename, .restoreAgent, .purge, .resetAgent, .resetSession, .deleteSession, .restoreSession, .purgeSessions, .undo,
      .recover:
      true
    }
  }
}
