import Testing
import WarrenModel

/// What asks before it removes anything.
@Suite struct QuestionTests {
  private static let asking = [
    "agents delete bot-1", "agents delete --name bot-*", "agents delete bot-1 --purge", "agents purge bot-1", "agents purge --all",
    "agents reset bot-1 --purge", "sessions reset main --agent bot-1 --purge", "sessions delete main --agent bot-1 --purge",
    "sessions purge --agent bot-1",
  ]

  private func script() throws -> Script {
    var script = try Script.plans("bot-1")
    script.deleted = [try Sample.deleted("bot-1")]
    script.sessionPlan = try Sample.sessionPlan(.sessionReset)
    script.operation = Sample.operation(.sessionReset, try AgentName("bot-1"), undoable: false)
    return script
  }

  @Test(arguments: asking, [(false, false), (true, false), (false, true)])
  func withoutATerminalItIsAUsageError(_ line: String, _ terminals: (Bool, Bool)) async throws {
    let run = await CommandRun(line + " --json", try script(), typed: "bot-1\n", terminals: terminals)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(try run.errorCode() == "usage")
    #expect(run.errors.contains("--yes"))
    #expect(run.changes == [])
    #expect(run.reads == 0)
  }

  @Test(arguments: asking) func yesAsksNothing(_ line: String) async throws {
    for terminals in [(false, false), (true, true)] {
      let run = await CommandRun(line + " --yes", try script(), terminals: terminals)
      #expect(run.status == 0)
      #expect(run.changes.count == 1)
      #expect(run.reads == 0)
    }
  }

  @Test(arguments: asking) func aDryRunAsksNothingAndChangesNothing(_ line: String) async throws {
    for terminals in [(false, false), (true, true)] {
      for json in ["", " --json"] {
        let run = await CommandRun(line + " --dry-run" + json, try script(), terminals: terminals)
        #expect(run.status == 0)
        #expect(run.changes == [])
        #expect(run.reads == 0)
        #expect(!run.output.isEmpty)
      }
    }
  }

  @Test(arguments: asking) func theNameOfTheObjectIsTheAnswer(_ line: String) async throws {
    let name = line.hasPrefix("sessions") ? "main" : "bot-1"
    for quiet in ["", " --quiet"] {
      let run = await CommandRun(line + quiet, try script(), typed: name + "\n", terminals: terminal)
      #expect(run.status == 0)
      #expect(run.changes.count == 1)
      #expect(run.errors.contains("\(name)? Type its \(line.hasPrefix("sessions") ? "key" : "name"): "))
    }
  }

  @Test(arguments: asking, ["y\n", "yes\n", "\n", "1\n", "BOT-1\n", " bot-1\n", "bot-1 \n", "bot-\n", "Main\n", "main2\n"])
  func anyOtherAnswerChangesNothing(_ line: String, _ answer: String) async throws {
    let run = await CommandRun(line, try script(), typed: answer, terminals: terminal)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("nothing was done"))
    #expect(run.changes == [])
  }

  @Test(arguments: asking, ["", "bot-1", "main"]) func anEndWithoutAnAnswerChangesNothing(_ line: String, _ typed: String) async throws {
    let run = await CommandRun(line, try script(), typed: typed, terminals: terminal)
    #expect(run.status == 1)
    #expect(run.errors.hasSuffix("\nwarren: There was no answer, so nothing was done. Give --yes to do it without a question.\n"))
    #expect(run.changes == [])
  }

  /// Until the answer is there, a signal ends the command at once.
  @Test(arguments: ["agents delete bot-1", "agents purge bot-1"]) func onlyTheChangeIsEndedInOrder(_ line: String) async throws {
    #expect(await CommandRun(line, try script(), typed: "bot-1\n", terminals: terminal).events == [.read, .begin, .end])
    #expect(await CommandRun(line, try script(), typed: "no\n", terminals: terminal).events == [.read])
    #expect(await CommandRun(line + " --dry-run", try script(), terminals: terminal).events == [])
    #expect(await CommandRun("agents rename bot-1 bot-2", try script()).events == [.begin, .end])
  }

  @Test func anAnswerMayComeInPieces() async throws {
    let words = "agents delete bot-1".split(separator: " ").map { Array($0.utf8) }
    let run = await CommandRun(words, try script(), typed: ["bo", "t-1", "\nrest"].map { Array($0.utf8) }, terminals: terminal)
    #expect(run.status == 0)
    #expect(run.changes.count == 1)
  }

  @Test(arguments: [([0x63, 0xE9], #"c\xe9"#), ([0x61, 0x0A, 0x62], #"a\nb"#)] as [([UInt8], String)])
  func aNameThatCannotBeTypedIsTypedAsItIsShown(_ bytes: [UInt8], _ shown: String) async throws {
    let script = Script(plans: AgentPlans(plans: [Sample.plan(try AgentName(bytes: bytes))]))
    let run = await CommandRun("agents delete x", script, typed: shown + "\n", terminals: terminal)
    #expect(run.errors.contains("Delete \(shown)? "))
    #expect(run.changes.count == 1)
  }

  @Test(arguments: [("3\n", true), ("a\n", false), ("2\n", false), ("03\n", false), ("yes\n", false)])
  func forSeveralTheirNumberIsTheAnswer(_ answer: String, _ isYes: Bool) async throws {
    var script = try Script.plans("a", "b", "c")
    script.deleted = [try Sample.deleted("a", "1"), try Sample.deleted("b", "2"), try Sample.deleted("a", "3")]
    script.sessionPlan = try Sample.sessionPlan(.sessionPurge, keys: ["a", "b", "c"])
    script.operation = Sample.operation(.sessionPurge, try AgentName("bot-1"), undoable: false)
    let lines = [
      ("agents delete --name *", "Delete 3 agents? Type 3: "), ("agents delete --name * --purge", "Delete and purge 3 agents? Type 3: "),
      ("agents purge --all", "Purge 3 deleted agents? Type 3: "), ("sessions purge --agent bot-1", "Purge 3 deleted sessions? Type 3: "),
    ]
    for (line, prompt) in lines {
      let run = await CommandRun(line, script, typed: answer, terminals: terminal)
      #expect(run.errors.contains(prompt))
      #expect(run.status == (isYes ? 0 : 1))
      #expect(run.changes.count == (isYes ? 1 : 0))
    }
  }

  @Test func theQuestionSaysWhatWouldGo() async throws {
    let run = await CommandRun("agents delete bot-1", try script(), typed: "no\n", terminals: terminal)
    #expect(
      run.errors.hasPrefix(
        """
        bot-1: 2 sessions, 30 messages, 4.0 KiB, last activity 3 d ago, /r/agents/bot-1
          open in sqlite3 (process 77)
        Kept in the trash for 30 days: `warren undo` brings it back.
        Delete bot-1? Type its name: warren: That is not
        """))
  }

  @Test func aLongListIsCut() async throws {
    let plans = try (100..<130).map { try Sample.plan("bot-\($0)") }
    let run = await CommandRun("agents delete --name *", Script(plans: AgentPlans(plans: plans)), typed: "", terminals: terminal)
    #expect(run.errors.contains("bot-119: ") && !run.errors.contains("bot-120: "))
    #expect(run.errors.contains("and 10 more\n\n30 agents, 60 sessions, 900 messages, 120 KiB\n"))
  }

  /// What waiting cannot lift is refused at once; the turn that runs gives way to force.
  @Test func whatCannotBeDoneIsNotAsked() async throws {
    let shared = try Sample.plan("bot-1", blocks: [WarrenError(.targetShared, "Two agents own the store.")])
    let refused = await CommandRun("agents delete bot-1", Script(plans: AgentPlans(plans: [shared])), typed: "bot-1\n", terminals: terminal)
    #expect(refused.status == 65)
    #expect(refused.reads == 0)
    #expect(refused.changes == [])
    for (code, options) in [(ErrorCode.busy, ""), (.deleting, ""), (.running, " --force")] {
      let plan = try Sample.plan("bot-1", blocks: [WarrenError(code, "Now.")])
      let run = await CommandRun(
        "agents delete bot-1" + options, Script(plans: AgentPlans(plans: [plan])), typed: "bot-1\n", terminals: terminal)
      #expect(run.changes.count == 1, "\(code.rawValue)")
    }
    var script = try script()
    script.sessionPlan = try Sample.sessionPlan(.sessionReset, running: ["main"])
    let reset = await CommandRun("sessions reset main --agent bot-1 --purge", script, typed: "main\n", terminals: terminal)
    #expect(reset.status == 75)
    #expect(reset.reads == 0)
    let forced = await CommandRun("sessions reset main --agent bot-1 --purge --force", script, typed: "main\n", terminals: terminal)
    #expect(forced.changes.count == 1)
  }

  @Test(arguments: [
    "agents reset bot-1", "sessions reset main --agent bot-1", "sessions delete main --agent bot-1", "agents rename bot-1 bot-2",
    "agents restore bot-1", "sessions restore main --agent bot-1",
  ])
  func whatCanBeTakenBackIsNotAsked(_ line: String) async throws {
    for yes in line.contains("restore") ? [""] : ["", " --yes"] {
      let run = await CommandRun(line + yes, try script())
      #expect(run.status == 0)
      #expect(run.changes.count == 1)
      #expect(run.reads == 0)
    }
  }
}
