internal import LegacyFormats
internal import TestSupport
internal import Testing
internal import WarrenModel

@Suite struct OpenClawBadInputTests {
  private let ground = OpenClawGround()
  private static let entry = #"{"agent:ops:main":{"sessionId":"s","updatedAt":1}}"#

  /// Reads the store and all messages; the tree stays as it is.
  private func read() throws -> (source: OpenClawFilesSource, sessions: [ForeignSession], messages: [ForeignMessage]) {
    let before = Files.listing(ground.directory.path)
    let source = try ground.files()
    let sessions = try source.sessions()
    let messages = try sessions.flatMap { try source.all($0) }
    #expect(Files.listing(ground.directory.path) == before)
    return (source, sessions, messages)
  }

  private func codeOfStore(_ bytes: [UInt8]) -> String? {
    ground.write("sessions.json", bytes)
    return failure { _ = try ground.files().sessions() }?.code.rawValue
  }

  @Test func storesThatCannotBeRead() {
    #expect(codeOfStore([]) == "store_empty_file")
    #expect(codeOfStore(Array(" \n".utf8)) == "store_empty_file")
    #expect(codeOfStore(Array(Self.entry.dropLast(5).utf8)) == "corrupt")
    #expect(codeOfStore(Array("[\(Self.entry)]".utf8)) == "corrupt")
    #expect(codeOfStore(Array("\"text\"".utf8)) == "corrupt")
    #expect(codeOfStore([UInt8](repeating: 0, count: 4096)) == "corrupt")
    #expect(codeOfStore(Array(Self.entry.utf8) + [0xFF]) == "corrupt")
    #expect(codeOfStore(Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)) == "corrupt")
    #expect(codeOfStore(Array((Self.entry + Self.entry).utf8)) == "corrupt")
    #expect(codeOfStore(Array(String(repeating: "[", count: 10_000).utf8)) == "corrupt")
  }

  @Test func aCutStoreSaysSo() {
    ground.write("sessions.json", Array(Self.entry.dropLast(5).utf8))
    #expect(failure { _ = try ground.files().sessions() }?.message == "The store is cut off.")
  }

  @Test(
    arguments: [
      (#"{"agent:ops:a": {"sessionId": "a", "s": "} , {\"", "l": [1, {}]}, "agent:ops:b": {"sessionId": "b"}, "agent:ops:c": {"sess"#, 2),
      (#"{"agent:ops:a": {"sessionId": "a"}, "agent:ops:b": {"sessionId": "b"}"#, 2),
      (#"{"agent:ops:a": {"sessionId": "a"}, "n": 42, "agent:ops:b": "#, 1),
      ("// , { '\n{'agent:ops:a': {sessionId: 'a\\'', }, /* } , */ b: {sessionId: 'b'}, c: {", 1),
      (#"{"agent:ops:a": {"sessionId": "a""#, nil),
      ("{", nil),
    ] as [(String, Int?)])
  func whatIsWholeOfACutStoreCanBeSaved(_ store: String, _ count: Int?) throws {
    ground.writeStore(store)
    #expect(failure { _ = try ground.files().sessions() }?.code == .corrupt)
    let source = try ground.files(salvages: true)
    guard let count else {
      #expect(failure { _ = try source.sessions() }?.code == .corrupt)
      return
    }
    #expect(try source.sessions().count == count)
    let cut = try #require(source.problems.first { $0.code == "store_truncated" })
    let end = Int(cut.offset ?? 0)
    #expect(store.utf8.dropFirst(end - 1).first != UInt8(ascii: ","))
    #expect(store.utf8.dropFirst(end).prefix(2).allSatisfy { ", ".utf8.contains($0) })
  }

  @Test func noStoreIsAnAnswerOfItsOwn() {
    #expect(failure { _ = try ground.files().sessions() }?.code == .storeAbsent)
    removeTree(ground.directory.path("ops/sessions"))
    #expect(failure { _ = try ground.files().sessions() }?.code == .storeAbsent)
  }

  @Test func aByteOrderMarkAndDeepNestingInTheStoreAreRead() throws {
    ground.write("sessions.json", [0xEF, 0xBB, 0xBF] + Array(Self.entry.utf8))
    #expect(try read().sessions.count == 1)
    let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    for quote in ["\"", "'"] {
      ground.writeStore("{\(quote)agent:ops:main\(quote):{\"sessionId\":\"s\",\"updatedAt\":1,\"deep\":\(deep)}}")
      let sessions = try read().sessions
      #expect(sessions.count == 1)
      #expect(sessions.first?.metadata.map { $0.count > 20_000 } == true)
    }
  }

  @Test func loneSurrogatesInTheStoreAreRead() throws {
    ground.writeStore(#"{"agent:ops:\ud800":{"sessionId":"s","updatedAt":1,"displayName":"a\udc00b"}}"#)
    let session = try #require(try read().sessions.first)
    #expect(session.key.bytes == Array("agent:ops:".utf8) + [0xED, 0xA0, 0x80])
    #expect(session.name == "a\u{FFFD}b")
    #expect(String(decoding: session.metadata ?? [], as: UTF8.self).contains(#""a\udc00b""#))
  }

  @Test func zeroBytesOfTranscript() throws {
    ground.writeStore(Self.entry)
    ground.write("s.jsonl", [])
    let (source, sessions, messages) = try read()
    #expect(sessions.first?.messageCount == 0)
    #expect(messages.isEmpty)
    #expect(source.codes == ["transcript_header_missing"])
  }

  @Test func badLinesAreSkippedAndTheOthersRead() throws {
    ground.writeStore(Self.entry)
    let good = Array(OpenClawGround.message("1", after: nil, "good").utf8)
    let deep =
      #"{"type":"message","id":"d","parentId":"1","message":{"role":"user","content":"deep","x":"#
      + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "}}\n"
    let parts: [(code: String?, bytes: [UInt8])] = [
      (nil, Array(OpenClawGround.header("s").utf8)),
      ("invalid_utf8", Array("{\"a\":\"".utf8) + [0xE9, 0xFF] + Array("\"}\n".utf8)),
      ("nul_bytes", [UInt8](repeating: 0, count: 48) + [0x0A]),
      (nil, good),
      ("not_an_object", Array("[1,2,3]\n".utf8)),
      ("invalid_json", Array("panic: writer died here\n".utf8)),
      ("trailing_characters", Array("{}{}\n".utf8)),
      ("byte_order_mark", [0xEF, 0xBB, 0xBF] + Array("{}\n".utf8)),
      ("control_character", Array("{\"a\":\"\u{1}\"}\n".utf8)),
      (nil, [0x0A]), (nil, Array("  \r\n".utf8)),
      (nil, Array(deep.utf8)),
      (nil, Array(#"{"type":"message","type":"custom","id":"x"}"#.utf8) + [0x0A]),
      (nil, Array(#"{"role":"user","content":"\ud800"}"#.utf8) + [0x0A]),
      ("torn", Array(#"{"type":"message","id":"torn","message":{"content":"пе"#.utf8.dropLast())),
    ]
    ground.write("s.jsonl", parts.flatMap(\.bytes))
    let (source, _, messages) = try read()
    var offset: Int64 = 0
    var wanted: [String] = []
    for (index, part) in parts.enumerated() {
      let length = part.bytes.count - (part.bytes.last == 0x0A ? 1 : 0)
      if let code = part.code { wanted.append("\(code) \(index + 1) \(offset) \(length)") }
      offset += Int64(part.bytes.count)
    }
    #expect(source.problems.map { "\($0.code) \($0.line ?? 0) \($0.offset ?? -1) \($0.length ?? -1)" } == wanted)
    #expect(messages.map(\.text) == ["good", "deep", "\u{FFFD}"])
  }

  @Test func aFileOfGarbageIsToldOnce() throws {
    ground.writeStore(Self.entry)
    ground.write("s.jsonl", [UInt8](repeating: 0x5B, count: 1) + Array(String(repeating: "[\n", count: 20_000).utf8))
    let source = try read().source
    #expect(source.problems.count == 10_002)
    #expect(source.codes.contains("lines_not_listed"))
  }

  @Test(arguments: ["FIFO", "directory", "link out", "link in", "dangling"]) func whatIsNoFileIsNotOpened(_ kind: String) throws {
    let path = ground.path("s.jsonl")
    Files.write(ground.directory.path("secret"), OpenClawGround.header("s") + OpenClawGround.message("1", after: nil, "secret"))
    ground.write("other.jsonl", OpenClawGround.header("other"))
    switch kind {
    case "FIFO": Files.makeFIFO(path)
    case "directory": Files.makeDirectory(path)
    case "link out": Files.link(path, to: "../../secret")
    case "link in": Files.link(path, to: "other.jsonl")
    default: Files.link(path, to: "nowhere")
    }
    ground.writeStore(Self.entry)
    let (source, sessions, messages) = try read()
    #expect(sessions.count == 1)
    #expect(messages.isEmpty)
    #expect(source.problems.contains { $0.code == "not_a_regular_file" && $0.path.description.hasSuffix("/s.jsonl") })
    #expect(try source.recovered().allSatisfy { $0.key.bytes == Array("agent:ops:recovered:other".utf8) })
  }

  @Test(arguments: ["FIFO", "directory", "link"]) func aStoreThatIsNoFileIsNotOpened(_ kind: String) {
    let path = ground.path("sessions.json")
    switch kind {
    case "FIFO": Files.makeFIFO(path)
    case "directory": Files.makeDirectory(path)
    default:
      Files.write(ground.directory.path("secret"), Self.entry)
      Files.link(path, to: "../../secret")
    }
    #expect(failure { _ = try ground.files().sessions() }?.code == .notRegularFile)
  }

  @Test func aSessionsDirectoryThatIsALinkIsNotFollowed() throws {
    removeTree(ground.directory.path("ops/sessions"))
    Files.makeDirectory(ground.directory.path("elsewhere"))
    Files.write(ground.directory.path("elsewhere/sessions.json"), Self.entry)
    Files.link(ground.directory.path("ops/sessions"), to: "../elsewhere")
    #expect(failure { _ = try ground.files().sessions() }?.code == .notRegularFile)
    #expect(failure { _ = try ground.files().recovered() }?.code == .notRegularFile)
  }

  @Test func aTranscriptThatGoesAwayMeanwhileIsAnError() throws {
    ground.writeStore(Self.entry)
    ground.write("s.jsonl", OpenClawGround.header("s"))
    let source = try ground.files()
    let session = try #require(try source.sessions().first)
    Files.remove(ground.path("s.jsonl"))
    #expect(failure { _ = try source.all(session) }?.code == .storeAbsent)
  }
}
