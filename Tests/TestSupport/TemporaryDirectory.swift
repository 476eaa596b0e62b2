internal import Glibc

/// A directory of one test's own, removed with all that is in it when the last reference goes.
package final class TemporaryDirectory: Sendable {
  /// Absolute and real, without a trailing slash.
  package let path: String

  /// - Parameter inMemory: where the machine has a file system in memory, for trees that take long on a disk.
  package init(_ name: String = "warren", inMemory: Bool = false) {
    let memory = inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : nil
    let base = memory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/\(name).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, let real = realpath(template, nil) else { preconditionFailure("no temporary directory") }
    path = String(cString: real)
    free(real)
  }

  deinit { removeTree(path) }

  /// The path of an entry.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package func bytes(_ name: String) -> [UInt8] { Array(path(name).utf8) }

  package var bytes: [UInt8] { Array(path.utf8) }
}

/// Removes a tree without following links; makes unreadable directories readable first.
package func removeTree(_ path: String) {
  chmod(path, 0o700)
  for name in Files.names(path) {
    let entry = "\(path)/\(name)"
    var status = stat()
    if lstat(entry, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { removeTree(entry) } else { unlink(entry) }
  }
  rmdir(path)
}
