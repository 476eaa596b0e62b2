import JSON
import Testing
import WarrenModel

@Suite struct AgentsDeleteTests {
  private let shared = WarrenError(.targetShared, "Two agents own the store.", subject: Array("bot-2".utf8))
  private let turn = WarrenError(.running, "A turn is under way.")

  private func unknown(_ name: String) throws -> AgentFailure {
    AgentFailure(agent: try AgentName(name), error: WarrenError(.agentUnknown, "There is no such agent.", subject: Array(name.utf8)))
  }

  // MARK: Which

  @Test func namesArriveByteForByte() async throws {
    let words: [[UInt8]] = [
      Array("agents".utf8), Array("delete".utf8), Array("--yes".utf8), Array("--".utf8), Array("-rf".utf8), [0x63, 0xE9],
    ]
    let run = await CommandRun(words, try .plans("a"))
    #expect(run.calls.first == .planDeletion(AgentChoice([AgentSelector("-rf"), AgentSelector(bytes: [0x63, 0xE9])])))
  }

  @Test func patternAndIdleTimeArrive() async throws {
    let run = await CommandRun("agents delete --name bot-* --idle 90d extra --yes", try .plans("a"))
    let since = Sample.now.advanced(byMilliseconds: -90 * Sample.day)
    #expect(run.calls.first == .planDeletion(AgentChoice(["extra"], pattern: Array("bot-*".utf8), idleSince: since)))
  }

  @Test(arguments: [
    "agents delete --yes", "agents delete a --idle 90d --yes", "agents delete a --wait soon --yes",
    "agents delete --name * --idle 90 --yes",
  ])
  func whatIsNotSaidIsAUsageError(_ line: String) async throws {
    let run = await CommandRun(line, try .plans("a"))
    #expect(run.status == 64)
    #expect(run.calls == [])
  }

  @Test(arguments: [
    ("", AgentChange(force: false, wait: 60, purge: false)), ("--force --wait 5", AgentChange(force: true, wait: 5, purge: false)),
    ("--purge --wait=5m", AgentChange(force: false, wait: 300, purge: true)),
    ("--wait 0", AgentChange(force: false, wait: 0, purge: false)),
    ("--wait 9223372036854775807", AgentChange(force: false, wait: 365 * 86_400, purge: false)),
  ])
  func howArrives(_ options: String, _ change: AgentChange) async throws {
    let run = await CommandRun("agents delete a --yes " + options, try .plans("a"))
    #expect(run.status == 0)
    #expect(run.changes == [.delete([try AgentName("a")], change)])
    #expect(run.reads == 0, "--yes asks nothing")
  }

  // MARK: Results

  @Test func oneThatIsDoneIsALineAndAWayBack() async throws {
    let run = await CommandRun("agents delete bot-1 --yes", try .plans("bot-1"))
    let id = try Sample.id()
    #expect(run.status == 0)
    #expect(run.output == "Deleted bot-1: operation \(id)\n")
    #expect(run.errors == "Undo: warren undo \(id)\n")
  }

  @Test func quietPrintsNoWayBack() async throws {
    let run = await CommandRun("agents delete bot-1 --yes --quiet", try .plans("bot-1"))
    #expect(run.errors == "")
  }

  @Test func oneThatFailsIsTheFailureOfTheCommand() async throws {
    var script = try Script.plans("bot-1")
    script.outcome = { AgentOutcome(agent: $0.agent, operation: nil, error: WarrenError(.busy, "Process 77 (sqlite3) has it open.")) }
    for line in ["agents delete bot-1 --yes --json", "agents delete bot-1 bot-1 --yes --json"] {
      let run = await CommandRun(line, script)
      #expect(run.status == 75)
      #expect(run.output == "")
      #expect(try run.errorCode() == "busy")
    }
  }

  @Test func oneThatIsNotThereIsTheFailureOfTheCommand() async throws {
    let script = Script(plans: AgentPlans(plans: [], failures: [try unknown("nobody")]))
    for line in ["agents delete nobody --yes --json", "agents delete nobody --dry-run --json"] {
      let run = await CommandRun(line, script)
      #expect(run.status == 66)
      #expect(run.output == "")
      #expect(try run.errorCode() == "agent_unknown")
      #expect(run.changes == [])
    }
  }

  @Test func oneFailureDoesNotHideTheRest() async throws {
    var script = Script(plans: AgentPlans(plans: [try Sample.plan("bot-1"), try Sample.plan("bot-3")], failures: [try unknown("bot-2")]))
    script.outcome = { plan in
      plan.agent.description == "bot-3"
        ? AgentOutcome(agent: plan.agent, operation: nil, error: WarrenError(.busy, "Busy."))
        : AgentOutcome(agent: plan.agent, operation: Sample.operation(.agentDelete, plan.agent))
    }
    let run = await CommandRun("agents delete bot-1 bot-2 bot-3 --yes --json", script)
    #expect(run.status == 2)
    let results = try run.json().list("results")
    #expect(try results.map { try $0["agent"]?.string() } == ["bot-1", "bot-2", "bot-3"])
    #expect(try results.map { try $0["error"]?["code"]?.string() } == [nil, "agent_unknown", "busy"])
    #expect(try results.map { try $0["operation"]?["id"]?.string() } == [try Sample.id().text, nil, nil])
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect(run.errors.contains(#"{"agent":"bot-3","error":{"code":"busy""#))
  }

  @Test(arguments: [("busy", "busy", 75), ("busy", "target_shared", 1)])
  func whereAllFailTheStatusIsTheirsIfTheyAgree(_ first: String, _ second: String, _ status: Int32) async throws {
    var script = try Script.plans("a", "b")
    script.outcome = { plan in
      let code = ErrorCode(rawValue: plan.agent.description == "a" ? first : second)
      return AgentOutcome(agent: plan.agent, operation: nil, error: WarrenError(code, "No."))
    }
    let run = await CommandRun("agents delete a b --yes --json", script)
    #expect(run.status == status)
    #expect(try run.json().list("results").count == 2, "the results are printed all the same")
  }

  @Test func aPurgeThatFailsBehindTheDeletionIsPartOfTheWork() async throws {
    var script = try Script.plans("a")
    script.outcome = {
      AgentOutcome(agent: $0.agent, operation: Sample.operation(.agentDelete, $0.agent), error: WarrenError(.ioError, "The disk."))
    }
    let run = await CommandRun("agents delete a --purge --yes", script)
    #expect(run.status == 2)
    #expect(run.output.hasPrefix("Deleted a: operation "))
    #expect(run.errors.contains("warren: a: The disk."))
  }

  @Test func aPurgeTellsWhatItFreedAndNoWayBack() async throws {
    var script = try Script.plans("a")
    script.outcome = {
      AgentOutcome(
        agent: $0.agent, operation: Sample.operation(.agentDelete, $0.agent, state: .purged, undoable: false),
        purge: Sample.operation(.agentPurge, $0.agent, undoable: false, receipt: #"{"bytes_freed":2048}"#))
    }
    let text = await CommandRun("agents delete a --purge --yes", script)
    #expect(text.output.contains("Purged a, 2.0 KiB freed"))
    #expect(text.errors == "")
    let json = try await CommandRun("agents delete a --purge --yes --json", script).json()
    #expect(json["bytes_freed"]?.int64 == 2048)
    #expect(json.list("results").first?["purge"]?["receipt"]?["bytes_freed"]?.int64 == 2048)
  }

  @Test(arguments: [(Operation.State.pending, 2), (.partial, 2), (.lost, 2), (.done, 0), (.purged, 0)] as [(Operation.State, Int32)])
  func theStateOfTheOperationIsTheStatus(_ state: Operation.State, _ status: Int32) async throws {
    var script = try Script.plans("a")
    script.outcome = { AgentOutcome(agent: $0.agent, operation: Sample.operation(.agentDelete, $0.agent, state: state, step: "fenced")) }
    let run = await CommandRun("agents delete a --yes", script)
    #expect(run.status == status)
    #expect(run.output.contains(state == .pending ? "(pending: fenced)" : "Deleted a"))
  }

  @Test func aPatternThatFindsNothingIsNoFailure() async throws {
    let run = await CommandRun("agents delete --name x* --yes --json", Script())
    #expect(run.status == 0)
    #expect(run.output == #"{"results":[],"bytes_freed":0}"# + "\n")
    #expect(run.errors == "")
    #expect(run.changes == [])
    #expect(await CommandRun("agents delete --name x* --yes", Script()).errors == "No agent matches.\n")
  }

  @Test func aFailureOfTheWholeIsThatOfTheCommand() async throws {
    var script = try Script.plans("a", "b")
    script.failure = WarrenError(.busy, "Process 12 (warrend) owns the control directory.")
    let run = await CommandRun("agents delete a b --yes --json", script)
    #expect(run.status == 75)
    #expect(run.output == "")
    #expect(try run.errorCode() == "busy")
  }

  @Test func progressIsDrawnOnATerminalForSeveral() async throws {
    let several = await CommandRun("agents delete a b --yes", try .plans("a", "b"), terminals: terminal)
    #expect(several.errors.contains("Deleting 0/2"))
    let words = ["agents delete a b --yes --quiet", "agents delete a --yes"]
    #expect(!(await CommandRun(words[0], try .plans("a", "b"), terminals: terminal)).errors.contains("Deleting"))
    #expect(!(await CommandRun(words[1], try .plans("a"), terminals: terminal)).errors.contains("Deleting"))
    #expect(!(await CommandRun("agents delete a b --yes", try .plans("a", "b"))).errors.contains("Deleting"))
  }

  // MARK: Dry runs

  @Test func aDryRunShowsTheWholePlanAndAsksNothing() async throws {
    let run = await CommandRun("agents delete bot-1 --dry-run", try .plans("bot-1"))
    #expect(run.status == 0)
    #expect(run.changes == [])
    for fact in [
      "/r/agents/bot-1\n", "/r/.warren/trash/*/bot-1\n", "u-1\n", "/r/agents/link\n", "4.0 KiB\n", "sqlite3 (process 77)\n", "30\n",
    ] {
      #expect(run.output.contains(fact), "\(fact)")
    }
    let plans = try await CommandRun("agents delete bot-1 --dry-run --json", try .plans("bot-1")).json().list("plans")
    let plan = try #require(plans.first)
    #expect(try plan["agent"]?.string() == "bot-1")
    #expect(plan["bytes"]?.int64 == 4096)
  }

  @Test func severalAreATableUnlessMoreIsAsked() async throws {
    let table = await CommandRun("agents delete a b --dry-run", try .plans("a", "b"))
    #expect(table.output.hasPrefix("AGENT "))
    #expect(table.output.contains("2 agents, 4 sessions, 60 messages, 8.0 KiB\n"))
    #expect(table.output.contains("a: also known as /r/agents/link\n"))
    let facts = await CommandRun("agents delete a b --dry-run -v", try .plans("a", "b"))
    #expect(facts.output.contains("destination    /r/.warren/trash/*/b\n"))
  }

  /// The status is the one that deleting would end with.
  @Test func aDryRunExitsAsDeletingWould() async throws {
    let (free, blocked) = (try Sample.plan("a"), try Sample.plan("b", blocks: [shared]))
    let running = try Sample.plan("c", blocks: [turn], running: [try SessionKey("main")])
    let cases: [(String, [AgentPlan], [AgentFailure], Int32)] = [
      ("a", [free], [], 0), ("b", [blocked], [], 65), ("a b", [free, blocked], [], 2), ("b c", [blocked, running], [], 65),
      ("c", [running], [], 75), ("c --force", [running], [], 0), ("b --force", [blocked], [], 65), ("a x", [free], [try unknown("x")], 2),
    ]
    for (words, plans, failures, status) in cases {
      let run = await CommandRun("agents delete \(words) --dry-run", Script(plans: AgentPlans(plans: plans, failures: failures)))
      #expect(run.status == status, "\(words)")
      #expect(run.changes == [])
      #expect(run.output.contains("Two agents own the store.") == (words.contains("b")), "\(words)")
    }
  }
}
