import TestSupport
import WarrenModel
import WarrenService

/// A root of the test's own, and hosts on it.
struct HostFixture {
  let directory = TemporaryDirectory()

  var root: String { directory.path("root") }

  func agent(_ name: String) -> String { directory.path("root/agents/\(name)") }

  func host(_ change: (inout AgentHost.Configuration) -> Void = { _ in }) throws -> AgentHost {
    var configuration = AgentHost.Configuration()
    configuration.survivesPowerLoss = false
    change(&configuration)
    return try AgentHost(root: root, configuration: configuration)
  }

  func request(_ text: String, _ key: String = "k") throws -> AppendRequest {
    AppendRequest(session: try SessionKey(key), messages: [NewMessage(role: "user", text: text)])
  }

  /// What lies in the trash, by the names of the agents.
  var trash: [String] {
    Files.names("\(root)/.warren/trash").flatMap { Files.names("\(root)/.warren/trash/\($0)") }.sorted()
  }
}

/// The code of the error that the body throws; nil where it throws none.
func code(_ body: () async throws -> Void) async -> ErrorCode? { await failure(body)?.code }

func failure(_ body: () async throws -> Void) async -> WarrenError? {
  do {
    try await body()
    return nil
  } catch let error as WarrenError { return error } catch { return WarrenError(ErrorCode(rawValue: "\(error)"), "\(error)") }
}

extension AgentHost {
  /// Deletes one agent as a command does.
  @discardableResult
  func deleteOne(_ name: String, _ change: AgentChange = AgentChange(wait: 5)) async throws -> Operation {
    let plans = try await planDeletion(of: AgentChoice([AgentSelector(name)]))
    if let failure = plans.failures.first { throw failure.error }
    let outcomes = try await delete(plans.plans, change)
    if let error = outcomes.first?.error { throw error }
    guard let operation = outcomes.first?.operation else { throw WarrenError(.failed, "There is no outcome.") }
    return operation
  }

  func texts(_ agent: String, _ key: String = "k") async throws -> [String] {
    try await history(SessionKey(key), of: AgentSelector(agent), HistoryQuery(limit: nil)).messages.map(\.text)
  }
}
