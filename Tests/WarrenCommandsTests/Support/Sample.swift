import WarrenModel

/// Values that the recorder answers with.
enum Sample {
  static let now = Timestamp(milliseconds: 1_795_262_400_000)
  static let day: Int64 = 86_400_000

  /// An id whose digits all are `digit`.
  static func id(_ digit: Character = "a") throws -> OperationID {
    try OperationID(String(repeating: digit, count: OperationID.length))
  }

  static func operation(
    _ kind: OperationKind, _ agent: AgentName, session: SessionKey? = nil, newName: AgentName? = nil, state: Operation.State = .done,
    step: String? = nil, undoable: Bool = true, receipt: String? = nil
  ) -> Operation {
    let digits = Array(repeating: UInt8(ascii: "a"), count: OperationID.length)
    guard let id = OperationID(exactly: digits) else { preconditionFailure("these are the digits of an id") }
    return Operation(
      id: id, kind: kind, agent: agent, session: session, newName: newName, state: state, step: step, startedAt: now, finishedAt: now,
      undoUntil: undoable ? now.advanced(byMilliseconds: Operation.retention) : nil, receipt: receipt.map { Array($0.utf8) })
  }

  static func plan(_ name: String, blocks: [WarrenError] = [], running: [SessionKey] = []) throws -> AgentPlan {
    try plan(AgentName(name), blocks: blocks, running: running)
  }

  static func plan(_ name: AgentName, blocks: [WarrenError] = [], running: [SessionKey] = []) -> AgentPlan {
    AgentPlan(
      kind: .agentDelete, agent: name, uuid: "u-1", directory: RawPath(bytes: Array("/r/agents/".utf8) + name.bytes), device: 1, inode: 2,
      alsoKnownAs: [RawPath("/r/agents/link")], destination: RawPath(bytes: Array("/r/.warren/trash/*/".utf8) + name.bytes), newName: nil,
      backend: "sqlite", files: 3, bytes: 4096, sessions: 2, messages: 30, lastActivity: now.advanced(byMilliseconds: -3 * day),
      running: running, holders: [AgentPlan.Holder(pid: 77, command: "sqlite3")], holdersMayBeHidden: false, blocks: blocks, findings: [])
  }

  static func deleted(_ name: String, _ digit: Character = "b", restorable: Bool = true) throws -> DeletedAgent {
    DeletedAgent(
      name: try AgentName(name), uuid: "u-1", operation: try id(digit), directory: RawPath("/r/.warren/trash/x/\(name)"), backend: "sqlite",
      sessions: 2, messages: 30, bytes: 4096, deletedAt: now.advanced(byMilliseconds: -3 * day),
      undoUntil: now.advanced(byMilliseconds: 27 * day), isRestorable: restorable)
  }

  static func sessionPlan(
    _ kind: OperationKind, _ agent: String = "bot-1", keys: [String] = ["main"], running: [String] = [], purge: Bool = true
  )
    throws -> SessionPlan
  {
    let name = try AgentName(agent)
    return SessionPlan(
      kind: kind, agent: name, sessions: try keys.map { SessionSummary(agent: name, key: try SessionKey($0), messageCount: 15) },
      messages: 15 * keys.count, running: try running.map { try SessionKey($0) }, purge: purge)
  }
}
