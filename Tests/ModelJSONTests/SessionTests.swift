import JSON
import ModelJSON
import Testing
import WarrenModel

@Suite struct SessionTests {
  @Test func anIdleSessionHasNoTurnAndNoOrigin() throws {
    let session = SessionSummary(agent: try AgentName("a"), key: try SessionKey("k"), messageCount: 0)
    #expect(
      json(session)
        == #"{"agent":"a","key":"k","name":null,"state":"idle","created_at":null,"last_activity":null,"message_count":0,"generation":1,"archived":false}"#
    )
  }

  @Test func aRunningSessionNamesItsTurnAndOwner() throws {
    let turn = Turn(id: "t", startedAt: noon, owner: ProcessIdentity(pid: 7, startTime: .max, bootID: "b"))
    let session = SessionSummary(
      key: try SessionKey(bytes: latin), name: "é", state: .running(turn), createdAt: noon, lastActivity: noon, messageCount: 3,
      generation: 2,
      archived: true, origin: SessionOrigin(room: "r"))
    let expected =
      #"{"agent":null,"key":"caf%E9","key_encoded":true,"name":"é","state":"running","turn":{"id":"t","started_at":"\#(noonText)","#
      + #""owner":{"pid":7,"start_time":18446744073709551615,"boot_id":"b"}},"created_at":"\#(noonText)","last_activity":"\#(noonText)","#
      + #""message_count":3,"generation":2,"archived":true,"origin":{"channel":null,"room":"r","sender":null}}"#
    #expect(json(session) == expected)
    let unowned = SessionSummary(key: try SessionKey("k"), state: .running(Turn(id: "t", startedAt: nil, owner: nil)), messageCount: 0)
    #expect(json(unowned).contains(#""turn":{"id":"t","started_at":null,"owner":null}"#))
    let failed = SessionSummary(key: try SessionKey("k"), state: .error(turnID: "t"), messageCount: 0)
    #expect(json(failed).contains(#""state":"error","created_at""#))
  }

  @Test func aPageNamesWhoIsMissing() throws {
    let failure = AgentFailure(agent: try AgentName(bytes: latin), error: WarrenError(.busy, "Busy.", remedy: "Wait."))
    let cursor = ListCursor(lastActivity: nil, agent: nil, key: try SessionKey("k"), generation: 1)
    #expect(
      json(SessionPage(sessions: [], next: cursor, incomplete: [failure]))
        == #"{"sessions":[],"next_cursor":"\#(cursor.text)","incomplete":[{"agent":"caf%E9","agent_encoded":true,"code":"busy","message":"Busy."}]}"#
    )
    #expect(json(SessionPage(sessions: [], next: nil)) == #"{"sessions":[],"next_cursor":null,"incomplete":[]}"#)
    let session = SessionSummary(key: try SessionKey("k"), messageCount: 0)
    #expect(
      json(SessionPage(sessions: [session, session], next: nil)).hasPrefix("{\"sessions\":[" + json(session) + "," + json(session) + "]"))
  }

  @Test func bodiesAreKeptAsTheyWereWritten() throws {
    let body = "{ \"role\" : \"user\", \"n\":1.10,\n \"big\":1e400, \"n\":2, \"e\":\"\\u00e9\" }"
    let page = HistoryPage(
      session: try SessionKey(bytes: latin), generation: 2,
      messages: [
        Message(id: 1, role: "user", text: "é\n", createdAt: noon, body: Array(body.utf8)),
        Message(id: 2, role: "tool", text: "\"", createdAt: nil),
      ], next: HistoryCursor(.before(1)))
    let expected =
      #"{"session":"caf%E9","session_encoded":true,"generation":2,"messages":["#
      + #"{"id":1,"role":"user","text":"é\n","created_at":"\#(noonText)","body":\#(body)},"#
      + #"{"id":2,"role":"tool","text":"\"","created_at":null,"body":{"role":"tool","content":"\""}}],"next_cursor":"hb1"}"#
    #expect(json(page) == expected)
  }

  @Test func hitsHaveAScoreWhereTheyAreRanked() throws {
    let hit = SearchHit(session: try SessionKey("k"), generation: 1, message: 9, role: "user", snippet: "s", score: 1.5, createdAt: noon)
    let plain = SearchHit(session: try SessionKey("k"), generation: 1, message: 9, role: "user", snippet: "s", score: nil, createdAt: nil)
    let page = SearchPage(hits: [hit.owned(by: try AgentName("a")), plain], next: SearchCursor(agent: nil, position: 9))
    let expected =
      #"{"hits":[{"agent":"a","session":"k","generation":1,"message":9,"role":"user","snippet":"s","score":1.5,"created_at":"\#(noonText)"},"#
      + #"{"agent":null,"session":"k","generation":1,"message":9,"role":"user","snippet":"s","score":null,"created_at":null}],"#
      + #""next_cursor":"s-.9","incomplete":[]}"#
    #expect(json(page) == expected)
  }

  @Test func anExportedMessageIsOneLine() throws {
    let message = Message(id: 5, role: "user", text: "a\nb", createdAt: noon, body: Array("{\r\n\t\"x\":\"\\n\"\n}".utf8))
    var writer = JSONWriter()
    message.writeLine(to: &writer, agent: try AgentName("a"), session: try SessionKey("k"), generation: 3)
    Message(id: 6, role: "r", text: "t", createdAt: nil).writeLine(
      to: &writer, agent: nil, session: try SessionKey(bytes: latin), generation: 1)
    let expected =
      #"{"agent":"a","session":"k","generation":3,"id":5,"role":"user","text":"a\nb","created_at":"\#(noonText)","body":{  "# + "\t"
      + #""x":"\n" }}"# + "\n"
      + #"{"agent":null,"session":"caf%E9","session_encoded":true,"generation":1,"id":6,"role":"r","text":"t","created_at":null,"#
      + #""body":{"role":"r","content":"t"}}"# + "\n"
    #expect(text(writer.take()) == expected)
  }

  /// The writer's memory is that of one line, however many were written.
  @Test func exportingManyMessagesKeepsTheBufferSmall() throws {
    let key = try SessionKey("k")
    var writer = JSONWriter()
    var total = 0
    for id in 1...20_000 {
      Message(id: Int64(id), role: "user", text: "some text", createdAt: noon).writeLine(
        to: &writer, agent: nil, session: key, generation: 1)
      #expect(writer.bytes.capacity < 4096)
      writer.drain { total += $0.count }
    }
    #expect(total > 20_000 * 100)
  }
}
