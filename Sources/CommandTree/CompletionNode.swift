/// What completion needs to know of one command.
struct CompletionNode {
  /// One value that the shell can offer something for.
  struct Value {
    /// The words that the shell matches: the spellings of an option.
    let words: [String]
    /// What is offered, as words: `any`, `files`, `dirs`, `words a b`, or `lines --carried,--options the words`.
    let kind: String
  }

  /// The names below the root, parted by spaces; empty for the root.
  let path: String
  /// Visible subcommands and their summaries.
  let commands: [(String, String)]
  /// Visible options that the command takes, and their help.
  let options: [(String, String)]
  /// The options with values that this command adds to those above it, hidden ones too.
  let values: [Value]
  /// What its arguments complete to, and whether the last goes on.
  let arguments: [String]
  let repeats: Bool

  /// All commands of a tree, the root first.
  static func all(of root: CommandSpec) -> [CompletionNode] { nodes(root, path: [], scope: []) }

  private static func nodes(_ command: CommandSpec, path: [String], scope: [OptionSpec]) -> [CompletionNode] {
    let scope = scope + command.options
    let visible = (scope + [.help]).filter { !$0.isHidden }
    let node = CompletionNode(
      path: path.joined(separator: " "), commands: command.subcommands.filter { !$0.hidden }.map { ($0.name, $0.summary) },
      options: visible.flatMap { option in option.words.map { ($0, option.help) } },
      values: command.options.filter { $0.valueLabel != nil }.map { Value(words: $0.words, kind: kind($0.completion, $0.allowed)) },
      arguments: command.arguments.map { kind($0.completion, []) }, repeats: command.arguments.last?.isRepeating ?? false)
    return [node] + command.subcommands.flatMap { nodes($0, path: path + [$0.name], scope: scope) }
  }

  private static func kind(_ completion: CompletionKind, _ allowed: [String]) -> String {
    if !allowed.isEmpty { return "words " + allowed.joined(separator: " ") }
    switch completion {
    case .none: return "any"
    case .path: return "files"
    case .directory: return "dirs"
    case .lines(let words, let carrying):
      let carried = carrying.isEmpty ? "-" : carrying.map { "--" + $0 }.joined(separator: ",")
      return "lines \(carried) " + words.joined(separator: " ")
    }
  }
}
