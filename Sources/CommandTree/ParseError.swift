package import WarrenModel

/// What is wrong with a command line.
package struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The stable name of a kind of mistake.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let unknownCommand = Code(rawValue: "unknown_command")
    package static let missingCommand = Code(rawValue: "missing_command")
    package static let unknownOption = Code(rawValue: "unknown_option")
    package static let missingOption = Code(rawValue: "missing_option")
    package static let repeatedOption = Code(rawValue: "repeated_option")
    package static let conflictingOptions = Code(rawValue: "conflicting_options")
    package static let missingValue = Code(rawValue: "missing_value")
    package static let unexpectedValue = Code(rawValue: "unexpected_value")
    package static let invalidValue = Code(rawValue: "invalid_value")
    package static let missingArgument = Code(rawValue: "missing_argument")
    package static let unexpectedArgument = Code(rawValue: "unexpected_argument")
  }

  package let code: Code
  /// One sentence, with words from the command line escaped.
  package let message: String
  /// The word that is wrong, as it was given.
  package let word: [UInt8]?
  /// The declared word that is nearest to it.
  package let suggestion: String?
  /// What else helps.
  package let remedy: String?
  /// The command whose usage helps: names below the root.
  package let path: [String]

  package init(
    _ code: Code, _ message: String, word: [UInt8]? = nil, suggestion: String? = nil, remedy: String? = nil, path: [String] = []
  ) {
    self.code = code
    self.message = message
    self.word = word
    self.suggestion = suggestion
    self.remedy = remedy
    self.path = path
  }

  /// The advice for people: the suggestion and the remedy.
  package var advice: String? {
    let parts = [suggestion.map { "Did you mean `\($0)`?" }, remedy].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  package var description: String { message + (advice.map { " " + $0 } ?? "") }

  /// The same as an error of the model, code `usage`.
  package var warrenError: WarrenError { WarrenError(.usage, message, remedy: advice, subject: word) }
}
