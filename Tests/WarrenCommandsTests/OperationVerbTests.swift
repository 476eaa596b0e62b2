import JSON
import Testing
import WarrenModel

/// `operations` and `undo`.
@Suite struct OperationVerbTests {
  private static let digits = String(repeating: "a", count: OperationID.length)

  private func page(hasMore: Bool = false, incomplete: Bool = false) throws -> Script {
    let agent = try AgentName("bot-1")
    let operations = [
      Sample.operation(.agentDelete, agent, state: .pending, step: "gated", undoable: false),
      Sample.operation(.sessionReset, agent, session: try SessionKey("main")),
    ]
    let failures = incomplete ? [AgentFailure(agent: agent, error: WarrenError(.corrupt, "The store is damaged."))] : []
    return Script(page: OperationPage(operations: operations, hasMore: hasMore, incomplete: failures))
  }

  @Test func theListIsAskedFor() async throws {
    let cases: [(String, OperationQuery, AgentScope)] = [
      ("", OperationQuery(limit: 50), .all), ("--limit all --unfinished", OperationQuery(limit: nil, unfinished: true), .all),
      (
        "-n 3 --agent bot-1 --kind agent_delete --kind session_reset",
        OperationQuery(limit: 3, kinds: [.agentDelete, .sessionReset]), .one("bot-1")
      ),
    ]
    for (words, query, scope) in cases {
      let run = await CommandRun("operations list " + words, try page())
      #expect(run.status == 0)
      #expect(run.calls == [.operations(query, scope)])
    }
  }

  @Test func aKindThatIsNoneIsAUsageError() async throws {
    let run = await CommandRun("operations list --kind delete", try page())
    #expect(run.status == 64)
    #expect(run.errors.contains("agent_delete"))
    #expect(run.calls == [])
  }

  @Test func theListTellsStepsAndWhatIsMissing() async throws {
    let text = await CommandRun("operations list", try page(hasMore: true, incomplete: true))
    #expect(text.status == 2)
    #expect(text.output.contains("pending: gated") && text.output.contains("main"))
    #expect(text.errors.contains("--limit all") && text.errors.contains("The store is damaged."))
    let json = try await CommandRun("operations list --json", try page(hasMore: true)).json()
    #expect(json["has_more"]?.bool == true)
    #expect(try json.list("operations").map { try $0["state"]?.string() } == ["pending", "done"])
    #expect(await CommandRun("operations list --ids", try page()).output == "\(Self.digits)\n\(Self.digits)\n")
    #expect(await CommandRun("operations list", Script()).errors == "There are no such operations.\n")
  }

  @Test func oneIsShownWithItsReceipt() async throws {
    let operation = Sample.operation(.agentPurge, try AgentName("bot-1"), undoable: false, receipt: "{\n  \"bytes_freed\": 5\n}")
    let text = await CommandRun("operations show \(Self.digits) --agent bot-1", Script(operation: operation))
    #expect(text.status == 0)
    #expect(text.calls == [.operation(try Sample.id(), "bot-1")])
    #expect(text.output.contains(#"receipt     {\n  "bytes_freed": 5\n}"#))
    let json = await CommandRun("operations show \(Self.digits) --json", Script(operation: operation))
    #expect(json.output.split(separator: "\n").count == 1, "one object on one line")
    #expect(try json.json()["receipt"]?["bytes_freed"]?.int64 == 5)
  }

  /// To show an operation that is not done is no failure of showing.
  @Test func showingSucceedsWhateverIsShown() async throws {
    for state in Operation.State.allCases {
      let operation = Sample.operation(.agentDelete, try AgentName("bot-1"), state: state)
      #expect(await CommandRun("operations show \(Self.digits)", Script(operation: operation)).status == 0)
    }
  }

  @Test(arguments: ["operations show", "undo"]) func aWordThatIsNoIDIsUnknown(_ verb: String) async throws {
    for word in ["bot-1", Self.digits.uppercased(), Self.digits + "a"] {
      let run = await CommandRun("\(verb) \(word) --json", Script())
      #expect(run.status == 66)
      #expect(try run.errorCode() == "operation_unknown")
      #expect(run.calls == [])
    }
  }

  @Test func undoTellsWhatItDid() async throws {
    let operation = Sample.operation(.agentRestore, try AgentName("bot-1"))
    let run = await CommandRun("undo \(Self.digits) --agent bot-1 --wait 5", Script(operation: operation))
    #expect(run.status == 0)
    #expect(run.calls == [.undo(try Sample.id(), "bot-1", wait: 5)])
    #expect(run.output == "Restored bot-1: operation \(Self.digits)\n")
  }

  @Test func recoveryTellsWhatWasSettled() async throws {
    let agent = try AgentName("bot-1")
    for (states, status) in [([Operation.State.done, .rolledBack], Int32(0)), ([.done, .lost], 2), ([], 0)] {
      let settled = states.map { Sample.operation(.agentDelete, agent, state: $0) }
      let run = await CommandRun("operations recover --wait 0 --json", Script(settled: settled))
      #expect(run.status == status)
      #expect(run.calls == [.recover(wait: 0)])
      #expect(try run.json().list("operations").map { try $0["state"]?.string() } == states.map(\.rawValue))
    }
    #expect(await CommandRun("operations recover", Script()).errors == "Nothing was unfinished.\n")
  }

  @Test func recoveryTellsWhatKeepsTheRest() async throws {
    let agent = try AgentName("bot-1")
    let pending = Sample.operation(.agentPurge, agent, state: .pending)
    let error = WarrenError(.mountPoint, "Another file system is mounted here.", remedy: "Unmount it.")
    let script = Script(unsettled: [RecoveryReport.Failure(operation: pending, error: error)], opened: [agent])
    let run = await CommandRun("operations recover", script)
    #expect(run.status == 2)
    #expect(
      run.output
        == """
        Opened bot-1: its gate belonged to no operation
        Not settled: agent_purge of bot-1, operation \(pending.id): Another file system is mounted here. Unmount it.

        """)
    let json = try await CommandRun("operations recover --json", script).json()
    #expect(try json.list("unsettled").map { try $0["error"]?["code"]?.string() } == ["mount_point"])
    #expect(try json.list("opened").map { try $0["agent"]?.string() } == ["bot-1"])
  }

  @Test(
    arguments: [
      (ErrorCode.operationUnknown, 66), (.mountPoint, 65), (.undoRefused, 65), (.agentExists, 65), (.deleted, 66), (.deleting, 75),
      (.busy, 75), (.unsupported, 1),
    ] as [(ErrorCode, Int32)])
  func everyRefusalHasItsStatus(_ code: ErrorCode, _ status: Int32) async throws {
    let run = await CommandRun("undo \(Self.digits) --json", Script(failure: WarrenError(code, "No.")))
    #expect(run.status == status)
    #expect(try run.errorCode() == code.rawValue)
  }

  /// The value of an option is no option, whether the rest can be read or not.
  @Test(arguments: ["undo none --agent --json", "undo none --agent=a -- --json", "undo --agent --json", "undo --wait --json --nothing"])
  func aValueDoesNotAskForJSON(_ line: String) async throws {
    let run = await CommandRun(line, Script())
    #expect(run.status != 0 && run.errors.hasPrefix("warren: "), "\(run.errors)")
    let json = await CommandRun(line.replacing("undo", with: "undo --json"), Script())
    #expect(json.errors.hasPrefix("{"), "\(json.errors)")
  }
}
