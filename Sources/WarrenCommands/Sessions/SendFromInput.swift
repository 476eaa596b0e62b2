internal import JSON
internal import ModelJSON
internal import WarrenModel

/// `sessions send --stdin`: lines that have arrived together share a transaction; each is answered after its commit.
final class SendFromInput {
  /// Requests of one group at most.
  private static let groupSize = 256

  private let context: CommandContext
  private let agent: AgentSelector
  private let key: SessionKey
  private var scanner = JSONScanner()
  private var writer = JSONWriter()
  private var lines = LineSplitter()
  private var isWhole = true

  init(context: CommandContext, agent: AgentSelector, key: SessionKey) {
    self.context = context
    self.agent = agent
    self.key = key
  }

  func run() async throws -> ExitStatus {
    try await checkAgent()
    while true {
      let bytes = try await context.environment.readInput()
      let arrived = bytes.isEmpty ? lines.finish() : lines.add(bytes)
      for start in stride(from: 0, to: arrived.count, by: Self.groupSize) {
        try await send(Array(arrived[start..<min(start + Self.groupSize, arrived.count)]))
      }
      if bytes.isEmpty { return isWhole ? .done : .partly }
    }
  }

  /// Finds the agent before anything is read: without a line, nobody else would. A look at the one session is cheap; what else is wrong
  /// with the store, the write says.
  private func checkAgent() async throws {
    do { _ = try await context.operations.session(key, of: agent) } catch let error as WarrenError {
      if [.agentUnknown, .agentAmbiguous, .nameInvalid, .rootMissing].contains(error.code) { throw error }
    }
  }

  /// Sends lines in one group and answers each, in their order.
  private func send(_ arrived: [LineSplitter.Line]) async throws {
    var requests: [(line: Int, request: AppendRequest)] = []
    var refused: [(line: Int, result: Result<[Int64], WarrenError>)] = []
    for line in arrived where !line.isBlank {
      do { requests.append((line.number, try request(line))) } catch let error as WarrenError {
        refused.append((line.number, .failure(error)))
      }
    }
    var results: [Result<[Int64], WarrenError>] = []
    do {
      if !requests.isEmpty { results = try await context.operations.append(group: requests.map(\.request), to: agent) }
    } catch {
      try answer(refused)
      throw error
    }
    let answered = zip(requests, results).map { (line: $0.line, result: $1) }
    try answer((refused + answered).sorted { $0.line < $1.line })
  }

  private func answer(_ results: [(line: Int, result: Result<[Int64], WarrenError>)]) throws {
    for (line, result) in results {
      switch result {
      case .success(let ids): answer(line, ids.first ?? 0)
      case .failure(let error):
        // Where both outputs go to one place, that is in order too.
        try flush()
        refuse(line, error)
      }
    }
    try flush()
  }

  private func flush() throws {
    let bytes = writer.take()
    if !bytes.isEmpty { try context.environment.writeOutput(bytes) }
  }

  private func request(_ line: LineSplitter.Line) throws -> AppendRequest {
    if line.isTooLong {
      throw WarrenError(.tooLarge, "The line has more than \(LineSplitter.longest) bytes.", remedy: "Send it in several messages.")
    }
    let value: JSONValue
    do throws(JSONError) { value = try scanner.scan(line.bytes) } catch {
      throw WarrenError(
        .inputInvalid, "The line is not JSON (\(error.code.rawValue) at byte \(error.offset)).", remedy: "Send one object a line.")
    }
    guard value.kind == .object else {
      throw WarrenError(.inputInvalid, "The line is not a JSON object.", remedy: "Send one object a line.")
    }
    let own = try field("text", of: value)
    guard let text = try own ?? field("content", of: value) else {
      throw WarrenError(.inputInvalid, "The line has no text.", remedy: "Give it as \"text\".")
    }
    // Beside a text, "content" is a field like any other.
    let known = ["role", "idempotency_key", own == nil ? "content" : "text"]
    let hasMore = value.members.contains { member in !known.contains { member.hasKey($0) } }
    let message = NewMessage(role: try field("role", of: value) ?? "user", text: text, body: hasMore ? Array(value.rawBytes) : nil)
    return AppendRequest(session: key, messages: [message], idempotencyKey: try field("idempotency_key", of: value))
  }

  private func field(_ name: String, of value: JSONValue) throws -> String? {
    guard let found = value.last(name) else { return nil }
    if found.isDuplicated { throw WarrenError(.inputInvalid, "The field \"\(name)\" occurs twice.", remedy: "Give it once.") }
    let text: String?
    do throws(JSONError) { text = try found.value.string() } catch {
      throw WarrenError(.inputInvalid, "The field \"\(name)\" holds half a surrogate pair.", remedy: "Escape both halves, or send UTF-8.")
    }
    guard let text else { throw WarrenError(.inputInvalid, "The field \"\(name)\" is not a text.", remedy: "Give it as a JSON string.") }
    return text
  }

  private func answer(_ line: Int, _ id: Int64) {
    writer.beginObject()
    writer.field("line", line)
    writer.field("id", id)
    writer.endObject()
    writer.endLine()
  }

  private func refuse(_ line: Int, _ error: WarrenError) {
    isWhole = false
    if context.isJSON {
      var report = JSONWriter()
      report.beginObject()
      report.field("line", line)
      report.key("error")
      error.writeBare(to: &report)
      report.endObject()
      report.endLine()
      context.environment.writeError(report.take())
    } else {
      context.environment.writeError(Array("warren: line \(line): \(error.message)\(error.remedy.map { " " + $0 } ?? "")\n".utf8))
    }
  }
}
