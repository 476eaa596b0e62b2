/// One option of a command: a flag, or a name with a value.
package struct OptionSpec: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// There or not there.
    case flag
    /// A flag that is answered instead of the command, such as `--version`: nothing else needs to be complete.
    case request
    /// Takes one value, shown under this name.
    case value(String)
    /// Takes one value each time that it is given.
    case values(String)
  }

  /// Long names without dashes, kebab-case; values are found by the first.
  package let names: [String]
  package let short: Character?
  package let kind: Kind
  /// The values that may be given; empty where any may.
  package let allowed: [String]
  /// What holds where the option is not given, for people.
  package let defaultText: String?
  package let help: String
  package let isRequired: Bool
  package let isHidden: Bool
  package let completion: CompletionKind

  package init(
    _ name: String, aliases: [String] = [], short: Character? = nil, kind: Kind, allowed: [String] = [], defaultText: String? = nil,
    help: String, required: Bool = false, hidden: Bool = false, completion: CompletionKind = .none
  ) {
    self.names = [name] + aliases
    self.short = short
    self.kind = kind
    self.allowed = allowed
    self.defaultText = defaultText
    self.help = help
    self.isRequired = required
    self.isHidden = hidden
    self.completion = completion
  }

  /// A flag.
  package static func flag(_ name: String, short: Character? = nil, _ help: String, hidden: Bool = false) -> OptionSpec {
    OptionSpec(name, short: short, kind: .flag, help: help, hidden: hidden)
  }

  /// An option with one value.
  package static func value(
    _ name: String, short: Character? = nil, _ valueName: String, _ help: String, allowed: [String] = [], defaultText: String? = nil,
    required: Bool = false, completion: CompletionKind = .none
  ) -> OptionSpec {
    OptionSpec(
      name, short: short, kind: .value(valueName), allowed: allowed, defaultText: defaultText, help: help, required: required,
      completion: completion)
  }

  /// An option that may be given several times, with a value each time.
  package static func values(
    _ name: String, short: Character? = nil, _ valueName: String, _ help: String, allowed: [String] = [], required: Bool = false,
    completion: CompletionKind = .none
  ) -> OptionSpec {
    OptionSpec(
      name, short: short, kind: .values(valueName), allowed: allowed, help: help, required: required, completion: completion)
  }

  /// `--help` and `-h`, which every command takes.
  package static let help = flag("help", short: "h", "Show this help")

  /// The name that values are found by.
  package var name: String { names[0] }

  /// How the value is shown in usage lines; nil for flags.
  var valueLabel: String? {
    switch kind {
    case .flag, .request: nil
    case .value(let name), .values(let name): allowed.isEmpty ? name : allowed.joined(separator: "|")
    }
  }

  /// `--name` or `--name VALUE`.
  var usage: String { "--" + name + (valueLabel.map { " " + $0 } ?? "") }

  /// All the words that mean this option.
  var words: [String] { names.map { "--" + $0 } + (short.map { ["-\($0)"] } ?? []) }
}
