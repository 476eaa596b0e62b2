/// What a purge has removed.
package struct Freed: Hashable, Sendable {
  /// Names of all that was no directory.
  package internal(set) var files = 0
  /// The directory itself among them.
  package internal(set) var directories = 0
  /// Bytes on disk of the files whose last name has gone.
  package internal(set) var bytes: Int64 = 0

  package init() {}
}
