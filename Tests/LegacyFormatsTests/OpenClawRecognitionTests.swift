internal import LegacyFormats
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct OpenClawRecognitionTests {
  private let ground = OpenClawGround(agent: "agents/ops")

  private func file(_ name: String, _ text: String) throws -> OpenClawRecognition.File? {
    let path = ground.directory.path("file")
    Files.write(path, text)
    defer { Files.remove(path) }
    let opened = SharedDescriptor(try WorkingDirectory().openRegular(FilePath(path)))
    return try OpenClawRecognition.file(opened, name: Array(name.utf8))
  }

  @Test func files() throws {
    #expect(try file("sessions.json", #"{"a":{"sessionId":"s"}}"#) == .store(entries: 1, isStrict: true))
    #expect(try file("saved", "// x\n{a: {sessionId: 's'}, }") == .store(entries: 1, isStrict: false))
    #expect(try file("sessions.json", "{}") == .store(entries: 0, isStrict: true))
    #expect(try file("sessions.json", #"{"a":{"other":1}}"#) == nil)
    #expect(try file("a.jsonl", OpenClawGround.header("a")) == .transcript(version: 3))
    #expect(try file("a.txt", "\n" + OpenClawGround.header("a")) == .transcript(version: 3))
    #expect(try file("a.jsonl", OpenClawGround.message("1", after: nil, "x")) == .transcript(version: nil))
    #expect(try file("a.jsonl", #"{"role":"user","content":"of another program"}"#) == nil)
    #expect(try file("a.jsonl.bak.2026-01-01T00-00-00Z", "") == .archive(reason: "bak", isCompressed: false))
    #expect(try file("a.trajectory.jsonl", "{}") == .trajectory)
    #expect(try file("a.jsonl.lock", "{}") == nil)
    #expect(try file("x", "SQLite format 3\u{0}...") == .database)
    #expect(try file("x", "") == nil)
  }

  @Test func agentDirectories() throws {
    let directory = ground.directory.path("agents/ops")
    #expect(try OpenClawRecognition.agent(OpenClawGround.open(directory)) == nil)
    ground.write("a.jsonl", #"{"role":"user","content":"of another program"}"#)
    #expect(try OpenClawRecognition.agent(OpenClawGround.open(directory)) == nil)
    ground.write("b.jsonl", OpenClawGround.header("b"))
    ground.write("c.jsonl.reset.2026-01-01T00-00-00Z.zst", "")
    ground.write("b.jsonl.lock", "")
    Files.makeFIFO(ground.path("d.jsonl"))
    let agent = try #require(try OpenClawRecognition.agent(OpenClawGround.open(directory)))
    #expect(!agent.hasStore && !agent.hasDatabase)
    #expect(agent.transcripts == 2)
    #expect(agent.packedArchives == 1)
    #expect(agent.litter == 1)
    #expect(agent.notRegular == 1)
  }

  @Test func stateDirectories() throws {
    let path = ground.directory.path
    #expect(try OpenClawRecognition.root(OpenClawGround.open(path)) == nil)
    ground.writeStore("{}")
    Files.link(ground.directory.path("agents/link"), to: "ops")
    let root = try #require(try OpenClawRecognition.root(OpenClawGround.open(path)))
    #expect(root.agents == 1)
    #expect(root.era == .files)
    Files.write(ground.database, [1])
    #expect(try OpenClawRecognition.root(OpenClawGround.open(path))?.era == .mixed)
  }
}
