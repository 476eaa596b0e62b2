import JSON
import Testing
import WarrenModel

/// Resetting, deleting, restoring and purging sessions.
@Suite struct SessionVerbTests {
  private func script(_ kind: OperationKind, running: [String] = [], keys: [String] = ["main"], receipt: String? = nil) throws -> Script {
    Script(
      sessionPlan: try Sample.sessionPlan(kind, keys: keys, running: running),
      operation: Sample.operation(kind, try AgentName("bot-1"), session: try SessionKey("main"), receipt: receipt))
  }

  @Test func eachVerbAsksItsOwn() async throws {
    let key = try SessionKey("main")
    let cases: [(String, Call)] = [
      ("sessions reset main", .resetSession(key, "bot-1", SessionChange())),
      ("sessions reset main --force", .resetSession(key, "bot-1", SessionChange(force: true))),
      ("sessions reset main --purge --yes", .resetSession(key, "bot-1", SessionChange(purge: true))),
      ("sessions delete main", .deleteSession(key, "bot-1", SessionChange())),
      ("sessions delete main --purge --force -y", .deleteSession(key, "bot-1", SessionChange(force: true, purge: true))),
      ("sessions restore main", .restoreSession(key, generation: nil, "bot-1")),
      ("sessions restore main --generation 2", .restoreSession(key, generation: 2, "bot-1")),
    ]
    for (line, call) in cases {
      let run = await CommandRun(line + " --agent bot-1 --json", try script(.sessionReset))
      #expect(run.status == 0)
      #expect(run.calls == [call])
      #expect(try run.json()["id"]?.string() == Sample.id().text)
    }
    let agent = await CommandRun("agents reset bot-1 --force", try script(.agentReset))
    #expect(agent.calls == [.resetAgent("bot-1", SessionChange(force: true))])
  }

  /// After a question it is the agent that was asked about, by its name.
  @Test func whatWasAskedAboutIsWhatIsChanged() async throws {
    let run = await CommandRun("agents reset u-1 --purge", try script(.agentReset), typed: "bot-1\n", terminals: terminal)
    #expect(run.calls == [.planReset(nil, "u-1", purge: true), .resetAgent("bot-1", SessionChange(purge: true))])
  }

  @Test func whatWasDoneIsSaidWithTheWayBack() async throws {
    let run = await CommandRun("sessions delete main --agent bot-1", try script(.sessionDelete))
    #expect(run.output == "Deleted session main of bot-1: operation \(try Sample.id())\n")
    #expect(run.errors == "Undo: warren undo \(try Sample.id())\n")
  }

  @Test func aDryRunShowsThePlan() async throws {
    let key = try SessionKey("main")
    let cases: [(String, Call)] = [
      ("sessions reset main --agent bot-1", .planReset(key, "bot-1", purge: false)),
      ("sessions delete main --agent bot-1 --purge", .planSessionDeletion(key, "bot-1", purge: true)),
      ("agents reset bot-1", .planReset(nil, "bot-1", purge: false)),
    ]
    for (line, call) in cases {
      let run = await CommandRun(line + " --dry-run", try script(.sessionReset))
      #expect(run.status == 0)
      #expect(run.calls == [call])
      #expect(run.output.contains("messages  15\n") && run.output.contains("main "))
      let refused = await CommandRun(line + " --dry-run --json", try script(.sessionReset, running: ["main"]))
      #expect(refused.status == 75)
      #expect(try refused.json().list("running").map { try $0["session"]?.string() } == ["main"])
      let forced = await CommandRun(line + " --dry-run --force", try script(.sessionReset, running: ["main"]))
      #expect(forced.status == 0)
    }
  }

  @Test func aPurgeTakesWhatWasDeletedLongAgo() async throws {
    for (words, days) in [("", Int64(30)), (" --older-than 7d", 7)] {
      let run = await CommandRun(
        "sessions purge --yes --agent bot-1 --json" + words, try script(.sessionPurge, receipt: #"{"bytes_freed":7}"#))
      let moment = Sample.now.advanced(byMilliseconds: -days * Sample.day)
      #expect(run.calls == [.planSessionPurge(moment, "bot-1"), .purgeSessions(moment, "bot-1")])
      #expect(try run.json()["bytes_freed"]?.int64 == 7)
      #expect(try run.json()["operation"]?["receipt"]?["bytes_freed"]?.int64 == 7)
    }
  }

  @Test func nothingToPurgeIsNoFailure() async throws {
    let run = await CommandRun("sessions purge --yes --agent bot-1 --json", try script(.sessionPurge, keys: []))
    #expect(run.status == 0)
    #expect(run.output == #"{"operation":null,"bytes_freed":0}"# + "\n")
    #expect(run.changes == [])
  }

  @Test func aFailureHasItsStatus() async throws {
    var script = try script(.sessionDelete)
    script.failure = WarrenError(.running, "A turn is under way.")
    let run = await CommandRun("sessions delete main --agent bot-1", script)
    #expect(run.status == 75)
    #expect(run.output == "")
  }

  @Test(arguments: ["sessions reset main --agent bot-1 --purge --yes", "sessions purge --agent bot-1 --yes"])
  func whatHoldsAPurgeUpIsSaid(_ words: String) async throws {
    let receipt = #"{"left":"log","cause":{"code":"busy","message":"It is read.","remedy":"Wait."}}"#
    let operation = Sample.operation(.sessionReset, try AgentName("bot-1"), state: .partial, undoable: false, receipt: receipt)
    let script = Script(sessionPlan: try Sample.sessionPlan(.sessionReset), operation: operation)
    let text = await CommandRun(words, script)
    #expect(text.status == 2)
    #expect(text.errors == "warren: bot-1: It is read. Wait.\n")
    let json = await CommandRun(words + " --json", script)
    #expect(json.status == 2)
    #expect(try json.errorCode() == "busy")
  }

  @Test func leftoversArePurgedWithoutASession() async throws {
    let plan = SessionPlan(
      kind: .sessionPurge, agent: try AgentName("bot-1"), sessions: [], messages: 0, running: [], purge: true, leftovers: 1)
    let run = await CommandRun(
      "sessions purge --agent bot-1 --yes", Script(sessionPlan: plan, operation: try script(.sessionPurge).operation))
    #expect(run.calls.count == 2 && !run.errors.contains("nothing to purge"))
    #expect(await CommandRun("sessions purge --agent bot-1 --dry-run", Script(sessionPlan: plan)).output.contains("leftovers  1\n"))
  }
}
