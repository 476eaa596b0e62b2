internal import Glibc

/// What a regular file is opened for.
package enum FileAccess: Hashable, Sendable {
  case read
  case readWrite
  /// Reads anywhere, writes at the end.
  case append

  var flags: CInt {
    switch self {
    case .read: O_RDONLY
    case .readWrite: O_RDWR
    case .append: O_RDWR | O_APPEND
    }
  }
}
