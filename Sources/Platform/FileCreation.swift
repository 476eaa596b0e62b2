internal import Glibc

/// Whether opening a regular file may make it.
package enum FileCreation: Hashable, Sendable {
  case never
  case ifMissing
  /// It must not be there yet: EEXIST otherwise, for a dangling symbolic link too.
  case exclusive

  var flags: CInt {
    switch self {
    case .never: 0
    case .ifMissing: O_CREAT
    case .exclusive: O_CREAT | O_EXCL
    }
  }
}
