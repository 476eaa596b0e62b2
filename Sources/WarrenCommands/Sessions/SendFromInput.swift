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
    while true {
      let bytes = try await context.environment.readInput()
      let arrived = bytes.isEmpty ? lines.finish() : lines.add(bytes)
      for start in stride(from: 0, to: arrived.count, by: Self.groupSize) {
        try await send(Array(arrived[start..<min(start + Self.groupSize, arrived.count)]))
      }
      if bytes.isEmpty { return isWhole ? .done : .partly }
    }
  }

  private func send(_ arrived: [LineSplitter.Line]) async throws {
    var requests: [(line: Int, request: AppendRequest)] = []
    for line in arrived where !line.isBlank {
      do { requests.append((line.number, try request(line.bytes))) } catch let error as WarrenError { refuse(line.number, error) }
    }
    if requests.isEmpty { return }
    let results = try await context.operations.append(group: requests.map(\.request), to: agent)
    for (result, item) in zip(results, requests) {
      switch result {
      case .success(let ids): answer(item.line, ids.first ?? 0)
      case .failure(let error): refuse(item.line, error)
      }
    }
    try context.environment.writeOutput(writer.take())
  }

  private func request(_ line: [UInt8]) throws -> AppendRequest {
    let value: JSONValue
    do throws(JSONError) { value = try scanner.scan(line) } catch {
      throw WarrenError(
        .inputInvalid, "The line is not JSON (\(error.code.rawValue) at byte \(error.offset)).", remedy: "Send one object a line.")
    }
    guard value.kind == .object else {
      throw WarrenError(.inputInvalid, "The line is not a JSON object.", remedy: "Send one object a line.")
    }
    let text = try field("text", of: value) ?? field("content", of: value)
    guard let text else { throw WarrenError(.inputInvalid, "The line has no text.", remedy: "Give it as \"text\".") }
    let known: Set = ["role", "text", "content", "idempotency_key"]
    let hasMore = value.members.contains { member in !known.contains { member.hasKey($0) } }
    let message = NewMessage(role: try field("role", of: value) ?? "user", text: text, body: hasMore ? Array(value.rawBytes) : nil)
    return AppendRequest(session: key, messages: [message], idempotencyKey: try field("idempotency_key", of: value))
  }

  private func field(_ name: String, of value: JSONValue) throws -> String? {
    guard let found = value.last(name) else { return nil }
    if found.isDuplicated { throw WarrenError(.inputInvalid, "The field \"\(name)\" occurs twice.") }
    let text: String?
    do throws(JSONError) { text = try found.value.string() } catch {
      throw WarrenError(.inputInvalid, "The field \"\(name)\" holds half a surrogate pair.")
    }
    guard let text else { throw WarrenError(.inputInvalid, "The field \"\(name)\" is not a text.") }
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
