import Platform
import Testing

@Suite struct SHA256Tests {
  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func answersTheStandardVectors(text: String, expected: String) {
    #expect(Self.hex(SHA256.digest(Array(text.utf8))) == expected)
  }

  @Test(arguments: Array(0...130) + [1000, 4095, 4096, 4097, 100_001]) func piecesMakeTheSameDigest(length: Int) throws {
    let bytes = try RandomBytes.make(length)
    let whole = SHA256.digest(bytes)
    for step in [1, 7, 63, 64, 65] where length < 5000 {
      var digest = SHA256()
      for start in stride(from: 0, to: length, by: step) { digest.update(Array(bytes[start..<min(start + step, length)])) }
      #expect(digest.finish() == whole)
    }
  }

  @Test func agreesWithSha256sum() throws {
    let directory = try TemporaryDirectory()
    let lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129] + (0..<20).map { _ in Int.random(in: 0..<200_000) }
    var expected: [String] = []
    for (index, length) in lengths.enumerated() {
      let bytes = try RandomBytes.make(length)
      try directory.root.createExclusive(FilePath("f\(index)")).write(bytes)
      expected.append(Self.hex(SHA256.digest(bytes)))
    }
    let files = lengths.indices.map { "\(directory.path)/f\($0)" }
    let lines = try Child.output(of: ["/usr/bin/sha256sum"] + files).split(separator: "\n")
    #expect(lines.map { String($0.prefix(64)) } == expected)
  }
}
