import Testing

/// Each rule about imports and targets, broken once.
@Suite struct ImportRuleTests {
  @Test func aSoundRepositoryHasNoViolation() {
    #expect(Sample().violations == [])
  }

  @Test func anImportSidewaysIsAViolation() {
    var sample = Sample.adding("internal import Axle", to: "Sources/Wheel/Wheel.swift")
    sample.set("Wheel", ["Iron", "Axle"])
    #expect(
      sample.violations == [
        Violation(rule: .floor, place: "Sources/Wheel/Wheel.swift:2", reason: "Wheel (floor 1) imports Axle (floor 1)")
      ])
  }

  @Test func anImportUpIsAViolation() {
    var sample = Sample.adding("@preconcurrency package import struct Wheel.Rim", to: "Sources/Iron/Iron.swift")
    sample.set("Iron", ["COre", "Wheel"])
    #expect(sample.rules == [.floor])
  }

  @Test func aTargetOnNoFloorIsAViolation() {
    var sample = Sample.adding("internal import Iron", to: "Sources/Spoke/Spoke.swift")
    sample.set("Spoke", ["Iron"])
    #expect(sample.rules == [.unknownTarget])
  }

  @Test func aSystemLibraryWithoutARowIsAViolation() {
    var sample = Sample.adding("internal import CTin", to: "Sources/Iron/Iron.swift")
    sample.set("CTin", [], kind: .system)
    sample.set("Iron", ["COre", "CTin"])
    #expect(sample.rules == [.unknownTarget, .unknownModule])
  }

  @Test func aFileOfNoTargetIsAViolation() {
    #expect(Sample.adding("", to: "Sources/Lost/Lost.swift").rules == [.unknownTarget])
  }

  @Test func aRowWithoutItsTargetIsAViolationUnlessItIsToCome() {
    var sample = Sample()
    sample.targets.removeAll { $0.name == "Axle" }
    sample.files["Sources/Axle/Axle.swift"] = nil
    #expect(sample.rules == [.staleDocument])
    sample.document = sample.document.replacing("`Axle`", with: "`Axle` (to come)")
    #expect(sample.rules == [])
  }

  @Test func aRowStillToComeIsAViolationOnceItsTargetIsHere() {
    var sample = Sample()
    sample.document = sample.document.replacing("`Axle`", with: "`Axle` (to come)")
    #expect(sample.rules == [.staleDocument])
  }

  @Test func anUnknownModuleIsAViolation() {
    #expect(Sample.adding("internal import Testing", to: "Sources/Wheel/Wheel.swift").rules == [.unknownModule])
  }

  @Test(arguments: ["import Foundation", "public import struct Foundation.Data", "internal import FoundationNetworking"])
  func foundationIsAViolation(line: String) {
    #expect(Sample.adding(line, to: "Sources/Wheel/Wheel.swift").rules == [.foundation])
  }

  @Test func anImportInACommentOrATextIsNone() {
    let text = "// import Foundation\n/* \n import Foundation\n */\nlet a = \"\"\"\n  import Foundation\n  \"\"\""
    #expect(Sample.adding(text, to: "Sources/Wheel/Wheel.swift").violations == [])
  }

  @Test(arguments: ["import COre", "package import COre", "@_exported public import COre"])
  func aSystemModuleThatIsNotInternalIsAViolation(line: String) {
    #expect(Sample.adding(line, to: "Sources/Iron/Iron.swift").rules == [.systemModule])
  }

  @Test func aSystemModuleInTwoTargetsIsAViolation() {
    var sample = Sample.adding("internal import COre", to: "Sources/Wheel/Wheel.swift")
    sample.set("Wheel", ["Iron", "COre"])
    #expect(
      sample.violations == [
        Violation(rule: .systemModule, place: "Sources/Wheel/Wheel.swift:2", reason: "COre belongs to Iron"),
        Violation(rule: .systemModule, place: "COre", reason: "is imported by Iron, Wheel"),
      ])
  }

  @Test func theProductReachesOnlyWhatIsMarkedForIt() {
    var sample = Sample.adding("public import Wheel", to: "Sources/Warren/Warren.swift")
    sample.set("Warren", ["Wheel"])
    sample.document = "| floor | module | | |\n| 2 | `Warren` | | |\n\n" + sample.document
    #expect(sample.rules == [])
    sample.document = sample.document.replacing("| yes |", with: "| no |")
    #expect(sample.rules == [.embedding])
  }

  @Test func anImportThatTheManifestDoesNotGiveIsAViolation() {
    var sample = Sample()
    sample.set("Wheel", [])
    #expect(sample.rules == [.manifest])
    #expect(Sample.adding("import Iron", to: "Tests/WheelTests/WheelTests.swift").rules == [.manifest])
  }

  @Test func aDependencyThatIsNotImportedIsAViolation() {
    var sample = Sample()
    sample.files["Sources/Axle/Axle.swift"] = "internal import Glibc\n"
    #expect(sample.violations == [Violation(rule: .manifest, place: "Axle", reason: "depends on Iron and does not import it")])
  }
}
