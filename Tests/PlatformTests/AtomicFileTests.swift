import Glibc
import Platform
import Testing

@Suite struct AtomicFileTests {
  @Test func replacesTheWholeFile() throws {
    let directory = try TemporaryDirectory()
    try directory.write("old and longer", to: "f")
    try AtomicFile.write(Array("new".utf8), to: "f", in: directory.root, mode: 0o640)
    #expect(try directory.read("f") == "new")
    #expect(try directory.root.status(of: "f").mode == 0o640)
    #expect(try directory.names() == [[0x66]])
  }

  @Test func largeContentIsStreamed() throws {
    let directory = try TemporaryDirectory()
    var expected: [UInt8] = []
    try AtomicFile.write("f", in: directory.root) { file in
      for number in 0..<20_000 {
        let line = Array("line \(number)\n".utf8)
        expected += line
        try file.write(line)
      }
      let large = [UInt8](repeating: 0x7A, count: 200_000)
      expected += large
      try large.withUnsafeBytes { try file.write($0) }
      try file.write([1])
      expected.append(1)
    }
    #expect(try directory.root.openRegular("f").readToEnd() == expected)
  }

  @Test(arguments: [
    (SystemCall.write, ENOSPC), (.sync, EIO), (.rename, EXDEV), (.open, EMFILE), (.changeMode, EPERM),
  ])
  func anyFailureLeavesTheOriginalAndNothingElse(call: SystemCall, code: CInt) throws {
    let directory = try TemporaryDirectory()
    try directory.write("original", to: "f")
    // The first open is the directory itself; the second the temporary file.
    let calls = SystemCalls.failing(call, nth: call == .open ? 2 : 1, with: code)
    let root = try WorkingDirectory().openDirectory(directory.path)
    let seen = FileDescriptor(owning: root.relinquish(), calls: calls)
    #expect(failure { try AtomicFile.write(Array("new".utf8), to: "f", in: seen) }?.code == code)
    #expect(try directory.read("f") == "original")
    #expect(try directory.names() == [[0x66]])
  }

  @Test func aDirectoryThatCannotBeSyncedIsReportedAfterTheRename() throws {
    let directory = try TemporaryDirectory(calls: .failing(.sync, nth: 2, with: EIO))
    #expect(failure { try AtomicFile.write(Array("new".utf8), to: "f", in: directory.root) }?.code == EIO)
    #expect(try directory.read("f") == "new")
    #expect(try directory.names() == [[0x66]])
  }

  @Test func aBodyThatThrowsLeavesTheOriginal() throws {
    struct Refusal: Error {}
    let directory = try TemporaryDirectory()
    try directory.write("original", to: "f")
    #expect(throws: Refusal.self) {
      try AtomicFile.write("f", in: directory.root) { file in
        try file.write([UInt8](repeating: 1, count: 100_000))
        throw Refusal()
      }
    }
    #expect(try directory.read("f") == "original")
    #expect(try directory.names() == [[0x66]])
  }

  @Test func aNameOfFullLengthIsWritten() throws {
    let directory = try TemporaryDirectory()
    let name = try FilePath(bytes: [UInt8](repeating: 0xFF, count: 255))
    try AtomicFile.write([1, 2], to: name, in: directory.root)
    #expect(try directory.names() == [name.bytes])
  }

  @Test(arguments: ["", "a/b"]) func onlyOneComponentIsAName(name: String) throws {
    let directory = try TemporaryDirectory()
    #expect(failure { try AtomicFile.write([1], to: FilePath(name), in: directory.root) }?.code == EINVAL)
  }

  @Test func leftoversAreKnownByTheirName() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicFile("meta.json", in: directory.root)
    let name = try #require(try directory.names().first)
    #expect(AtomicFile.isTemporaryName(name))
    for other in [".tmp.", ".a.tmp.xyz", "a.tmp.0123456789abcdef", ".warren.json", ".a.tmp.0123456789abcdeg"] {
      #expect(!AtomicFile.isTemporaryName(Array(other.utf8)))
    }
    _ = consume file
    #expect(try directory.names() == [])
  }
}
