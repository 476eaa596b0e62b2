/// One command of a command line as plain data: parser, help, completions and the validator read the same value.
///
/// The root is a `CommandSpec` too: its name is the program's. The options of a command are taken by it and by all below it, so those of the
/// root are the global ones. `--help` and `-h` are understood everywhere and are not declared.
package struct CommandSpec: Hashable, Sendable {
  /// One word, kebab-case.
  package let name: String
  /// One line of at most 80 columns without a period.
  package let summary: String
  /// Paragraphs parted by empty lines; wrapped when shown.
  package let discussion: String
  package let arguments: [ArgumentSpec]
  package let options: [OptionSpec]
  /// Groups of option names of which at most one may be given.
  package let exclusive: [[String]]
  package let examples: [ExampleSpec]
  package let subcommands: [CommandSpec]
  /// Parsed, but neither listed nor completed.
  package let hidden: Bool

  package init(
    _ name: String, _ summary: String, discussion: String = "", arguments: [ArgumentSpec] = [], options: [OptionSpec] = [],
    exclusive: [[String]] = [], examples: [ExampleSpec] = [], subcommands: [CommandSpec] = [], hidden: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.exclusive = exclusive
    self.examples = examples
    self.subcommands = subcommands
    self.hidden = hidden
  }

  /// The commands along a path of names below this one, this one first; nil where there is no such command.
  package func commands(along path: some Sequence<String>) -> [CommandSpec]? {
    var found = [self]
    var last = self
    for name in path {
      guard let next = last.subcommands.first(where: { $0.name == name }) else { return nil }
      found.append(next)
      last = next
    }
    return found
  }

  /// Whether this command or one below it declares the option.
  func declaresBelow(_ option: String) -> Bool {
    subcommands.contains { below in below.options.contains { $0.names.contains(option) } || below.declaresBelow(option) }
  }
}
