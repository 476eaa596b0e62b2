internal import JSON
internal import ModelJSON
internal import WarrenModel

/// The output of one export, gathered into chunks, and what could not be exported.
///
/// The sessions of an agent are listed once, before the first is read: those that change meanwhile keep their place.
final class SessionExport {
  /// Messages of one page: a slice between which writers get their turn.
  private static let pageSize = 1000
  /// Bytes that are gathered before they are written.
  private static let chunk = 1 << 16

  private let context: CommandContext
  private let generations: Bool
  private var writer = JSONWriter()
  private(set) var failures: [PartialFailure] = []

  init(context: CommandContext, generations: Bool) {
    self.context = context
    self.generations = generations
  }

  /// Every agent; one that cannot be read is a failure beside the others.
  func writeAll() async throws {
    for agent in try await context.operations.agents().agents {
      let noted = failures.count
      let sessions: [SessionSummary]
      do {
        sessions = try await self.sessions(of: AgentSelector(agent.name))
      } catch {
        failures.append(PartialFailure(agent.name, WarrenError.of(error)))
        continue
      }
      if let error = agent.error, failures.count == noted { failures.append(PartialFailure(agent.name, error)) }
      for session in sessions { try await writeOrNote(session, of: agent.name) }
    }
  }

  /// Every session of one agent; its own error is thrown.
  func write(_ selector: AgentSelector) async throws {
    for session in try await sessions(of: selector) {
      if let agent = session.agent { try await writeOrNote(session, of: agent) }
    }
  }

  /// One session; what cannot be read of it fails the command, after what could.
  func write(_ key: SessionKey, of selector: AgentSelector) async throws {
    let current = try await context.operations.session(key, of: selector)
    let chosen = generations ? try await sessions(of: selector).filter { $0.key == key } : [current]
    for session in chosen {
      guard let agent = session.agent, let error = try await write(session, of: agent) else { continue }
      try flush()
      throw error
    }
  }

  func flush() throws {
    let bytes = writer.take()
    if !bytes.isEmpty { try context.environment.writeOutput(bytes) }
  }

  /// The sessions of an agent in the order of their keys; what keeps some of them away is noted.
  private func sessions(of agent: AgentSelector) async throws -> [SessionSummary] {
    let page = try await context.operations.sessions(SessionQuery(limit: nil, generations: generations), in: .one(agent))
    failures += page.incomplete.map { PartialFailure($0.agent, $0.error) }
    return page.sessions.sorted { $0.key == $1.key ? $0.generation < $1.generation : $0.key < $1.key }
  }

  private func writeOrNote(_ session: SessionSummary, of agent: AgentName) async throws {
    guard let error = try await write(session, of: agent) else { return }
    // Deleted since the sessions were listed: there is nothing to export any more.
    if error.code == .sessionUnknown || error.code == .generationUnknown { return }
    failures.append(PartialFailure(agent, session: session.key, error))
  }

  /// Writes the messages of a session.
  /// - Returns: the error that ended the reading, if one did.
  /// - Throws: where the output cannot be written.
  private func write(_ session: SessionSummary, of agent: AgentName) async throws -> WarrenError? {
    var position = HistoryQuery.Position.oldest
    while true {
      let page: HistoryPage
      do {
        page = try await context.operations.history(
          session.key, of: AgentSelector(agent), HistoryQuery(position: position, limit: Self.pageSize, generation: session.generation))
      } catch { return WarrenError.of(error) }
      for message in page.messages {
        message.writeLine(to: &writer, agent: agent, session: session.key, generation: page.generation)
        if writer.bytes.count >= Self.chunk { try flush() }
      }
      guard let next = page.next else { return nil }
      position = next.position
    }
  }
}

extension WarrenError {
  /// Any error as one of the model.
  fileprivate static func of(_ error: any Error) -> WarrenError { (error as? WarrenError) ?? WarrenError(.failed, "\(error)") }
}
