/// What an operation does; new kinds may come, none goes.
public struct OperationKind: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

extension OperationKind {
  // On an agent directory, in the journal of the control directory
  public static let agentDelete = OperationKind(rawValue: "agent_delete")
  public static let agentRestore = OperationKind(rawValue: "agent_restore")
  public static let agentRename = OperationKind(rawValue: "agent_rename")
  public static let agentPurge = OperationKind(rawValue: "agent_purge")

  // On sessions, in the agent's own store
  public static let agentReset = OperationKind(rawValue: "agent_reset")
  public static let sessionDelete = OperationKind(rawValue: "session_delete")
  public static let sessionReset = OperationKind(rawValue: "session_reset")
  public static let sessionRestore = OperationKind(rawValue: "session_restore")
  public static let sessionPurge = OperationKind(rawValue: "session_purge")
  public static let expire = OperationKind(rawValue: "expire")
  public static let `import` = OperationKind(rawValue: "import")
}
