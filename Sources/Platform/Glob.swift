internal import CPlatform
internal import Glibc

/// A pattern for names as the shell has them (`*`, `?`, `[a-z]`, `[!a]`, `\` before a character), matched against whole names.
///
/// It compares bytes, whatever the locale: `?` stands for one byte, two of them for "é". A leading dot is a byte like others. See fnmatch(3).
package struct Glob: Hashable, Sendable {
  private let pattern: FilePath

  /// nil where the pattern holds a NUL, which no name does.
  package init?(pattern: [UInt8]) {
    guard let pattern = try? FilePath(bytes: pattern) else { return nil }
    self.pattern = pattern
  }

  /// Whether the whole name is one of the pattern's; false for one that holds a NUL.
  package func matches(_ name: [UInt8]) -> Bool {
    guard let name = try? FilePath(bytes: name) else { return false }
    return pattern.withCString { Self.matches($0, name) }
  }

  // Of its own and not inlined: the optimizer of Swift 6.3.1 crashes on the one closure inside the other.
  @inline(never) private static func matches(_ pattern: UnsafePointer<CChar>, _ name: FilePath) -> Bool {
    name.withCString { warren_matches(pattern, $0) == 0 }
  }
}
