import Glibc
import Platform
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("bot-*", "bot-7", true), ("bot-*", "bot-", true), ("bot-*", "robot-7", false), ("*", ".hidden", true), ("*", "", true),
    ("?", "a", true), ("?", "", false), ("?", "é", false), ("??", "é", true), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
    ("a\\*", "a*", true), ("a\\*", "ab", false), ("*/b", "a/b", true), ("Bot", "bot", false), ("*.é*", "x.é1", true), ("", "", true),
    ("", "a", false), ("[", "[", true),
  ])
  func matchesAsTheShellDoes(pattern: String, name: String, expected: Bool) throws {
    let glob = try #require(Glob(pattern: Array(pattern.utf8)))
    #expect(glob.matches(Array(name.utf8)) == expected)
  }

  @Test func bytesThatAreNoTextCountOneByOne() throws {
    let three = try #require(Glob(pattern: Array("a???".utf8)))
    #expect(three.matches([0x61, 0xFF, 0xC3, 0x80 | 0x29]))
    #expect(!three.matches([0x61, 0xFF, 0xC3]))
    let exact = try #require(Glob(pattern: [0xFF, UInt8(ascii: "*")]))
    #expect(exact.matches([0xFF, 0xFE]))
    #expect(!exact.matches([0xFE, 0xFF]))
  }

  @Test func theTwoFormsOfAnAccentAreTwoNames() throws {
    let composed = try #require(Glob(pattern: Array("caf\u{E9}*".utf8)))
    #expect(composed.matches(Array("caf\u{E9}".utf8)))
    #expect(!composed.matches(Array("cafe\u{301}".utf8)))
  }

  @Test func theLocaleOfTheProgramDoesNotMatter() throws {
    let glob = try #require(Glob(pattern: Array("?".utf8)))
    let utf8 = try #require(newlocale(1 << LC_CTYPE, "C.UTF-8", nil))
    let before = uselocale(utf8)
    defer {
      uselocale(before)
      freelocale(utf8)
    }
    #expect(fnmatch("?", "é", 0) == 0)
    #expect(!glob.matches(Array("é".utf8)))
    #expect(glob.matches([0xFF]))
  }

  @Test func aNULIsInNoNameAndNoPattern() throws {
    #expect(Glob(pattern: [0x61, 0]) == nil)
    #expect(try #require(Glob(pattern: [0x2A])).matches([0x61, 0]) == false)
  }

  @Test func longNamesAndManyStarsEnd() throws {
    let stars = Array(String(repeating: "*a", count: 100).utf8) + [0x62]
    #expect(try #require(Glob(pattern: stars)).matches([UInt8](repeating: 0x61, count: 255)) == false)
    #expect(try #require(Glob(pattern: [0x2A])).matches([UInt8](repeating: 0xFF, count: 255)))
  }
}
