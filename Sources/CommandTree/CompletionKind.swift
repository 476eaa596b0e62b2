/// What a shell offers where a value stands. Allowed values of an option are offered by themselves.
package enum CompletionKind: Hashable, Sendable {
  case none
  /// Files and directories, as the shell itself completes them.
  case path
  case directory
  /// The lines that the program prints when it is run with these words.
  ///
  /// Of the options already typed the shell hands on those that are named in `carrying` (such as `root`), so that the same objects are seen.
  case lines([String], carrying: [String] = [])
}
