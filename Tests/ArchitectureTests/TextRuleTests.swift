import Testing

/// Each rule about the text of files, broken once.
@Suite struct TextRuleTests {
  private let path = "Sources/Wheel/Wheel.swift"

  @Test func aFileOfTheGreatestLengthIsSoundAndOneLineMoreIsNot() {
    var sample = Sample()
    sample.files["Tests/WheelTests/WheelTests.swift"] = String(repeating: "\n", count: Architecture.longestFile)
    #expect(sample.rules == [])
    sample.files["Tests/WheelTests/WheelTests.swift"] = String(repeating: "\n", count: Architecture.longestFile + 1)
    #expect(sample.rules == [.fileSize])
  }

  @Test(arguments: ["final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "@Mark nonisolated(unsafe) let b: B"])
  func anUnsafeMarkNeedsItsReason(line: String) {
    #expect(Sample.adding(line, to: path).rules == [.unsafeReason])
    #expect(Sample.adding("// Unsafe, somehow.\n" + line, to: path).rules == [.unsafeReason])
    #expect(Sample.adding("// Safe because of this.\n\n" + line, to: path).rules == [.unsafeReason])
    #expect(Sample.adding("// Safe because of this.\n" + line, to: path).rules == [])
    #expect(Sample.adding("  // Safe because of this\n  // and that.\n  @Mark\n  " + line, to: path).rules == [])
  }

  @Test func moreUnsafeMarksThanAllowedAreAViolation() {
    let marked = "// Safe because it is a sample.\nnonisolated(unsafe) var a = 1\n"
    #expect(Sample.adding(String(repeating: marked, count: Architecture.mostUnsafe), to: path).rules == [])
    #expect(Sample.adding(String(repeating: marked, count: Architecture.mostUnsafe + 1), to: path).rules == [.unsafeCount])
  }

  @Test(arguments: [
    "let a = try! b()", "let a = b as! C", "fatalError(\"no\")", "default: fatalError()", "let a = b!", "a()!.b", "a[0]!.b", "var a: Int!",
    "let text = \"\\(b!)\"",
  ])
  func whatTrapsIsAViolation(line: String) {
    #expect(Sample.adding(line, to: path).rules == [.trap])
  }

  @Test(arguments: [
    "let a = try b()", "let a = b as? C", "a != b", "if !a { }", "f(!a)", "let a = \"try! as! fatalError( a!\"", "// try! a!", "/* as! */",
    "let a = #\"say \"b!\" \\(c!)\"#", "myfatalError()",
  ])
  func whatDoesNotTrapIsSound(line: String) {
    #expect(Sample.adding(line, to: path).violations == [])
  }
}
