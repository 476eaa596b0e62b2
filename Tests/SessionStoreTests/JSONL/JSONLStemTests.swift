import SessionStore
import TestSupport
import Testing
import WarrenModel

@Suite struct JSONLStemTests {
  @Test(arguments: [
    ("plain_key-1", "plain_key-1"), ("team.alpha", "team%2Ealpha"), ("Алиса", "Алиса"), ("x²Ⅷ٣", "x²Ⅷ٣"), ("a b", "a%20b"),
    ("cafe\u{301}", "cafe%CC%81"), ("100%", "100%25"), ("a/b", "a%2Fb"), ("🦉", "%F0%9F%A6%89"),
  ])
  func bytesOutsideTheAlphabetAreEscaped(_ key: String, _ stem: String) {
    #expect(SessionStem.stem(of: Array(key.utf8)) == Array(stem.utf8))
    #expect(SessionStem.key(of: Array(stem.utf8)) == Array(key.utf8))
  }

  @Test func anyKeyComesBackAndNoTwoShareAStem() {
    var random = SystemRandomNumberGenerator()
    var stems: [[UInt8]: [UInt8]] = [:]
    let spice: [UInt8] = [0x25, 0x32, 0x45, 0x65, 0x2E, 0xC3, 0xA9, 0x00, 0x2F, 0xFF]
    for _ in 0..<20_000 {
      let key = (0..<Int.random(in: 1...7, using: &random)).map { _ in
        Bool.random(using: &random) ? spice.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      let stem = SessionStem.stem(of: key)
      #expect(SessionStem.key(of: stem) == key)
      #expect(stems[stem] == nil || stems[stem] == key)
      #expect(!stem.contains(0x2F) && !stem.contains(0) && stem.first != 0x2E)
      stems[stem] = key
    }
  }

  @Test(arguments: ["a%2eb", "a b", "a%41", "100%", "x.y"])
  func aForeignNameIsItsOwnKey(_ name: String) throws {
    let fixture = JSONLFixture()
    fixture.put("\(name).jsonl", "{\"role\":\"user\",\"content\":\"foreign\"}\n")
    let store = try fixture.store()
    #expect(try store.list(SessionQuery()).sessions.map(\.key) == [key(name)])
    #expect(try store.texts(name) == ["foreign"])
    try store.say("mine", in: name)
    #expect(Files.names(fixture.sessions).filter { $0.hasSuffix(".jsonl") } == ["\(name).jsonl"])
    #expect(try store.texts(name) == ["foreign", "mine"])
  }

  @Test func aForeignNameBesideOursForOneKeyIsAFinding() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("ours", in: "x.y")
    fixture.put("x.y.jsonl", "{\"role\":\"user\",\"content\":\"foreign\"}\n")
    #expect(try store.list(SessionQuery()).sessions.count == 1)
    #expect(try store.texts("x.y") == ["ours"])
    #expect(try store.summary().findings.map(\.code) == ["session_key_taken"])
  }

  @Test func aKeyWhoseNameWouldBeTooLongIsRefused() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("fits", in: String(repeating: "a", count: 230))
    let long = String(repeating: "a", count: 231)
    #expect(code { try store.say("x", in: long) } == .keyTooLong)
    #expect(code { try store.say("x", in: String(repeating: ".", count: 80)) } == .keyTooLong)
    #expect(try !store.exists(key(long)))
    #expect(try !store.exists(key(String(repeating: ".", count: 1000))))
    #expect(code { _ = try store.removeLast(key(long)) } == .sessionUnknown)
  }

  @Test func aForeignLongNameIsReadAndDeleted() throws {
    let fixture = JSONLFixture()
    let long = String(repeating: "n", count: 249)
    fixture.put("\(long).jsonl", "{\"role\":\"user\",\"content\":\"x\"}\n")
    let store = try fixture.store()
    #expect(try store.texts(long) == ["x"])
    #expect(try store.list(SessionQuery()).sessions.map(\.key) == [key(long)])
    #expect(code { try store.say("y", in: long) } == .keyTooLong)
    #expect(code { _ = try store.removeLast(key(long)) } == .keyTooLong)
    #expect(code { _ = try store.reset(key(long), SessionChange()) } == .keyTooLong)
    #expect(try store.texts(long) == ["x"])
    _ = try store.delete(key(long), SessionChange())
    #expect(try !store.exists(key(long)))
  }

  @Test func aFileUnderAnotherNameIsAFinding() throws {
    let fixture = JSONLFixture()
    let store = try fixture.store()
    try store.say("x", in: "a.b")
    #expect(try store.summary().findings.isEmpty)
    Files.rename(fixture.path("a%2Eb.jsonl"), to: fixture.path("other.jsonl"))
    #expect(try store.summary().findings.map(\.code) == ["session_key_differs"])
  }

  @Test func keysOfAnyBytesAreSessions() throws {
    let store = try JSONLFixture().store()
    let bytes = try SessionKey(bytes: [0xFF, 0, 0x2F, 0x0A, 0x25])
    _ = try store.append(AppendRequest(session: bytes, messages: [user("x")]))
    #expect(try store.list(SessionQuery()).sessions.map(\.key) == [bytes])
    try store.say("nfc", in: "caf\u{E9}")
    try store.say("nfd", in: "cafe\u{301}")
    #expect(try store.texts("caf\u{E9}") == ["nfc"])
    #expect(try store.texts("cafe\u{301}") == ["nfd"])
  }
}
