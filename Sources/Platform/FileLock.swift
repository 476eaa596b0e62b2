internal import CPlatform

/// One line of /proc/locks: a lock that is held, or waited for.
package struct FileLock: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// fcntl(2), owned by a process: SQLite's.
    case posix
    /// fcntl(2), owned by an open file.
    case openFile
    /// flock(2).
    case flock
  }

  package let kind: Kind
  package let isExclusive: Bool
  /// Not held: it waits for one that is.
  package let isWaiting: Bool
  /// nil where the kernel names none: locks of open files, holders in another pid namespace.
  package let pid: Int32?
  package let file: FileIdentity
  /// The bytes that are locked; the whole file for `flock`.
  package let range: ClosedRange<UInt64>

  /// nil for lines of other kinds (leases) and for what cannot be read.
  init?(line: some Collection<UInt8>) {
    var words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    guard words.count >= 8 else { return nil }
    isWaiting = words[1] == "->"
    if isWaiting { words.remove(at: 1) }
    guard words.count == 8, let kind = Kind(word: words[1]), let file = Self.identity(words[5]), let pid = Int32(words[4]) else {
      return nil
    }
    let end = words[7] == "EOF" ? UInt64.max : UInt64(words[7])
    guard let start = UInt64(words[6]), let end, start <= end else { return nil }
    self.kind = kind
    isExclusive = words[3] == "WRITE"
    self.pid = pid > 0 ? pid : nil
    self.file = file
    range = start...end
  }

  /// "fe:01:131073": the device's numbers in hexadecimal, the inode in decimal.
  private static func identity(_ word: String) -> FileIdentity? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let major = UInt32(parts[0], radix: 16), let minor = UInt32(parts[1], radix: 16),
      let inode = UInt64(parts[2])
    else { return nil }
    return FileIdentity(device: warren_make_device(major, minor), inode: inode)
  }
}

extension FileLock.Kind {
  fileprivate init?(word: String) {
    switch word {
    case "POSIX": self = .posix
    case "OFDLCK": self = .openFile
    case "FLOCK": self = .flock
    default: return nil
    }
  }
}
