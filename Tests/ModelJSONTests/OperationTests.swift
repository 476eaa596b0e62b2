import JSON
import ModelJSON
import Testing
import WarrenModel

@Suite struct OperationTests {
  private static let digits = "00112233445566778899aabbccddeeff"

  private func operation(agent: [UInt8] = latin, receipt: String? = nil) throws -> Operation {
    Operation(
      id: try OperationID(Self.digits), kind: .agentRename, agent: try AgentName(bytes: agent), session: try SessionKey(bytes: latin),
      newName: try AgentName("b"), state: .rolledBack, step: "gated", startedAt: noon, finishedAt: noon, undoUntil: noon,
      receipt: receipt.map { Array($0.utf8) })
  }

  @Test func anOperationHasAllItsFields() throws {
    let start =
      #"{"id":"\#(Self.digits)","kind":"agent_rename","agent":"caf%E9","agent_encoded":true,"session":"caf%E9","session_encoded":true,"#
      + #""new_name":"b","state":"rolled_back","step":"gated","started_at":"\#(noonText)","finished_at":"\#(noonText)","#
      + #""undo_until":"\#(noonText)","receipt":"#
    #expect(json(try operation()) == start + "null}")
    #expect(json(try operation(receipt: "{\"bytes_freed\": 1.0,\n \"x\":[1.10]}")) == start + #"{"bytes_freed": 1.0,  "x":[1.10]}}"#)
  }

  @Test func whatIsUnknownIsNull() throws {
    let bare = Operation(id: try OperationID(Self.digits), kind: .expire, state: .pending, startedAt: noon)
    #expect(
      json(bare)
        == #"{"id":"\#(Self.digits)","kind":"expire","agent":null,"session":null,"new_name":null,"state":"pending","step":null,"#
        + #""started_at":"\#(noonText)","finished_at":null,"undo_until":null,"receipt":null}"#)
  }

  @Test func theReceiptTellsWhatWasFreed() throws {
    for (receipt, freed) in [
      (#"{"bytes_freed":42}"#, 42), (#"{"other":1}"#, nil), ("{", nil), (#"{"bytes_freed":"x"}"#, nil), (nil, nil),
    ] as [(String?, Int64?)] {
      #expect(try operation(receipt: receipt).bytesFreed == freed)
    }
  }

  @Test func aPageSaysWhatIsMissing() throws {
    let failure = AgentFailure(agent: try AgentName("a"), error: WarrenError(.corrupt, "It is damaged."))
    let page = OperationPage(operations: [], hasMore: true, incomplete: [failure])
    #expect(
      json(page) == #"{"operations":[],"has_more":true,"incomplete":[{"agent":"a","code":"corrupt","message":"It is damaged."}]}"#)
  }

  @Test func aPlanHasAllItsFields() throws {
    let block = WarrenError(.running, "A turn.", remedy: "Wait.", subject: Array("k".utf8))
    let finding = Finding(code: "symlink_inside", severity: .info, subject: Array("x".utf8), evidence: "e")
    let plan = AgentPlan(
      kind: .agentDelete, agent: try AgentName("a"), uuid: nil, directory: RawPath(bytes: [0x2F] + latin), device: .max, inode: 2,
      alsoKnownAs: [RawPath(bytes: latin)], destination: RawPath("/t/*/a"), newName: nil, backend: nil, files: 3, bytes: 4, sessions: nil,
      messages: nil, lastActivity: nil, running: [try SessionKey(bytes: latin)],
      holders: [AgentPlan.Holder(pid: 7, command: "sqlite3"), AgentPlan.Holder(pid: nil, command: nil)], holdersMayBeHidden: true,
      blocks: [block], findings: [finding])
    let expected =
      #"{"kind":"agent_delete","agent":"a","uuid":null,"directory":"/caf%E9","directory_encoded":true,"device":18446744073709551615,"#
      + #""inode":2,"also_known_as":[{"path":"caf%E9","path_encoded":true}],"destination":"/t/*/a","new_name":null,"backend":null,"files":3,"#
      + #""bytes":4,"sessions":null,"messages":null,"last_activity":null,"running":[{"session":"caf%E9","session_encoded":true}],"#
      + #""holders":[{"pid":7,"command":"sqlite3"},{"pid":null,"command":null}],"holders_may_be_hidden":true,"#
      + #""blocks":[{"code":"running","message":"A turn.","remedy":"Wait.","subject":"k"}],"findings":["# + json(finding) + "]}"
    #expect(json(plan) == expected)
    let failure = AgentFailure(agent: try AgentName("b"), error: block)
    #expect(
      json(AgentPlans(plans: [plan], failures: [failure]))
        == #"{"plans":["# + expected
        + #"],"failures":[{"agent":"b","error":{"code":"running","message":"A turn.","remedy":"Wait.","subject":"k"}}]}"#)
  }

  @Test func anOutcomeIsWhatWasDoneOrWhyNot() throws {
    let (name, done) = (try AgentName("a"), try operation(receipt: #"{"bytes_freed":5}"#))
    #expect(
      json(AgentOutcome(agent: name, operation: try operation(), purge: done))
        == #"{"agent":"a","operation":\#(json(try operation())),"purge":\#(json(done)),"bytes_freed":5,"error":null}"#)
    #expect(
      json(AgentOutcome(agent: name, operation: nil, error: WarrenError(.busy, "Busy.")))
        == #"{"agent":"a","operation":null,"purge":null,"bytes_freed":null,"#
        + #""error":{"code":"busy","message":"Busy.","remedy":null,"subject":null}}"#)
    #expect(AgentOutcome(agent: name, operation: done).bytesFreed == 5, "a purge by itself")
  }

  @Test func aDeletedAgentIsWholeOrOnItsWayOut() throws {
    for (whole, state) in [(true, "deleted"), (false, "purging")] {
      let agent = DeletedAgent(
        name: try AgentName("a"), uuid: "u", operation: try OperationID(Self.digits), directory: RawPath("/t/a"), backend: "jsonl",
        sessions: 1,
        messages: nil, bytes: 9, deletedAt: noon, undoUntil: noon, isRestorable: whole)
      let expected =
        #"{"name":"a","uuid":"u","operation":"\#(Self.digits)","state":"\#(state)","directory":"/t/a","backend":"jsonl","sessions":1,"#
        + #""messages":null,"bytes":9,"deleted_at":"\#(noonText)","undo_until":"\#(noonText)"}"#
      #expect(json(agent) == expected)
    }
  }

  @Test func aSessionPlanHasItsSessions() throws {
    let session = SessionSummary(agent: try AgentName("a"), key: try SessionKey("k"), messageCount: 3)
    let plan = SessionPlan(
      kind: .sessionDelete, agent: try AgentName("a"), sessions: [session], messages: 3, running: [try SessionKey("k")], purge: true,
      leftovers: 2)
    #expect(
      json(plan)
        == #"{"kind":"session_delete","agent":"a","sessions":[\#(json(session))],"messages":3,"running":[{"session":"k"}],"purge":true,"#
        + #""leftovers":2}"#)
  }

  @Test func answersOfPurgesHaveTheirSums() throws {
    let agent = DeletedAgent(
      name: try AgentName("a"), uuid: nil, operation: try OperationID(Self.digits), directory: RawPath("/t/a"), backend: nil, sessions: nil,
      messages: nil, bytes: 9, deletedAt: noon, undoUntil: noon, isRestorable: true)
    #expect(json(DeletedAgentList([agent])) == #"{"agents":[\#(json(agent))]}"#)
    #expect(json(DeletedAgentList([agent, agent], withBytes: true)).hasSuffix(#","bytes":18}"#))
    #expect(json(SessionPurgeAnswer(nil)) == #"{"operation":null,"bytes_freed":0}"#)
  }

  @Test func whatHoldsAPurgeUpIsReadFromItsReceipt() throws {
    func operation(_ receipt: String) throws -> Operation {
      Operation(
        id: try OperationID(Self.digits), kind: .sessionReset, state: .partial, startedAt: noon, receipt: Array(receipt.utf8))
    }
    let known = try operation(#"{"left":"log","cause":{"code":"busy","message":"It is read."}}"#)
    #expect(known.cause == WarrenError(.busy, "It is read."))
    for receipt in ["{}", #"{"cause":null}"#, #"{"cause":{"code":"busy"}}"#, "["] { #expect(try operation(receipt).cause == nil) }
  }
}
