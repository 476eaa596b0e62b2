internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import WarrenModel

/// One operation on an agent "a", to be carried out undisturbed or not.
enum Deed: String, CaseIterable, Sendable {
  case delete, deleteAndPurge, restore, restoreAs, rename, purge

  /// Where the agent may be once everything is settled.
  enum Place: Equatable {
    case agents(String)
    case trash(OperationID)
    case gone
  }

  /// What its call said.
  struct Answer {
    var operation: WarrenModel.Operation?
    var purge: WarrenModel.Operation?
    var error: WarrenError?
  }

  /// Makes the agent, and deletes it where that comes before; answers that deletion.
  func prepare(_ ground: LifecycleGround) async throws -> OperationID? {
    try ground.make("a")
    switch self {
    case .delete, .deleteAndPurge, .rename: return nil
    case .restore, .restoreAs, .purge: return try await ground.delete("a")
    }
  }

  /// - Parameter calls: in the place of those of `faults`.
  func perform(_ ground: LifecycleGround, _ faults: FaultPlan, through calls: SystemCalls? = nil) async throws -> Answer {
    let root = try ground.root(calls ?? faults.calls)
    let plan =
      self == .delete || self == .deleteAndPurge ? try ground.plan("a") : self == .rename ? try ground.plan("a", renamedTo: "b") : nil
    let deleted = try ground.history.deletedAgents()
    faults.arm()
    defer { faults.disarm() }
    do {
      let lock = try ground.lock(root)
      defer { lock.release() }
      let mover = ground.mover(root)
      switch self {
      case .delete, .deleteAndPurge, .rename:
        let change = AgentChange(wait: 5, purge: self == .deleteAndPurge)
        return Answer(await mover.run([plan].compactMap(\.self), change, shared: SharedFiles(of: []), under: lock).first)
      case .restore, .restoreAs:
        let name = self == .restoreAs ? try AgentName("b") : nil
        return Answer(operation: try await ground.ground.lanes.run { try mover.restore("a".raw, as: name, under: lock) })
      case .purge: return Answer(await mover.purge(deleted, wait: 5, under: lock).first)
      }
    } catch let error as WarrenError { return Answer(error: error) }
  }

  func places(_ deletion: OperationID?) -> (before: Place, after: Place) {
    let trash = deletion.map { Place.trash($0) } ?? .gone
    return switch self {
    case .delete: (.agents("a"), trash)
    case .deleteAndPurge: (.agents("a"), .gone)
    case .restore: (trash, .agents("a"))
    case .restoreAs: (trash, .agents("b"))
    case .rename: (.agents("a"), .agents("b"))
    case .purge: (trash, .gone)
    }
  }

  var kind: OperationKind {
    switch self {
    case .delete, .deleteAndPurge: .agentDelete
    case .restore, .restoreAs: .agentRestore
    case .rename: .agentRename
    case .purge: .agentPurge
    }
  }
}

extension Deed.Answer {
  init(_ outcome: AgentOutcome?) {
    self.init(operation: outcome?.operation, purge: outcome?.purge, error: outcome?.error)
  }
}
