import TestSupport
import Testing
import WarrenCommands
import WarrenModel

/// `Docs/output.md` names what the sources produce.
@Suite struct OutputDocumentTests {
  private static let document = Files.text(Project.root + "/Docs/output.md")

  /// What stands between `start` and the next quotation mark, wherever it stands.
  private func words(after start: String, in text: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let place = rest.firstRange(of: start) {
      rest = rest[place.upperBound...]
      found.append(String(rest.prefix { $0 != "\"" }))
    }
    return found
  }

  @Test func everyErrorCodeIsDescribed() {
    let codes = words(after: "ErrorCode(rawValue: \"", in: Files.text(Project.root + "/Sources/WarrenModel/ErrorCode.swift"))
    #expect(codes.count > 40)
    for code in codes { #expect(Self.document.contains("\n| `\(code)` | "), "\(code)") }
  }

  @Test(arguments: ["AgentRegistry", "SessionStore"]) func everyFindingCodeIsDescribed(_ module: String) {
    var codes: Set<String> = []
    for file in swiftFiles(Project.root + "/Sources/" + module) {
      // Where the code is the first argument, it may stand on a line of its own.
      let text = Files.text(file).filter { $0 != "\n" && $0 != " " }
      for start in ["Finding(code:\"", "Findings.made(\"", "made(\"", "note(\"", "add(\""] {
        codes.formUnion(words(after: start, in: text).filter { isCode($0) })
      }
    }
    #expect(codes.count > 10)
    let section = Self.document[(Self.document.firstRange(of: "## Finding codes")?.upperBound ?? Self.document.startIndex)...]
    for code in codes { #expect(section.contains("\n| `\(code)` | "), "\(code)") }
  }

  @Test func everyFormatIsDescribed() {
    let formats = words(
      after: "StoreFormat(rawValue: \"", in: Files.text(Project.root + "/Sources/WarrenModel/Inspection/StoreFormat.swift"))
    #expect(formats.count > 10)
    let section = Self.document[(Self.document.firstRange(of: "### INSPECTION")?.upperBound ?? Self.document.startIndex)...]
    for format in formats { #expect(section.contains("`\(format)`"), "\(format)") }
  }

  @Test func everyKindAndStateOfAnOperationIsDescribed() {
    let kinds = words(
      after: "OperationKind(rawValue: \"", in: Files.text(Project.root + "/Sources/WarrenModel/Operations/OperationKind.swift"))
    #expect(kinds.count > 10)
    for kind in kinds { #expect(Self.document.contains("\n| `\(kind)` | "), "\(kind)") }
    for state in Operation.State.allCases {
      #expect(Self.document.contains("`\(state.rawValue)` (") || Self.document.contains(" `\(state.rawValue)`,"), "\(state)")
    }
  }

  private func isCode(_ word: String) -> Bool {
    word.contains("_") && word.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  private func swiftFiles(_ directory: String) -> [String] {
    Files.names(directory).flatMap { $0.hasSuffix(".swift") ? ["\(directory)/\($0)"] : swiftFiles("\(directory)/\($0)") }
  }
}
