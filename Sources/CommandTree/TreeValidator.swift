/// Finds mistakes in a declared tree; tests run it over the real one.
package struct TreeValidator {
  private static let summaryLimit = 80

  private var problems: [String] = []

  private init() {}

  /// What is wrong with the tree, each with the path of the command; empty where all is well.
  package static func problems(in root: CommandSpec) -> [String] {
    var validator = TreeValidator()
    validator.check(root, path: root.name, inherited: [.help])
    return validator.problems
  }

  private mutating func check(_ command: CommandSpec, path: String, inherited: [OptionSpec]) {
    checkWords(of: command, path)
    checkArguments(of: command, path)
    var seen = inherited
    for option in command.options {
      checkOption(option, path)
      for word in option.words where seen.contains(where: { $0.words.contains(word) }) {
        problems.append("\(path): option \(word) is declared twice")
      }
      if Set(option.names).count < option.names.count { problems.append("\(path): option --\(option.name) repeats a name") }
      seen.append(option)
    }
    for name in command.exclusive.joined() where !seen.contains(where: { $0.name == name }) {
      problems.append("\(path): exclusive option --\(name) is not declared")
    }
    for option in command.options { checkCompletion(option.completion, "--" + option.name, path, seen) }
    for argument in command.arguments { checkCompletion(argument.completion, argument.name, path, seen) }
    if !command.subcommands.isEmpty, !command.arguments.isEmpty {
      problems.append("\(path): has both subcommands and arguments")
    }
    var names: Set<String> = []
    for below in command.subcommands {
      if !names.insert(below.name).inserted { problems.append("\(path): command \(below.name) is declared twice") }
      if below.name == "help" { problems.append("\(path): the command help is built in") }
      check(below, path: path + " " + below.name, inherited: seen)
    }
  }

  private mutating func checkWords(of command: CommandSpec, _ path: String) {
    if !Self.isKebab(command.name) { problems.append("\(path): the name is not kebab-case") }
    if command.summary.isEmpty { problems.append("\(path): the summary is missing") }
    if command.summary.hasSuffix(".") { problems.append("\(path): the summary ends with a period") }
    if command.summary.contains("\n") || CellWidth.of(command.summary) > Self.summaryLimit {
      problems.append("\(path): the summary is longer than a line of \(Self.summaryLimit) columns")
    }
    for example in command.examples where example.line.isEmpty || example.explanation.isEmpty {
      problems.append("\(path): an example is empty")
    }
  }

  private mutating func checkArguments(of command: CommandSpec, _ path: String) {
    var optional: ArgumentSpec?
    var names: Set<String> = []
    for (index, argument) in command.arguments.enumerated() {
      if argument.isRequired, let optional {
        problems.append("\(path): required argument \(argument.name) follows optional \(optional.name)")
      }
      if !argument.isRequired { optional = argument }
      if argument.isRepeating, index < command.arguments.count - 1 {
        problems.append("\(path): repeating argument \(argument.name) is not the last")
      }
      if !names.insert(argument.name).inserted { problems.append("\(path): argument \(argument.name) is declared twice") }
      if argument.name.isEmpty || argument.help.isEmpty { problems.append("\(path): argument \(argument.name) has no name or help") }
    }
  }

  private mutating func checkOption(_ option: OptionSpec, _ path: String) {
    for name in option.names where !Self.isKebab(name) { problems.append("\(path): option --\(name) is not kebab-case") }
    if let short = option.short, !short.isASCII || !(short.isLetter || short.isNumber) {
      problems.append("\(path): short option -\(short) is not a letter or digit")
    }
    if option.help.isEmpty { problems.append("\(path): option --\(option.name) has no help") }
    if option.valueLabel == nil, !option.allowed.isEmpty || option.isRequired || option.defaultText != nil {
      problems.append("\(path): flag --\(option.name) has values, a default or is required")
    }
    if option.isRequired, option.isHidden || option.defaultText != nil {
      problems.append("\(path): required option --\(option.name) is hidden or has a default")
    }
    for value in option.allowed where !Self.isPlain(value) {
      problems.append("\(path): value \(value) of --\(option.name) would need quotes")
    }
  }

  /// Completion scripts hold these words unquoted.
  private mutating func checkCompletion(_ kind: CompletionKind, _ owner: String, _ path: String, _ scope: [OptionSpec]) {
    guard case .lines(let words, let carrying) = kind else { return }
    if words.isEmpty || !words.allSatisfy(Self.isPlain) {
      problems.append("\(path): the completion of \(owner) has no words, or some that would need quotes")
    }
    for name in carrying where !scope.contains(where: { $0.name == name && $0.valueLabel != nil }) {
      problems.append("\(path): the completion of \(owner) carries --\(name), which takes no value here")
    }
  }

  /// Lower-case words of letters and digits, joined by single dashes.
  private static func isKebab(_ name: String) -> Bool {
    !name.isEmpty
      && name.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
  }

  private static func isPlain(_ word: String) -> Bool {
    !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_.+/".utf8.contains(byte)
        }
      }
  }
}
