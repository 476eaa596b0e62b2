import TestSupport
import Testing
import WarrenModel
import WarrenService

/// Plans of sessions, and operations of several agents, through a host.
@Suite struct SessionPlanTests {
  let ground = HostFixture()

  @Test(arguments: [Backend.sqlite, .jsonl]) func aPlanCountsAllThatAPurgeRemoves(_ backend: Backend) async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: backend)
    let (key, purge) = (try SessionKey("k"), SessionChange(purge: true))
    for text in ["one", "two", "three"] { _ = try await host.append(ground.request(text), to: "a") }
    _ = try await host.resetSession(key, of: "a", SessionChange())
    var plan = try await host.planReset(of: key, of: "a", purge: true)
    #expect(plan.sessions.count == 1 && plan.messages == 3)
    plan = try await host.planReset(of: nil, of: "a", purge: false)
    #expect(plan.messages == 0)
    _ = try await host.deleteSession(key, of: "a", SessionChange())
    _ = try await host.append(ground.request("four"), to: "a")
    plan = try await host.planDeletion(ofSession: key, of: "a", purge: true)
    #expect(plan.sessions.count == 2 && plan.messages == 4 && plan.running.isEmpty)
    let done = try await host.deleteSession(key, of: "a", purge)
    #expect(done.session == key)
    #expect(String(decoding: done.receipt ?? [], as: UTF8.self).contains(#""sessions":2,"generations":3,"messages":4"#))
    await host.close()
  }

  @Test func nothingIsPlannedInARootOfAnotherProgram() async throws {
    for directory in ["", "/agents", "/agents/a", "/agents/a/sessions"] { Files.makeDirectory(ground.root + directory) }
    Files.write(ground.agent("a") + "/sessions/k.jsonl", #"{"role":"user","content":"x"}"# + "\n")
    let (host, key) = (try ground.host(), try SessionKey("k"))
    #expect(await code { _ = try await host.planReset(of: key, of: "a", purge: false) } == .foreignRoot)
    #expect(await code { _ = try await host.planReset(of: nil, of: "a", purge: true) } == .foreignRoot)
    #expect(await code { _ = try await host.planDeletion(ofSession: key, of: "a", purge: true) } == .foreignRoot)
    let now = Timestamp(milliseconds: 0)
    #expect(await code { _ = try await host.planPurge(ofSessionsDeletedBefore: now, of: "a") } == .foreignRoot)
    #expect(try await host.texts("a") == ["x"])
    await host.close()
  }

  /// Operations that began at one moment come as their store has them.
  @Test func operationsOfAllAgentsAreOrderedAsEachStoreHasThem() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: .jsonl)
    _ = try await host.append(ground.request("x"), to: "a")
    let trash = ground.agent("a") + "/sessions/.deleted"
    Files.makeDirectory(trash)
    let ids = ["0", "1"].map { String(repeating: $0, count: 32) }
    for (id, end) in zip(ids, [2000, 1000]) {
      Files.makeDirectory("\(trash)/\(id)")
      Files.write(
        "\(trash)/\(id)/operation.json",
        #"{"id":"\#(id)","kind":"session_reset","action":"reset","state":"done","started_at":1000,"finished_at":\#(end)}"#)
    }
    for scope in [AgentScope.all, .one("a")] {
      let found = try await host.operations(OperationQuery(kinds: [.sessionReset]), in: scope).operations
      #expect(found.map(\.id.text) == ids)
    }
    await host.close()
  }
}
