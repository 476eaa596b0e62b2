import CommandTree
import TestSupport
import Testing
import WarrenCommands

@Suite struct HelpTests {
  static let golden = Project.root + "/Tests/WarrenCommandsTests/Golden"

  /// Every path of the tree, the root's first.
  static let paths: [[String]] = {
    func below(_ spec: CommandSpec, _ path: [String]) -> [[String]] {
      [path] + spec.subcommands.flatMap { below($0, path + [$0.name]) }
    }
    return below(WarrenTree.spec, [])
  }()

  @Test func treeIsSound() {
    #expect(TreeValidator.problems(in: WarrenTree.spec) == [])
  }

  /// Run with `WARREN_UPDATE_GOLDEN=1` to write the files anew; then read the difference.
  @Test(arguments: paths) func helpIsAsItWas(_ path: [String]) throws {
    let text = try #require(HelpText(WarrenTree.spec, path: path, width: 100)).text()
    let file = "\(Self.golden)/\((["warren"] + path).joined(separator: "-")).txt"
    if Environment.value("WARREN_UPDATE_GOLDEN") != nil { Files.write(file, text) }
    try #require(Files.exists(file), "there is no golden file for this command")
    #expect(Files.text(file) == text)
  }

  @Test func noGoldenFileIsLeftOver() {
    let expected = Set(Self.paths.map { (["warren"] + $0).joined(separator: "-") + ".txt" })
    #expect(Set(Files.names(Self.golden)) == expected)
  }
}
