/// One positional argument of a command.
package struct ArgumentSpec: Hashable, Sendable {
  /// The name in usage lines, in capitals; values are found by it.
  package let name: String
  package let help: String
  package let isRequired: Bool
  /// Takes all words that are left; only the last argument can.
  package let isRepeating: Bool
  package let completion: CompletionKind

  package init(_ name: String, _ help: String, required: Bool = true, repeating: Bool = false, completion: CompletionKind = .none) {
    self.name = name
    self.help = help
    self.isRequired = required
    self.isRepeating = repeating
    self.completion = completion
  }

  /// `NAME`, `[NAME]`, `NAME...` or `[NAME...]`.
  var usage: String {
    let word = isRepeating ? name + "..." : name
    return isRequired ? word : "[\(word)]"
  }
}
