internal import Glibc

/// Where absolute paths (and those relative to the process) begin; what is opened through it carries its `calls`.
package struct WorkingDirectory: Descriptor {
  package let calls: SystemCalls

  package init(calls: SystemCalls = .direct) { self.calls = calls }

  package var rawValue: CInt { AT_FDCWD }

  /// The path with every symbolic link, "." and ".." resolved; it must exist. See realpath(3).
  package func resolve(_ path: FilePath) throws(SystemError) -> FilePath {
    var resolved: [UInt8] = []
    try calls.perform(.resolve, path) {
      path.withCString { characters in
        guard let found = realpath(characters, nil) else { return -1 }
        defer { free(found) }
        resolved = Array(UnsafeRawBufferPointer(start: found, count: strlen(found)))
        return 0
      }
    }
    return try FilePath(bytes: resolved)
  }
}
