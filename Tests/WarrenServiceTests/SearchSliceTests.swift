import TestSupport
import Testing
import WarrenModel
import WarrenService

/// A store answers a search in slices; the host's pages are full nevertheless.
@Suite struct SearchSliceTests {
  let directory = TemporaryDirectory()

  @Test func pageIsFullHoweverManyMatchesAFilterTakesOut() async throws {
    var configuration = AgentHost.Configuration()
    configuration.survivesPowerLoss = false
    let host = try AgentHost(root: directory.path("root"), configuration: configuration)
    for agent in ["a", "b"] {
      _ = try await host.createAgent(AgentName(agent), backend: .sqlite)
      let messages = (0..<12_000).map { NewMessage(role: $0 % 5500 == 0 ? "assistant" : "user", text: "word") }
      _ = try await host.append(AppendRequest(session: SessionKey("k"), messages: messages), to: AgentSelector(agent))
    }
    func found(limit: Int, _ scope: AgentScope) async throws -> [[String]] {
      var pages: [[String]] = []
      var cursor: SearchCursor?
      repeat {
        let page = try await host.search(SearchQuery(text: "word", limit: limit, cursor: cursor, role: "assistant"), in: scope)
        #expect(page.incomplete.isEmpty)
        pages.append(page.hits.map { "\($0.agent?.description ?? "")\($0.message)" })
        cursor = page.next
      } while cursor != nil
      return pages
    }
    #expect(try await found(limit: 10, .one("a")) == [["a11001", "a5501", "a1"]])
    #expect(try await found(limit: 2, .one("a")) == [["a11001", "a5501"], ["a1"]])
    #expect(try await found(limit: 10, .all) == [["a11001", "a5501", "a1", "b11001", "b5501", "b1"]])
    #expect(try await found(limit: 4, .all) == [["a11001", "a5501", "a1", "b11001"], ["b5501", "b1"]])
    await host.close()
  }
}
