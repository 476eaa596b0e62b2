import Platform
import Testing

@Suite struct DirectoryReaderTests {
  @Test(arguments: [4096, DirectoryReader.defaultBufferSize]) func everyEntryIsReadOnce(bufferSize: Int) throws {
    let directory = try TemporaryDirectory()
    let expected = try (0..<5000).map { number in
      let name = Array("agent-\(number)".utf8)
      try directory.root.makeDirectory(FilePath(bytes: name))
      return name
    }
    var reader = try DirectoryReader(directory.root, bufferSize: bufferSize)
    var names: [[UInt8]] = []
    try reader.visit { entry in
      names.append(Array(entry.name))
      #expect(entry.kind == .directory || entry.kind == nil)
    }
    #expect(names.count == 5000)
    #expect(Set(names) == Set(expected))
  }

  @Test func entriesCarryKindInodeAndStatus() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "file")
    try directory.makeFIFO("fifo")
    try directory.root.makeDirectory("directory")
    try directory.root.makeSymbolicLink("link", to: "file")
    var reader = try DirectoryReader(directory.root)
    var kinds: [String: FileKind] = [:]
    while let entry = try reader.next() {
      let status = try directory.root.status(of: entry)
      #expect(entry.kind == nil || entry.kind == status.kind)
      #expect(entry.inode == status.identity.inode)
      kinds[String(decoding: entry.name, as: UTF8.self)] = status.kind
    }
    #expect(kinds == ["file": .regular, "fifo": .fifo, "directory": .directory, "link": .symbolicLink])
  }

  @Test func aReaderBeginsAnewElsewhere() throws {
    let directory = try TemporaryDirectory()
    try directory.root.makeDirectory("a")
    try directory.write("x", to: "a/x")
    var reader = try DirectoryReader(directory.root)
    while try reader.next() != nil {}
    try reader.restart(in: directory.root.openDirectory("a"))
    let name = try reader.next().map { Array($0.name) }
    #expect(name == [0x78])
    let end = try reader.next() == nil
    #expect(end)
  }

  @Test func entriesRemovedWhileReadingAreNoError() throws {
    let directory = try TemporaryDirectory()
    for number in 0..<500 { try directory.write("", to: FilePath("f\(number)")) }
    var reader = try DirectoryReader(directory.root, bufferSize: 4096)
    var seen = 0
    while let entry = try reader.next() {
      try directory.root.unlink(FilePath(bytes: Array(entry.name)))
      seen += 1
    }
    #expect(seen == 500)
    #expect(try directory.names() == [])
  }

  @Test func aRemovedDirectoryIsEmpty() throws {
    let directory = try TemporaryDirectory()
    try directory.root.makeDirectory("d")
    var reader = try DirectoryReader(directory.root.openDirectory("d"))
    try directory.root.removeDirectory("d")
    let end = try reader.next() == nil
    #expect(end)
  }
}
