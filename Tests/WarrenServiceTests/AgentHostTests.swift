import TestSupport
import Testing
import WarrenModel
import WarrenService

/// The host as an embedder uses it.
@Suite struct AgentHostTests {
  let directory = TemporaryDirectory()

  private func host(_ change: (inout AgentHost.Configuration) -> Void = { _ in }) throws -> AgentHost {
    var configuration = AgentHost.Configuration()
    configuration.survivesPowerLoss = false
    change(&configuration)
    return try AgentHost(root: directory.path("root"), configuration: configuration)
  }

  private func request(_ text: String, _ key: String = "k") throws -> AppendRequest {
    AppendRequest(session: try SessionKey(key), messages: [NewMessage(role: "user", text: text)])
  }

  private func code(_ body: () async throws -> Void) async -> ErrorCode? {
    do {
      try await body()
      return nil
    } catch let error as WarrenError { return error.code } catch { return ErrorCode(rawValue: "\(error)") }
  }

  @Test func missingRootIsAnErrorUntilItIsMade() async throws {
    let host = try host()
    #expect(await code { _ = try await host.agents() } == .rootMissing)
    #expect(try await host.createAgent(AgentName("a"), backend: nil).state == .ok)
    #expect(try await host.agents().agents.map(\.name.description) == ["a"])
    await host.close()
  }

  @Test func twoHostsOnOneRootSeeEachOther() async throws {
    let (first, second) = (try host(), try host())
    _ = try await first.createAgent(AgentName("a"), backend: nil)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask { _ = try await (number % 2 == 0 ? first : second).append(self.request("\(number)"), to: "a") }
      }
      try await group.waitForAll()
    }
    #expect(try await first.history(SessionKey("k"), of: "a", HistoryQuery(limit: nil)).messages.count == 40)
    await first.close()
    #expect(try await second.status(.all).totals?.messages == 40)
    await second.close()
    #expect(Files.names(directory.path("root/agents/a")).sorted() == [".warren.json", "sessions.sqlite"])
  }

  @Test func removedAndRemadeAgentIsFoundAnew() async throws {
    let host = try host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.append(request("old"), to: "a")
    removeTree(directory.path("root/agents/a"))
    #expect(await code { _ = try await host.append(self.request("late"), to: "a") } == .agentUnknown)
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    #expect(try await host.append(request("new"), to: "a") == [1])
    #expect(try await host.history(SessionKey("k"), of: "a", HistoryQuery()).messages.map(\.text) == ["new"])
    await host.close()
  }

  @Test func agentWithoutAStoreIsEmptyForReaders() async throws {
    let host = try host()
    _ = try await host.initialize()
    Files.makeDirectory(directory.path("root/agents/hollow"))
    let before = Files.listing(directory.path)
    #expect(try await host.sessions(SessionQuery(), in: .one("hollow")).sessions.isEmpty)
    #expect(try await host.search(SearchQuery(text: "x"), in: .one("hollow")).hits.isEmpty)
    #expect(await code { _ = try await host.history(SessionKey("k"), of: "hollow", HistoryQuery()) } == .sessionUnknown)
    #expect(try await host.status(.all).agents.map(\.state) == [.absent])
    #expect(Files.listing(directory.path) == before)
    await host.close()
  }

  @Test(arguments: [Backend.sqlite, .jsonl]) func pagesOfAllAgentsCoverEachSessionOnce(_ backend: Backend) async throws {
    let time = 1_700_000_000_000
    let host = try host { $0.backend = backend }
    for agent in 0..<7 {
      _ = try await host.createAgent(AgentName("agent-\(agent)"), backend: nil)
      for session in 0..<5 {
        // Many of the same moment: the order is decided by agent and key.
        let moment = Timestamp(milliseconds: Int64(time + (agent * session) % 3 * 1000))
        let message = NewMessage(role: "user", text: "x", time: .at(moment))
        _ = try await host.append(
          AppendRequest(session: SessionKey("s\(session)"), messages: [message]), to: AgentSelector("agent-\(agent)"))
      }
    }
    let whole = try await host.sessions(SessionQuery(limit: nil), in: .all).sessions.map { "\($0.agent?.description ?? "")/\($0.key)" }
    #expect(whole.count == 35)
    for limit in [1, 4, 34, 35, 36] {
      var seen: [String] = []
      var cursor: ListCursor?
      repeat {
        let page = try await host.sessions(SessionQuery(limit: limit, cursor: cursor), in: .all)
        seen += page.sessions.map { "\($0.agent?.description ?? "")/\($0.key)" }
        cursor = page.next
      } while cursor != nil
      #expect(seen == whole)
    }
    await host.close()
  }

  @Test func openingSQLiteTakesZeroClawFilesOver() async throws {
    let host = try host()
    _ = try await host.createAgent(AgentName("a"), backend: .sqlite)
    let sessions = directory.path("root/agents/a/sessions")
    Files.makeDirectory(sessions)
    Files.write(
      "\(sessions)/gw_1.jsonl", "{\"role\":\"user\",\"content\":\"hello\"}\nbroken\n{\"role\":\"tool\",\"content\":\"x\",\"n\":1.10}\n")
    Files.setTime("\(sessions)/gw_1.jsonl", seconds: 1_600_000_000)
    Files.write("\(sessions)/empty.jsonl", "")
    Files.makeFIFO("\(sessions)/fifo.jsonl")
    _ = try await host.append(request("first"), to: "a")
    let page = try await host.history(SessionKey("gw_1"), of: "a", HistoryQuery())
    #expect(page.messages.map(\.text) == ["hello", "x"])
    #expect(page.messages.map(\.createdAt) == [nil, nil])
    #expect(page.messages.last?.body.map { String(decoding: $0, as: UTF8.self) }?.contains("\"n\":1.10") == true)
    let session = try await host.session(SessionKey("gw_1"), of: "a")
    #expect(session.lastActivity == Timestamp(milliseconds: 1_600_000_000_000))
    #expect(try await host.session(SessionKey("empty"), of: "a").messageCount == 0)
    #expect(Files.names(sessions).sorted() == ["empty.jsonl.migrated", "fifo.jsonl", "gw_1.jsonl.migrated"])
    #expect(try await host.search(SearchQuery(text: "hello"), in: .all).hits.count == 1)
    await host.close()
    // A crash between commit and rename: the receipt keeps it from coming twice.
    Files.rename("\(sessions)/gw_1.jsonl.migrated", to: "\(sessions)/gw_1.jsonl")
    let again = try self.host()
    _ = try await again.append(request("second"), to: "a")
    #expect(try await again.history(SessionKey("gw_1"), of: "a", HistoryQuery()).messages.count == 2)
    #expect(Files.names(sessions).contains("gw_1.jsonl.migrated"))
    await again.close()
  }
}
