import TestSupport
import Testing
import WarrenModel
import WarrenService

/// Deleting, bringing back, renaming and purging agents through a host.
@Suite struct DeletionTests {
  let ground = HostFixture()

  @Test(arguments: [Backend.sqlite, .jsonl]) func deletedAgentComesBackWhole(_ backend: Backend) async throws {
    let host = try ground.host()
    let made = try await host.createAgent(AgentName("a"), backend: backend)
    _ = try await host.append(ground.request("one"), to: "a")
    let deletion = try await host.deleteOne("a")
    #expect(deletion.state == .done && deletion.kind == .agentDelete && deletion.undoUntil != nil)
    #expect(!Files.exists(ground.agent("a")))
    #expect(ground.trash == ["a"])
    #expect(await code { _ = try await host.texts("a") } == .deleted)
    #expect(await code { _ = try await host.append(ground.request("late"), to: "a") } == .deleted)
    let kept = try await host.deletedAgents()
    #expect(kept.map(\.name.description) == ["a"] && kept.first?.uuid == made.uuid && kept.first?.messages == 1)
    let restored = try await host.restoreAgent(Array("a".utf8), as: nil, wait: 5)
    #expect(restored.state == .done)
    #expect(try await host.texts("a") == ["one"])
    #expect(try await host.agent("a").uuid == made.uuid)
    _ = try await host.append(ground.request("two"), to: "a")
    #expect(Files.names("\(ground.root)/.warren/trash").isEmpty)
    #expect(try await host.operation(deletion.id, of: nil).state == .undone)
    await host.close()
  }

  @Test func recreatedAgentSeesNothingOfTheOldOne() async throws {
    let host = try ground.host()
    let old = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.append(ground.request("old"), to: "a")
    let writer = try ground.host()
    _ = try await writer.append(ground.request("other"), to: "a")
    try await host.deleteOne("a")
    let new = try await host.createAgent(AgentName("a"), backend: nil)
    #expect(new.uuid != old.uuid)
    // Who wrote to the old one is told once, and not led into the new one.
    #expect(await code { _ = try await writer.append(ground.request("late"), to: "a") } == .deleted)
    #expect(try await writer.append(ground.request("new"), to: "a") == [1])
    #expect(try await host.texts("a") == ["new"])
    #expect(await code { _ = try await host.restoreAgent(Array("a".utf8), as: nil, wait: 5) } == .agentExists)
    _ = try await host.restoreAgent(Array("a".utf8), as: AgentName("b"), wait: 5)
    #expect(try await host.texts("b") == ["old", "other"])
    await host.close()
    await writer.close()
  }

  @Test func purgedAgentIsGoneAndLeavesAReceipt() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.append(ground.request("one"), to: "a")
    let deletion = try await host.deleteOne("a")
    let plan = try await host.planPurge(of: PurgeChoice(deletedBefore: nil))
    #expect(plan.map(\.operation) == [deletion.id])
    let outcomes = try await host.purge(plan, wait: 5, report: { _ in })
    #expect(outcomes.map(\.error) == [nil])
    let receipt = String(decoding: outcomes.first?.operation?.receipt ?? [], as: UTF8.self)
    #expect(receipt.contains("\"messages\":1") && receipt.contains("\"bytes_freed\":"))
    #expect(Files.names("\(ground.root)/.warren/trash").isEmpty)
    #expect(try await host.deletedAgents().isEmpty)
    #expect(await code { _ = try await host.restoreAgent(Array("a".utf8), as: nil, wait: 5) } == .deleted)
    #expect(await code { _ = try await host.undo(deletion.id, of: nil, wait: 5) } == .undoRefused)
    await host.close()
  }

  @Test func deletionWithPurgeIsOneStep() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    let plans = try await host.planDeletion(of: AgentChoice(["a"]))
    let outcomes = try await host.delete(plans.plans, AgentChange(wait: 5, purge: true))
    #expect(outcomes.first?.error == nil && outcomes.first?.purge?.state == .done && outcomes.first?.operation?.undoUntil == nil)
    #expect(Files.names("\(ground.root)/.warren/trash").isEmpty)
    await host.close()
  }

  @Test func renameKeepsTheUUID() async throws {
    let host = try ground.host()
    let made = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.createAgent(AgentName("taken"), backend: nil)
    _ = try await host.append(ground.request("one"), to: "a")
    let refused = try await host.planRename(of: "a", to: AgentName("taken"))
    #expect(refused.blocks.map(\.code) == [.agentExists])
    #expect(await code { _ = try await host.rename(refused, AgentChange(wait: 1)) } == .agentExists)
    #expect(try await host.texts("a") == ["one"])
    let renamed = try await host.rename(host.planRename(of: "a", to: AgentName("b")), AgentChange(wait: 5))
    #expect(try await host.agent("b").uuid == made.uuid)
    #expect(try await host.texts("b") == ["one"])
    #expect(await failure { _ = try await host.texts("a") }?.remedy == "It is \"b\" now.")
    let back = try await host.undo(renamed.id, of: nil, wait: 5)
    #expect(back.kind == .agentRename)
    #expect(try await host.texts("a") == ["one"])
    #expect(try await host.operation(renamed.id, of: nil).state == .undone)
    await host.close()
  }

  @Test func undoesADeletionAndItsUndo() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    let deletion = try await host.deleteOne("a")
    let restore = try await host.undo(deletion.id, of: nil, wait: 5)
    #expect(try await host.agent("a").state == .ok)
    _ = try await host.undo(restore.id, of: nil, wait: 5)
    #expect(ground.trash == ["a"])
    #expect(try await host.operation(restore.id, of: nil).state == .undone)
    #expect(await code { _ = try await host.undo(restore.id, of: nil, wait: 5) } == .undoRefused)
    await host.close()
  }

  @Test func runningTurnRefusesUnlessForced() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.append(ground.request("one"), to: "a")
    let turn = Turn(id: "t", startedAt: nil, owner: nil)
    _ = try await host.setState(.running(turn), ofSession: SessionKey("k"), of: "a")
    #expect(try await host.planDeletion(of: AgentChoice(["a"])).plans.first?.blocks.map(\.code) == [.running])
    #expect(await code { try await host.deleteOne("a") } == .running)
    #expect(Files.names(ground.agent("a")).filter { $0 == ".warren-gate" }.isEmpty)
    _ = try await host.append(ground.request("two"), to: "a")
    try await host.deleteOne("a", AgentChange(force: true, wait: 5))
    #expect(ground.trash == ["a"])
    await host.close()
  }

  @Test func swappedDirectoryIsRefused() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    Files.makeDirectory(ground.directory.path("outside"))
    Files.write(ground.directory.path("outside/precious"), "x")
    let before = Files.listing(ground.directory.path("outside"))
    let plans = try await host.planDeletion(of: AgentChoice(["a"]))
    Files.rename(ground.agent("a"), to: ground.directory.path("moved"))
    Files.link(ground.agent("a"), to: ground.directory.path("outside"))
    let outcomes = try await host.delete(plans.plans, AgentChange(wait: 1))
    #expect(outcomes.first?.error?.code == .replaced)
    #expect(Files.listing(ground.directory.path("outside")) == before)
    #expect(ground.trash.isEmpty)
    await host.close()
  }

  @Test func contentThatIsLinkedIsNotFollowed() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    Files.makeDirectory(ground.directory.path("outside"))
    Files.write(ground.directory.path("outside/precious"), "x")
    Files.link(ground.agent("a") + "/link", to: ground.directory.path("outside"))
    let before = Files.listing(ground.directory.path("outside"))
    let plans = try await host.planDeletion(of: AgentChoice(["a"]))
    let outcomes = try await host.delete(plans.plans, AgentChange(wait: 5, purge: true))
    #expect(outcomes.first?.error == nil && outcomes.first?.purge?.state == .done)
    #expect(Files.listing(ground.directory.path("outside")) == before)
    await host.close()
  }

  @Test func databaseOfSeveralAgentsIsRefusedWithItsOwners() async throws {
    let host = try ground.host()
    for name in ["a", "b", "c"] { _ = try await host.createAgent(AgentName(name), backend: nil) }
    Files.remove(ground.agent("b") + "/sessions.sqlite")
    Files.hardLink(ground.agent("b") + "/sessions.sqlite", to: ground.agent("a") + "/sessions.sqlite")
    Files.remove(ground.agent("c") + "/sessions.sqlite")
    Files.link(ground.agent("c") + "/sessions.sqlite", to: ground.agent("a") + "/sessions.sqlite")
    for name in ["a", "b"] {
      let error = await failure { try await host.deleteOne(name, AgentChange(force: true, wait: 1)) }
      #expect(error?.code == .targetShared && error?.message.contains("\"a\", \"b\", \"c\"") == true)
    }
    // Of c only the link goes.
    try await host.deleteOne("c")
    #expect(Files.exists(ground.agent("a") + "/sessions.sqlite"))
    await host.close()
  }

  @Test func corruptAndForeignAgentsCanBeDeleted() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("ok"), backend: nil)
    for name in ["corrupt", "empty", "bare"] { Files.makeDirectory(ground.agent(name)) }
    Files.write(ground.agent("corrupt") + "/sessions.sqlite", [UInt8]("SQLite format 3\0".utf8) + [UInt8](repeating: 7, count: 5000))
    Files.write(ground.agent("empty") + "/sessions.sqlite", "")
    for name in ["corrupt", "empty", "bare"] {
      try await host.deleteOne(name)
      #expect(!Files.exists(ground.agent(name)))
    }
    #expect(ground.trash == ["bare", "corrupt", "empty"])
    await host.close()
  }

  @Test func manyAreDeletedByPatternAndOneFailureStopsNobody() async throws {
    let host = try ground.host()
    for number in 0..<40 { _ = try await host.createAgent(AgentName("bot-\(number)"), backend: .jsonl) }
    _ = try await host.createAgent(AgentName("keep"), backend: .jsonl)
    _ = try await host.append(ground.request("x"), to: "bot-7")
    _ = try await host.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), ofSession: SessionKey("k"), of: "bot-7")
    let plans = try await host.planDeletion(of: AgentChoice(["nobody", "keep"], pattern: Array("bot-*".utf8)))
    #expect(plans.plans.count == 41 && plans.failures.map(\.error.code) == [.agentUnknown])
    let outcomes = try await host.delete(plans.plans.filter { $0.agent.description != "keep" }, AgentChange(wait: 5))
    #expect(outcomes.count == 40)
    #expect(outcomes.filter { $0.error != nil }.map { "\($0.agent) \($0.error?.code.rawValue ?? "")" } == ["bot-7 running"])
    #expect(try await host.agents().agents.map(\.name.description) == ["bot-7", "keep"])
    #expect(try await host.deletedAgents().count == 39)
    await host.close()
  }

  @Test func planLeavesNoTrace() async throws {
    let host = try ground.host { $0.readsByPreview = true }
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    _ = try await host.append(ground.request("one"), to: "a")
    await host.close()
    let other = try ground.host { $0.readsByPreview = true }
    let before = Files.listing(ground.root)
    let plan = try #require(try await other.planDeletion(of: AgentChoice(["a"])).plans.first)
    #expect(plan.sessions == 1 && plan.messages == 1 && plan.files == 2 && plan.blocks.isEmpty)
    _ = try await other.operations(OperationQuery(), in: .all)
    _ = try await other.deletedAgents()
    await other.close()
    #expect(Files.listing(ground.root) == before)
  }

  @Test func strangerInTheTrashIsNotPurged() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    let deletion = try await host.deleteOne("a")
    let place = "\(ground.root)/.warren/trash/\(deletion.id)/a"
    Files.rename(place, to: ground.directory.path("moved"))
    Files.makeDirectory(place)
    Files.write("\(place)/precious", "x")
    let outcomes = try await host.purge(host.planPurge(of: PurgeChoice(deletedBefore: nil)), wait: 1, report: { _ in })
    #expect(outcomes.map { $0.error?.code } == [.replaced])
    #expect(Files.text("\(place)/precious") == "x")
    await host.close()
  }

  @Test func runningTurnBehindALockedDatabaseStillRefuses() async throws {
    let writer = try ground.host()
    _ = try await writer.createAgent(AgentName("a"), backend: nil)
    _ = try await writer.append(ground.request("one"), to: "a")
    // The turn begins after the plan.
    let plans = try await writer.planDeletion(of: AgentChoice(["a"]))
    _ = try await writer.setState(.running(Turn(id: "t", startedAt: nil, owner: nil)), ofSession: SessionKey("k"), of: "a")
    await writer.close()
    let script = """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.execute("PRAGMA locking_mode=EXCLUSIVE")
      db.execute("SELECT count(*) FROM message").fetchone()
      print("held", flush=True)
      sys.stdin.read()
      """
    let holder = Child(["python3", "-c", script, ground.agent("a") + "/sessions.sqlite"])
    #expect(holder.readLine() == "held")
    let host = try ground.host { $0.readsByPreview = true }
    let deed = Task { try await host.delete(plans.plans, AgentChange(wait: 20)) }
    #expect(await eventually { Files.exists(ground.agent("a") + "/.warren-gate") })
    holder.closeInput()
    _ = holder.wait()
    #expect(try await deed.value.map { $0.error?.code } == [.running])
    #expect(try await host.texts("a") == ["one"])
    await host.close()
  }

  @Test func cancelledPurgeChangesNothing() async throws {
    let host = try ground.host()
    _ = try await host.createAgent(AgentName("a"), backend: nil)
    let deletion = try await host.deleteOne("a")
    let script =
      "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_SH); print('held', flush=True); sys.stdin.read()"
    let holder = Child(["python3", "-c", script, "\(ground.root)/.warren/trash/\(deletion.id)/a"])
    #expect(holder.readLine() == "held")
    let chosen = try await host.planPurge(of: PurgeChoice(deletedBefore: nil))
    let deed = Task { try await host.purge(chosen, wait: 3_000, report: { _ in }) }
    deed.cancel()
    #expect(try await deed.value.map { $0.error?.code } == [.interrupted])
    #expect(try await host.deletedAgents().map(\.isRestorable) == [true])
    holder.closeInput()
    _ = holder.wait()
    await host.close()
  }
}
