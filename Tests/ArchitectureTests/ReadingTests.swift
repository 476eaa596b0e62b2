import Testing

/// What the rules read: code, imports, the manifest's JSON and the document's tables.
@Suite struct ReadingTests {
  @Test(arguments: [
    ("a // b", "a     "),
    ("a /* b /* c */ d */ e", "a                   e"),
    ("\"a\" b", "    b"),
    ("\"\\\"a\" b", "      b"),
    ("\"\\(a)\" b", "   a   b"),
    ("\"\\(f(\"x\", (y)))z\" b", "   f(   , (y))    b"),
    ("#\"\\(a)\"\"# b", "          b"),
    ("#\"\\#(a)\"# b", "     a    b"),
    ("\"\"\"\n\"a\" \\(b)\n\"\"\" c", "   \n      b \n    c"),
    ("#if a", "#if a"),
    ("\"open\na", "     \na"),
    ("/* open", "       "),
  ])
  func codeIsWhatIsNeitherCommentNorText(source: String, code: String) {
    #expect(String(decoding: SwiftText.code(of: Array(source.utf8)), as: UTF8.self) == code)
  }

  @Test(arguments: [
    ("import A", "A", nil), ("  internal import A.B", "A", "internal"), ("@_spi(X) public import struct A.B", "A", "public"),
    ("private import class A.B;", "A", "private"), ("\timport\tA", "A", nil),
  ])
  func importsAreRead(line: String, module: String, access: String?) {
    #expect(ImportLine(line)?.module == module)
    #expect(ImportLine(line)?.access == access)
  }

  @Test(arguments: ["", "important", "let a = b", "func import(a)", "import", "public struct A"])
  func otherLinesAreNoImports(line: String) {
    #expect(ImportLine(line) == nil)
  }

  @Test func theManifestIsRead() throws {
    let json = """
      {"targets": [
        {"name": "COre", "type": "system", "dependencies": []},
        {"name": "A", "type": "executable", "path": "Elsewhere/A", "dependencies": [
          {"byName": ["COre", null]}, {"target": ["B", null]}, {"product": ["P", "package", null, null]}]},
        {"name": "ATests", "type": "test", "dependencies": []}
      ]}
      """
    let manifest = try Manifest(json: Array(json.utf8))
    #expect(manifest.targets.map(\.name) == ["COre", "A", "ATests"])
    #expect(manifest.targets.map(\.kind) == [.system, .other, .test])
    #expect(manifest.targets.map(\.path) == ["Sources/COre", "Elsewhere/A", "Tests/ATests"])
    #expect(manifest.targets[1].dependencies == ["COre", "B", "P"])
  }

  @Test func theTablesAreRead() {
    let table = FloorTable(
      markdown: """
        Text | with a bar.
        | floor | module | knows | must not know |
        |---|---|---|---|
        | 12 | `A` (to come) | much | little |
        | x | `B` | | |
        | other | table |
        """)
    #expect(table.floors == ["A": 12])
    #expect(table.planned == ["A"])
    let sample = FloorTable(markdown: Sample().document)
    #expect(sample.floors == ["Wheel": 1, "Axle": 1, "Iron": 0])
    #expect(sample.systemModules == ["COre": FloorTable.SystemModule(owner: "Iron", isEmbeddable: true)])
    #expect(sample.toolchain == ["Glibc"])
  }
}
