import CommandTree
import Testing

@Suite struct TreeValidatorTests {
  @Test func theSampleIsSound() { #expect(TreeValidator.problems(in: Sample.tree) == []) }

  private static let name = ArgumentSpec("NAME", "A name", required: false)

  @Test(arguments: [
    (CommandSpec("x", ""), "x: the summary is missing"), (CommandSpec("x", "Ends."), "x: the summary ends with a period"),
    (CommandSpec("x", String(repeating: "y", count: 81)), "x: the summary is longer than a line of 80 columns"),
    (CommandSpec("xY", "Is"), "xY: the name is not kebab-case"),
    (CommandSpec("x", "Is", options: [.flag("a_b", "Is")]), "x: option --a_b is not kebab-case"),
    (CommandSpec("x", "Is", options: [.flag("-a", "Is")]), "x: option ---a is not kebab-case"),
    (CommandSpec("x", "Is", options: [.flag("a", "")]), "x: option --a has no help"),
    (CommandSpec("x", "Is", options: [.flag("a", "Is"), .flag("a", "Is")]), "x: option --a is declared twice"),
    (CommandSpec("x", "Is", options: [.flag("help", "Is")]), "x: option --help is declared twice"),
    (CommandSpec("x", "Is", options: [.flag("how", short: "h", "Is")]), "x: option -h is declared twice"),
    (
      CommandSpec("x", "Is", options: [.flag("a", "Is")], subcommands: [CommandSpec("y", "Is", options: [.flag("a", "Is")])]),
      "x y: option --a is declared twice"
    ),
    (CommandSpec("x", "Is", options: [.flag("a", short: "é", "Is")]), "x: short option -é is not a letter or digit"),
    (
      CommandSpec("x", "Is", arguments: [name, ArgumentSpec("KEY", "A key")]), "x: required argument KEY follows optional NAME"
    ),
    (
      CommandSpec("x", "Is", arguments: [ArgumentSpec("A", "Is", repeating: true), ArgumentSpec("B", "Is")]),
      "x: repeating argument A is not the last"
    ),
    (CommandSpec("x", "Is", arguments: [name], subcommands: [CommandSpec("y", "Is")]), "x: has both subcommands and arguments"),
    (CommandSpec("x", "Is", subcommands: [CommandSpec("y", "Is"), CommandSpec("y", "Is")]), "x: command y is declared twice"),
    (CommandSpec("x", "Is", subcommands: [CommandSpec("help", "Is")]), "x: the command help is built in"),
    (CommandSpec("x", "Is", exclusive: [["a"]]), "x: exclusive option --a is not declared"),
    (CommandSpec("x", "Is", options: [.value("a", "A", "Is", allowed: ["b c"])]), "x: value b c of --a would need quotes"),
    (
      CommandSpec("x", "Is", options: [.value("a", "A", "Is", completion: .lines(["$(date)"]))]),
      "x: the completion of --a has no words, or some that would need quotes"
    ),
    (
      CommandSpec("x", "Is", options: [.value("a", "A", "Is", defaultText: "1", required: true)]),
      "x: required option --a is hidden or has a default"
    ),
    (
      CommandSpec("x", "Is", options: [.flag("b", "Is"), .value("a", "A", "Is", completion: .lines(["y"], carrying: ["b"]))]),
      "x: the completion of --a carries --b, which takes no value here"
    ),
    (CommandSpec("x", "Is", examples: [ExampleSpec("x", "")]), "x: an example is empty"),
  ])
  func eachMistakeIsFound(tree: CommandSpec, problem: String) { #expect(TreeValidator.problems(in: tree) == [problem]) }
}
