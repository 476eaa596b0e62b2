import Glibc
import Platform
import Testing

@Suite struct DescriptorTests {
  @Test func readsWhatWasWrittenAtAnyOffset() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.root.createExclusive("f")
    try file.write(Array("hello world".utf8))
    try file.write(Array("W".utf8), at: 6)
    try file.syncData()
    try file.sync()
    #expect(try directory.read("f") == "hello World")
    #expect(try file.readBytes(100, at: 6) == Array("World".utf8))
    try file.truncate(to: 5)
    #expect(try file.status().size == 5)
    try file.close()
  }

  @Test func newFilesAndDirectoriesArePrivate() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "f")
    try directory.root.makeDirectory("d")
    #expect(try directory.root.status(of: "f").mode == 0o600)
    #expect(try directory.root.status(of: "d").mode == 0o700)
  }

  @Test func descriptorsAreClosedOnExec() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.root.createExclusive("f")
    let copy = try file.duplicate()
    for number in [directory.root.rawValue, file.rawValue, copy.rawValue] { #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0) }
  }

  @Test func exclusiveCreationRefusesWhatIsThere() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "f")
    #expect(failure { _ = try directory.root.createExclusive("f") }?.alreadyExists == true)
    #expect(failure { _ = try directory.root.openRegular("f", .readWrite, creating: .exclusive) }?.alreadyExists == true)
    #expect(try directory.read("f") == "x")
  }

  @Test func appendedBytesGoToTheEnd() throws {
    let directory = try TemporaryDirectory()
    try directory.write("one\n", to: "f")
    let file = try directory.root.openRegular("f", .append)
    try file.write(Array("two\n".utf8))
    #expect(try directory.read("f") == "one\ntwo\n")
  }

  @Test func openingAFIFODoesNotBlockAndIsRefused() throws {
    let directory = try TemporaryDirectory()
    try directory.makeFIFO("fifo")
    #expect(failure { _ = try directory.root.openRegular("fifo") }?.isNotRegularFile == true)
    #expect(failure { _ = try directory.root.openRegular("fifo", .append, creating: .ifMissing) }?.isNotRegularFile == true)
    #expect(failure { _ = try directory.root.openRegular(".") }?.isNotRegularFile == true)
    #expect(try directory.root.status(of: "fifo").kind == .fifo)
  }

  @Test func symbolicLinksAreNotFollowedUnasked() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "f")
    try directory.root.makeDirectory("d")
    try directory.root.makeSymbolicLink("to-f", to: "f")
    try directory.root.makeSymbolicLink("to-d", to: "d")
    try directory.root.makeSymbolicLink("to-nothing", to: "nothing")
    #expect(failure { _ = try directory.root.openRegular("to-f") }?.isSymbolicLink == true)
    #expect(failure { _ = try directory.root.openRegular("to-nothing", .append, creating: .ifMissing) }?.isSymbolicLink == true)
    let refusal = failure { _ = try directory.root.openDirectory("to-d") }
    #expect(refusal?.isSymbolicLink == true || refusal?.isNotDirectory == true)
    let followed = try directory.root.openDirectory("to-d", following: true).status().identity
    #expect(try followed == directory.root.status(of: "d").identity)
    #expect(try directory.root.status(of: "to-f").kind == .symbolicLink)
    #expect(try directory.root.status(of: "to-f", following: true).kind == .regular)
    #expect(try directory.root.readLink("to-f") == "f")
  }

  @Test func longLinksAreReadWhole() throws {
    let directory = try TemporaryDirectory()
    let target = try FilePath(bytes: [UInt8](repeating: 0x61, count: 1000))
    try directory.root.makeSymbolicLink("l", to: target)
    #expect(try directory.root.readLink("l") == target)
  }

  @Test(arguments: [
    [0x0A], [0xFF, 0xFE], [0x20, 0x2D, 0x72, 0x66], [UInt8](repeating: 0x80, count: 255), Array("-rf".utf8), Array("..x".utf8),
  ])
  func namesAreAnyBytes(name: [UInt8]) throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: try FilePath(bytes: name))
    #expect(try directory.names() == [name])
    #expect(try directory.root.exists(FilePath(bytes: name)))
  }

  @Test func tooLongANameIsSaid() throws {
    let directory = try TemporaryDirectory()
    let name = try FilePath(bytes: [UInt8](repeating: 0x61, count: 256))
    #expect(failure { _ = try directory.root.createExclusive(name) }?.isNameTooLong == true)
  }

  @Test func renameRefusesANameThatIsTaken() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a", to: "a")
    try directory.write("b", to: "b")
    #expect(failure { try directory.root.rename("a", to: "b", in: directory.root) }?.alreadyExists == true)
    #expect(try directory.read("b") == "b")
    try directory.root.rename("a", to: "b", in: directory.root, replacing: true)
    #expect(try directory.read("b") == "a")
    #expect(try !directory.root.exists("a"))
    try directory.root.makeDirectory("d")
    try directory.root.makeDirectory("e")
    #expect(failure { try directory.root.rename("d", to: "e", in: directory.root) }?.alreadyExists == true)
  }

  @Test func hardLinksShareTheirIdentity() throws {
    let directory = try TemporaryDirectory()
    try directory.write("x", to: "a")
    try directory.root.link("a", to: "b", in: directory.root)
    let status = try directory.root.status(of: "a")
    #expect(try directory.root.status(of: "b").identity == status.identity)
    #expect(status.links == 2)
    try directory.root.unlink("a")
    #expect(try directory.read("b") == "x")
  }

  @Test func statusAgreesWithStat() throws {
    let directory = try TemporaryDirectory()
    try directory.write("12345", to: "f")
    var expected = stat()
    #expect(fstatat(directory.root.rawValue, "f", &expected, 0) == 0)
    let status = try directory.root.status(of: "f")
    #expect(status.identity == FileIdentity(device: UInt64(expected.st_dev), inode: UInt64(expected.st_ino)))
    #expect(status.modified == Int64(expected.st_mtim.tv_sec) * 1_000_000_000 + Int64(expected.st_mtim.tv_nsec))
    #expect(status.changed == Int64(expected.st_ctim.tv_sec) * 1_000_000_000 + Int64(expected.st_ctim.tv_nsec))
    #expect(status.size == 5)
  }

  @Test func whatIsMissingIsNotFound() throws {
    let directory = try TemporaryDirectory()
    #expect(failure { _ = try directory.root.status(of: "x") }?.isNotFound == true)
    #expect(try directory.root.statusIfExists(of: "x") == nil)
    #expect(failure { try directory.root.unlink("x") }?.description == "unlink x: No such file or directory")
    #expect(failure { try directory.root.removeDirectory("x") }?.isNotFound == true)
  }

  @Test func removingADirectoryNeedsItEmpty() throws {
    let directory = try TemporaryDirectory()
    try directory.root.makeDirectory("d")
    try directory.write("x", to: "d/f")
    #expect(failure { try directory.root.removeDirectory("d") }?.isNotEmpty == true)
    try directory.root.unlink("d/f")
    try directory.root.removeDirectory("d")
    try directory.root.sync()
    #expect(try directory.names() == [])
  }

  @Test func resolvingFollowsEveryLink() throws {
    let directory = try TemporaryDirectory()
    try directory.root.makeDirectory("d")
    try directory.root.makeSymbolicLink("l", to: "d")
    let resolved = try WorkingDirectory().resolve(directory.path.appending("l/../l".utf8))
    #expect(try resolved == WorkingDirectory().resolve(directory.path.appending("d".utf8)))
  }

  @Test func copiedRangesHoldTheSameBytes() throws {
    let directory = try TemporaryDirectory()
    try directory.write("0123456789", to: "a")
    let source = try directory.root.openRegular("a")
    let copy = try directory.root.createExclusive("b")
    let count = try copy.copyRange(from: source, at: 2, to: 0, count: 5)
    #expect(try directory.read("b") == String("23456".prefix(count)))
  }

  @Test func identityDescriptorsNeitherReadNorOpen() throws {
    let directory = try TemporaryDirectory()
    try directory.makeFIFO("fifo")
    let named = try directory.root.openIdentity("fifo")
    #expect(try named.status().kind == .fifo)
  }

  @Test func aSharedDescriptorClosesOnce() throws {
    let directory = try TemporaryDirectory()
    let shared = SharedDescriptor(try directory.root.createExclusive("f"))
    try shared.close()
    try shared.close()
    #expect(shared.isClosed)
    #expect(failure { try shared.write([1]) }?.code == EBADF)
  }

  @Test func filesOfProcAreReadToTheirEnd() throws {
    let text = try WorkingDirectory().openRegular("/proc/self/maps").readToEnd()
    #expect(text.count > 1000)
    #expect(text.last == 0x0A)
  }

  @Test func aChosenCallFailsAndTheNextOneHappens() throws {
    let directory = try TemporaryDirectory(calls: .failing(.makeDirectory, nth: 2, with: ENOSPC))
    try directory.root.makeDirectory("a")
    #expect(failure { try directory.root.makeDirectory("b") }?.isNoSpace == true)
    try directory.root.makeDirectory("c")
    #expect(try directory.names() == [[0x61], [0x63]])
  }

  @Test func whatIsOpenedInheritsTheSeam() throws {
    let directory = try TemporaryDirectory(calls: .failing(.write, with: EIO))
    try directory.root.makeDirectory("d")
    let file = try directory.root.openDirectory("d").createExclusive("f")
    #expect(failure { try file.write([1]) }?.code == EIO)
    try file.write([2])
  }
}
