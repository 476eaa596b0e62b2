import WarrenModel

/// What the recorder answers.
struct Script: Sendable {
  var plans = AgentPlans(plans: [])
  var outcome: @Sendable (AgentPlan) -> AgentOutcome = {
    AgentOutcome(agent: $0.agent, operation: Sample.operation(.agentDelete, $0.agent))
  }
  var deleted: [DeletedAgent] = []
  var purged: @Sendable (DeletedAgent) -> AgentOutcome = {
    AgentOutcome(agent: $0.name, operation: Sample.operation(.agentPurge, $0.name, undoable: false, receipt: #"{"bytes_freed":2048}"#))
  }
  var sessionPlan: SessionPlan?
  /// What every call that returns one operation returns.
  var operation: Operation?
  var page = OperationPage(operations: [], hasMore: false)
  var settled: [Operation] = []
  var unsettled: [RecoveryReport.Failure] = []
  var opened: [AgentName] = []
  /// What lies at every path; nil for nothing.
  var inspection: InspectionReport?
  /// What every call that changes something throws.
  var failure: WarrenError?

  static func plans(_ names: String...) throws -> Script {
    Script(plans: AgentPlans(plans: try names.map { try Sample.plan($0) }))
  }
}
