/// The help of a command as plain text.
package struct HelpText: Sendable {
  /// The columns that are used where the caller knows of no terminal.
  package static let defaultWidth = 100
  /// Labels longer than this stand on a line of their own.
  private static let labelLimit = 32
  private static let leastText = 20

  private let commands: [CommandSpec]
  private let width: Int

  /// The help of the command at a path of names below the root; nil where there is none.
  package init?(_ root: CommandSpec, path: [String] = [], width: Int = HelpText.defaultWidth) {
    guard let commands = root.commands(along: path) else { return nil }
    self.commands = commands
    self.width = width
  }

  private var command: CommandSpec { commands[commands.count - 1] }
  private var title: String { commands.map(\.name).joined(separator: " ") }

  /// The options that are this command's own, or of a group that it is in; those of the root where it is alone.
  private var ownOptions: [OptionSpec] { (commands.count == 1 ? [] : commands.dropFirst().flatMap(\.options)).filter { !$0.isHidden } }
  private var globalOptions: [OptionSpec] { (commands[0].options + [.help]).filter { !$0.isHidden } }

  /// All of it, each line ended.
  package func text() -> String {
    var sections = [usage(), command.summary]
    if !command.discussion.isEmpty { sections.append(TextWrap.lines(command.discussion, width: width).joined(separator: "\n")) }
    let shown = command.subcommands.filter { !$0.hidden }
    if !shown.isEmpty { sections.append(list("Commands", shown.map { ($0.name, $0.summary) })) }
    if !command.arguments.isEmpty { sections.append(list("Arguments", command.arguments.map { ($0.usage, $0.help) })) }
    if !ownOptions.isEmpty { sections.append(list("Options", rows(ownOptions))) }
    let alone = commands[0].subcommands.isEmpty
    sections.append(list(alone ? "Options" : "Global options", rows(globalOptions)))
    if !command.examples.isEmpty { sections.append(examples()) }
    if !shown.isEmpty {
      let words = [commands[0].name, "help"] + commands.dropFirst().map(\.name) + ["COMMAND"]
      sections.append("`\(words.joined(separator: " "))` says more about a command.")
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The usage alone, on as many lines as it needs, the last one not ended.
  package func usage() -> String {
    let head = "Usage: " + title
    let indent = min(CellWidth.of(head) + 1, width / 2)
    let pieces = command.subcommands.isEmpty ? command.arguments.map(\.usage) + optionPieces() : ["COMMAND"]
    if pieces.isEmpty { return head }
    let lines = TextWrap.pack(pieces, width: max(Self.leastText, width - indent))
    return head + " " + lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  private func optionPieces() -> [String] {
    let options = commands.count == 1 ? globalOptions.filter { $0 != .help } : ownOptions
    var pieces: [String] = []
    var done: Set<String> = []
    for option in options where !done.contains(option.name) {
      if let group = commands.flatMap(\.exclusive).first(where: { $0.contains(option.name) }) {
        let members = options.filter { group.contains($0.name) }
        pieces.append("[" + members.map(\.usage).joined(separator: " | ") + "]")
        done.formUnion(members.map(\.name))
        continue
      }
      let piece = option.isRequired ? option.usage : "[\(option.usage)]"
      if case .values = option.kind { pieces.append(piece + "...") } else { pieces.append(piece) }
    }
    return pieces
  }

  private func rows(_ options: [OptionSpec]) -> [(String, String)] {
    let hasShort = options.contains { $0.short != nil }
    return options.map { option in
      let short = option.short.map { "-\($0), " } ?? (hasShort ? "    " : "")
      let names = option.names.map { "--" + $0 }.joined(separator: ", ")
      let label = short + names + (option.valueLabel.map { " " + $0 } ?? "")
      var notes = [option.help]
      if option.isRequired { notes.append("(required)") }
      if case .values = option.kind { notes.append("(may be repeated)") }
      if let text = option.defaultText { notes.append("(default: \(text))") }
      return (label, notes.joined(separator: " "))
    }
  }

  private func list(_ heading: String, _ rows: [(String, String)]) -> String {
    let labels = rows.map { CellWidth.of($0.0) }.filter { $0 <= Self.labelLimit }
    let column = 2 + (labels.max() ?? 0) + 2
    let indent = String(repeating: " ", count: column)
    var out = heading + ":"
    for (label, text) in rows {
      let lines = TextWrap.lines(text, width: max(Self.leastText, width - column)).joined(separator: "\n" + indent)
      let used = 2 + CellWidth.of(label)
      out += "\n  " + label + (used + 2 <= column ? String(repeating: " ", count: column - used) : "\n" + indent) + lines
    }
    return out
  }

  private func examples() -> String {
    let indent = "      "
    return command.examples.reduce("Examples:") { text, example in
      let lines = TextWrap.lines(example.explanation, width: max(Self.leastText, width - indent.utf8.count))
      return text + "\n  " + example.line + "\n" + indent + lines.joined(separator: "\n" + indent)
    }
  }
}
