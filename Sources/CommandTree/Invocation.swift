/// What a command line asks for.
package enum Invocation: Hashable, Sendable {
  /// Run this command.
  case command(ParsedCommand)
  /// Show the help of the command at this path (names below the root).
  case help(path: [String])
  /// Answer an option of the kind `request`, such as `version`.
  case request(String, path: [String])
}
