import Platform
import Testing

@Suite struct FilePathTests {
  @Test func refusesNUL() throws {
    #expect(failure { _ = try FilePath(bytes: [0x61, 0, 0x62]) }?.call == .path)
    #expect(failure { _ = try FilePath("a").appending([0]) } != nil)
  }

  @Test(arguments: [
    ("/a/b", "b", "/a"), ("/a//b//", "b", "/a"), ("/a", "a", "/"), ("a", "a", "."), ("a/b/c", "c", "a/b"), ("//a", "a", "/"),
    ("a/..", "..", "a"),
  ])
  func partsAreThoseOfTheBytes(path: String, last: String, parent: String) throws {
    let path = try FilePath(path)
    #expect(path.lastComponent == Array(last.utf8))
    #expect(path.parent == (try FilePath(parent)))
  }

  @Test(arguments: ["", "/", "///"]) func theTopHasNoParent(path: String) throws {
    #expect(try FilePath(path).parent == nil)
    #expect(try FilePath(path).lastComponent == nil)
  }

  @Test func appendingPutsOneSlashAndChangesNothingElse() throws {
    #expect(try FilePath("/a").appending("b/../c".utf8) == "/a/b/../c")
    #expect(try FilePath("/").appending("b".utf8) == "/b")
    #expect(try FilePath("").appending("b".utf8) == "b")
    #expect(try FilePath(bytes: [0xFF]).appending([0xFE]).bytes == [0xFF, 0x2F, 0xFE])
  }

  @Test func theTwoSpellingsOfCafeAreTwoPaths() {
    #expect(Set([FilePath("caf\u{E9}"), FilePath("cafe\u{301}")]).count == 2)
  }

  @Test func cStringHoldsTheBytesAndEnds() throws {
    let copy = try FilePath(bytes: [0xFF, 0x0A]).withCString { [$0[0], $0[1], $0[2]] }
    #expect(copy == [-1, 10, 0])
  }
}
