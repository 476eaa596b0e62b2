/// A command line that follows its command's declaration: nothing required is missing, nothing undeclared is there.
package struct ParsedCommand: Hashable, Sendable {
  /// The names of the command below the root, such as `agents`, `list`.
  package let path: [String]
  /// The flags that were given, by their first names.
  package let flags: Set<String>
  /// The values of options in the order given, by the options' first names.
  package let values: [String: [[UInt8]]]
  /// The words that are no options, in order.
  package let positionals: [[UInt8]]
  /// The same words by the names of the arguments.
  package let arguments: [String: [[UInt8]]]
  let declared: Set<String>

  /// Whether a flag was given.
  package func has(_ flag: String) -> Bool {
    check("--" + flag)
    return flags.contains(flag)
  }

  /// The value of an option, or nil where it was not given.
  package func value(_ option: String) -> [UInt8]? { all(option).first }

  /// The values of a repeating option.
  package func all(_ option: String) -> [[UInt8]] {
    check("--" + option)
    return values[option] ?? []
  }

  /// The word of a positional argument, or nil where it was left out.
  package func argument(_ name: String) -> [UInt8]? { list(name).first }

  /// The words of a repeating positional argument.
  package func list(_ name: String) -> [[UInt8]] {
    check(name)
    return arguments[name] ?? []
  }

  private func check(_ name: String) {
    precondition(declared.contains(name), "\(path.joined(separator: " ")) does not declare \(name)")
  }
}
