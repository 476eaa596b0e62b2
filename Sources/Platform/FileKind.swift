internal import Glibc

/// What a name in a directory leads to.
package enum FileKind: Hashable, Sendable {
  case regular, directory, symbolicLink, fifo, socket
  /// A device.
  case other

  init(mode: UInt32) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      default: .other
      }
  }

  /// From a directory entry's type; nil where the file system does not say (DT_UNKNOWN).
  init?(entryType: UInt8) {
    if entryType == 0 { return nil }
    self.init(mode: UInt32(entryType) << 12)
  }
}
