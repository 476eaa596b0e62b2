import JSON
import Testing
import WarrenModel

/// Restoring, renaming, purging and listing what was deleted.
@Suite struct AgentVerbTests {
  private func done(_ kind: OperationKind, _ agent: String = "bot-1", newName: String? = nil) throws -> Script {
    Script(operation: Sample.operation(kind, try AgentName(agent), newName: try newName.map { try AgentName($0) }))
  }

  // MARK: Restore

  @Test func restoreTakesAnyWordAndAnotherName() async throws {
    let run = await CommandRun("agents restore --as=-x --wait 3 -- -rf", try done(.agentRestore, "-rf", newName: "-x"))
    #expect(run.status == 0)
    #expect(run.calls == [.restoreAgent(Array("-rf".utf8), try AgentName("-x"), wait: 3)])
    #expect(run.output == "Restored -rf as -x: operation \(try Sample.id())\n")
    #expect(run.errors == "Undo: warren undo \(try Sample.id())\n")
  }

  @Test func anImpossibleNameChangesNothing() async throws {
    for line in ["agents restore bot-1 --as a/b", "agents rename bot-1 .."] {
      let run = await CommandRun(line, try done(.agentRestore))
      #expect(run.status == 65)
      #expect(run.calls == [])
    }
  }

  // MARK: Rename

  @Test func renameMakesAPlanAndCarriesItOut() async throws {
    var script = try Script.plans("bot-1")
    script.operation = Sample.operation(.agentRename, try AgentName("bot-1"), newName: try AgentName("bot-2"))
    let run = await CommandRun("agents rename bot-1 bot-2 --force --wait 1m", script)
    #expect(run.status == 0)
    #expect(
      run.calls == [
        .planRename("bot-1", try AgentName("bot-2")), .rename(try AgentName("bot-1"), AgentChange(force: true, wait: 60, purge: false)),
      ])
    #expect(run.output == "Renamed bot-1 to bot-2: operation \(try Sample.id())\n")
  }

  @Test func aDryRunOfARenameIsOnePlan() async throws {
    let taken = WarrenError(.agentExists, "There is an agent of this name.")
    let script = Script(plans: AgentPlans(plans: [try Sample.plan("bot-1", blocks: [taken])]))
    let run = await CommandRun("agents rename bot-1 bot-2 --dry-run --json", script)
    #expect(run.status == 65)
    #expect(run.changes == [])
    #expect(try run.json()["agent"]?.string() == "bot-1")
    #expect(try run.json().list("blocks").map { try $0["code"]?.string() } == ["agent_exists"])
  }

  // MARK: Purge

  @Test func aPurgeWithoutWordsTakesWhatIsPastItsTime() async throws {
    let cases: [(String, PurgeChoice)] = [
      ("", PurgeChoice(deletedBefore: Sample.now.advanced(byMilliseconds: -30 * Sample.day))),
      ("--older-than 7d", PurgeChoice(deletedBefore: Sample.now.advanced(byMilliseconds: -7 * Sample.day))),
      ("--all", PurgeChoice(deletedBefore: nil)), ("bot-1", PurgeChoice(words: [Array("bot-1".utf8)], deletedBefore: nil)),
      (
        "--older-than 1h -- -rf",
        PurgeChoice(words: [Array("-rf".utf8)], deletedBefore: Sample.now.advanced(byMilliseconds: -3_600_000))
      ),
    ]
    for (words, choice) in cases {
      let run = await CommandRun("agents purge --yes --wait 2 " + words, Script(deleted: [try Sample.deleted("bot-1")]))
      #expect(run.status == 0)
      #expect(run.calls == [.planPurge(choice), .purge([try Sample.id("b")], wait: 2)], "\(words)")
    }
  }

  @Test(arguments: ["agents purge --all bot-1 --yes", "agents purge --all --older-than 1d --yes", "agents purge --older-than 7 --yes"])
  func whatContradictsItselfIsAUsageError(_ line: String) async throws {
    let run = await CommandRun(line, Script(deleted: [try Sample.deleted("bot-1")]))
    #expect(run.status == 64)
    #expect(run.calls == [])
  }

  @Test func aPurgeTellsTheBytesOfEachAndOfAll() async throws {
    let script = Script(deleted: [try Sample.deleted("a", "1"), try Sample.deleted("b", "2")])
    let text = await CommandRun("agents purge --all --yes", script)
    #expect(text.output.contains("Purged a, 2.0 KiB freed: operation"))
    #expect(text.output.hasSuffix("\n4.0 KiB freed in all\n"))
    #expect(text.errors == "", "there is no way back to tell of")
    let json = try await CommandRun("agents purge --all --yes --json", script).json()
    #expect(json["bytes_freed"]?.int64 == 4096)
    #expect(json.list("results").map { $0["bytes_freed"]?.int64 } == [2048, 2048])
  }

  @Test func aPurgeThatFailsInPartIsPartly() async throws {
    var script = Script(deleted: [try Sample.deleted("a", "1"), try Sample.deleted("b", "2")])
    script.purged = { agent in
      agent.name.description == "a"
        ? AgentOutcome(agent: agent.name, operation: nil, error: WarrenError(.mountPoint, "A mount point lies inside."))
        : AgentOutcome(agent: agent.name, operation: Sample.operation(.agentPurge, agent.name, undoable: false))
    }
    let run = await CommandRun("agents purge --all --yes --json", script)
    #expect(run.status == 2)
    #expect(run.errors.contains("mount_point"))
    script.deleted.removeLast()
    let one = await CommandRun("agents purge a --yes --json", script)
    #expect(one.status == 65)
    #expect(try one.errorCode() == "mount_point")
  }

  @Test func nothingToPurgeIsNoFailure() async throws {
    for (line, json) in [
      ("agents purge --yes", #"{"results":[],"bytes_freed":0}"#), ("agents purge --dry-run", #"{"agents":[],"bytes":0}"#),
    ] {
      let run = await CommandRun(line + " --json", Script())
      #expect(run.status == 0)
      #expect(run.output == json + "\n")
      #expect(run.errors == "")
      #expect(await CommandRun(line, Script()).errors == "There is nothing to purge.\n")
      #expect(run.changes == [])
    }
  }

  @Test func aDryRunOfAPurgeListsWhatWouldGo() async throws {
    let script = Script(deleted: [try Sample.deleted("a", "1"), try Sample.deleted("b", "2")])
    let run = await CommandRun("agents purge --all --dry-run", script)
    #expect(run.output.contains("2 deleted agents, 8.0 KiB\n"))
    #expect(run.output.contains(try Sample.id("2").text))
    #expect(try await CommandRun("agents purge --all --dry-run --json", script).json()["bytes"]?.int64 == 8192)
  }

  // MARK: List

  @Test func theDeletedAreListed() async throws {
    let script = Script(deleted: [
      try Sample.deleted("b", "1"), try Sample.deleted("a", "2", restorable: false), try Sample.deleted("b", "3"),
    ])
    let text = await CommandRun("agents list --deleted", script)
    #expect(text.status == 0)
    #expect(text.calls == [.deletedAgents])
    let rows = text.output.split(separator: "\n")
    #expect(rows.count == 4)
    #expect(rows[1].contains("3 d ago") && rows[1].contains("in 27 d") && rows[2].contains("purging"))
    let agents = try await CommandRun("agents list --deleted --json", script).json().list("agents")
    #expect(try agents.map { try $0["state"]?.string() } == ["deleted", "purging", "deleted"])
    #expect(try agents.map { try $0["operation"]?.string() } == ["1", "2", "3"].map { try Sample.id($0).text })
    #expect(await CommandRun("agents list --deleted --names", script).output == "b\na\n")
    #expect(await CommandRun("agents list --deleted", Script()).errors == "There are no deleted agents.\n")
  }
}
