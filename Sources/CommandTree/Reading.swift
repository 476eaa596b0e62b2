/// What has been read of a command line so far.
struct Reading {
  private var commands: [CommandSpec]
  private var flags: Set<String> = []
  private var values: [String: [[UInt8]]] = [:]
  private var positionals: [[UInt8]] = []
  private var request: String?
  private var wantsHelp = false
  /// The first mistake: those after it may only follow from it.
  private var mistake: ParseError?

  init(_ root: CommandSpec) { commands = [root] }

  private var current: CommandSpec { commands[commands.count - 1] }
  private var path: [String] { commands.dropFirst().map(\.name) }
  private var options: [OptionSpec] { commands.flatMap(\.options) + [.help] }

  // MARK: Words

  func option(long name: [UInt8]) -> OptionSpec? {
    options.first { $0.names.contains { $0.utf8.elementsEqual(name) } }
  }

  func option(short letter: UInt8) -> OptionSpec? {
    options.first { $0.short?.asciiValue == letter }
  }

  /// Takes a word that is no option: the name of a command while there are any below, else a positional.
  mutating func take(plain word: [UInt8]) throws(ParseError) {
    if let next = current.subcommands.first(where: { $0.name.utf8.elementsEqual(word) }) {
      commands.append(next)
    } else if !current.subcommands.isEmpty, word.elementsEqual("help".utf8) {
      wantsHelp = true
    } else if !current.subcommands.isEmpty {
      throw mistake ?? unknownCommand(word)
    } else {
      positionals.append(word)
    }
  }

  mutating func take(flag option: OptionSpec) {
    if option == .help {
      wantsHelp = true
    } else if option.kind == .request {
      request = option.name
    } else {
      // Given twice it says the same: an alias may bring `--json` along.
      flags.insert(option.name)
    }
  }

  mutating func take(_ value: [UInt8], for option: OptionSpec) {
    if !option.allowed.isEmpty, !option.allowed.contains(where: { $0.utf8.elementsEqual(value) }) {
      let list = option.allowed.map { "`\($0)`" }.joined(separator: ", ")
      note(
        ParseError(
          .invalidValue, "`--\(option.name)` does not take `\(TextEscape.shown(value))`.", word: value,
          suggestion: Suggestion.nearest(to: value, among: option.allowed), remedy: "Its values are \(list).", path: path))
    }
    if case .value = option.kind, values[option.name] != nil { noteRepeated(option) }
    values[option.name, default: []].append(value)
  }

  // MARK: Mistakes

  private mutating func note(_ error: ParseError) { mistake = mistake ?? error }

  private func unknownCommand(_ word: [UInt8]) -> ParseError {
    let names = current.subcommands.filter { !$0.hidden }.map(\.name)
    let place = path.isEmpty ? "" : " in `\(path.joined(separator: " "))`"
    return ParseError(
      .unknownCommand, "There is no command `\(TextEscape.shown(word))`\(place).", word: word,
      suggestion: Suggestion.nearest(to: word, among: names), remedy: nil, path: path)
  }

  /// Notes a word that begins with a dash and is no option here.
  mutating func noteUnknown(_ word: [UInt8]) {
    let known = options.filter { !$0.isHidden }.flatMap(\.names).map { "--" + $0 }
    let shown = TextEscape.shown(word)
    var remedy: String?
    if current.declaresBelow(String(decoding: word.dropFirst(2), as: UTF8.self)) {
      remedy = "Write it after the command that takes it."
    } else if let argument = current.arguments.first {
      remedy = "If it is meant as \(argument.name), write `--` before it: `-- \(shown)`."
    }
    note(
      ParseError(
        .unknownOption, "There is no option `\(shown)` here.", word: word, suggestion: Suggestion.nearest(to: word, among: known),
        remedy: remedy, path: path))
  }

  mutating func noteUnexpected(_ value: [UInt8], for option: OptionSpec) {
    note(
      ParseError(
        .unexpectedValue, "`--\(option.name)` takes no value, and was given `\(TextEscape.shown(value))`.", word: value, path: path))
  }

  mutating func noteMissingValue(of option: OptionSpec) {
    note(
      ParseError(
        .missingValue, "`--\(option.name)` needs a value.", word: Array("--\(option.name)".utf8), remedy: "Write `\(option.usage)`.",
        path: path))
  }

  private mutating func noteRepeated(_ option: OptionSpec) {
    note(
      ParseError(
        .repeatedOption, "`--\(option.name)` is given twice.", word: Array("--\(option.name)".utf8), remedy: "Give it once.", path: path))
  }

  // MARK: The end

  /// Checks that the command line is whole.
  func finish() throws(ParseError) -> Invocation {
    if wantsHelp { return .help(path: path) }
    if let mistake { throw mistake }
    if let request { return .request(request, path: path) }
    if !current.subcommands.isEmpty {
      let names = current.subcommands.filter { !$0.hidden }.map { "`\($0.name)`" }.joined(separator: ", ")
      let owner = commands.map(\.name).joined(separator: " ")
      throw ParseError(.missingCommand, "`\(owner)` needs a command.", remedy: "Its commands are \(names).", path: path)
    }
    try checkOptions()
    let arguments = try assigned()
    let declared = options.map { "--" + $0.name } + current.arguments.map(\.name)
    return .command(
      ParsedCommand(
        path: path, flags: flags, values: values, positionals: positionals, arguments: arguments, declared: Set(declared)))
  }

  private func checkOptions() throws(ParseError) {
    for group in commands.flatMap(\.exclusive) {
      let given = group.filter { flags.contains($0) || values[$0] != nil }
      if given.count > 1 {
        let list = given.map { "`--\($0)`" }.joined(separator: " and ")
        throw ParseError(.conflictingOptions, "\(list) exclude each other.", remedy: "Give one of them.", path: path)
      }
    }
    let missing = options.filter { $0.isRequired && values[$0.name] == nil }
    if !missing.isEmpty {
      let list = missing.map { "`\($0.usage)`" }.joined(separator: " and ")
      throw ParseError(.missingOption, "\(list) \(missing.count == 1 ? "is" : "are") missing.", path: path)
    }
  }

  /// The positionals by the names of the arguments.
  private func assigned() throws(ParseError) -> [String: [[UInt8]]] {
    var result: [String: [[UInt8]]] = [:]
    var rest = positionals[...]
    for argument in current.arguments {
      let taken = argument.isRepeating ? rest : rest.prefix(1)
      rest.removeFirst(taken.count)
      if !taken.isEmpty { result[argument.name] = Array(taken) }
    }
    let missing = current.arguments.filter { $0.isRequired && result[$0.name] == nil }.map(\.name)
    if !missing.isEmpty {
      let list = missing.joined(separator: " and ")
      throw ParseError(.missingArgument, "\(list) \(missing.count == 1 ? "is" : "are") missing.", path: path)
    }
    if let surplus = rest.first {
      let owner = commands.map(\.name).joined(separator: " ")
      let count = current.arguments.count
      let takes = count == 0 ? "takes no arguments" : "takes \(count) argument\(count == 1 ? "" : "s") at most"
      throw ParseError(
        .unexpectedArgument, "`\(owner)` \(takes); `\(TextEscape.shown(surplus))` is one too many.", word: surplus,
        remedy: "A value that holds spaces needs quotes.", path: path)
    }
    return result
  }
}
