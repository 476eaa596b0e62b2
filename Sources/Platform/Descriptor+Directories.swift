internal import CPlatform
internal import Glibc

/// Calls relative to a directory's descriptor. An absolute path is taken as such, as by the kernel.
extension Descriptor where Self: ~Copyable {
  /// Opens a directory; a symbolic link as the last component is refused (ELOOP or ENOTDIR) unless `following`.
  package func openDirectory(_ path: FilePath, following: Bool = false) throws(SystemError) -> FileDescriptor {
    try open(path, O_RDONLY | O_DIRECTORY | (following ? 0 : O_NOFOLLOW))
  }

  /// Opens a regular file, and nothing else: a link is ELOOP, all other kinds are `notRegularFile`. It never waits for a FIFO.
  ///
  /// The kind is looked at before the open, since opening a FIFO or a device is seen by others, and again after it.
  package func openRegular(
    _ path: FilePath, _ access: FileAccess = .read, creating creation: FileCreation = .never, mode: UInt32 = DefaultModes.file
  ) throws(SystemError) -> FileDescriptor {
    if creation != .exclusive, let found = try statusIfExists(of: path) {
      if found.kind == .symbolicLink { throw SystemError(code: ELOOP, call: .open, path: path) }
      if found.kind != .regular { throw SystemError(code: SystemError.notRegularFile, call: .open, path: path) }
    }
    let opened = try open(path, access.flags | creation.flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode: mode)
    guard try opened.status().kind == .regular else {
      throw SystemError(code: SystemError.notRegularFile, call: .open, path: path)
    }
    return opened
  }

  /// Makes a file that was not there, for reading and writing.
  package func createExclusive(_ path: FilePath, mode: UInt32 = DefaultModes.file) throws(SystemError) -> FileDescriptor {
    try open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
  }

  /// A descriptor that names the file without opening it (O_PATH): no read, no effect on its locks; links are not followed.
  package func openIdentity(_ path: FilePath) throws(SystemError) -> FileDescriptor { try open(path, WARREN_O_PATH | O_NOFOLLOW) }

  /// The status of what the path leads to, or of the link itself unless `following`.
  package func status(of path: FilePath, following: Bool = false) throws(SystemError) -> FileStatus {
    var raw = warren_status()
    try calls.perform(.status, path) {
      path.withCString { Int(warren_statx(rawValue, $0, following ? 0 : AT_SYMLINK_NOFOLLOW, &raw)) }
    }
    return FileStatus(raw)
  }

  /// As `status(of:)`; nil where there is nothing.
  package func statusIfExists(of path: FilePath, following: Bool = false) throws(SystemError) -> FileStatus? {
    do throws(SystemError) {
      return try status(of: path, following: following)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// As `status(of:)`, for an entry just read from this directory, without a copy of its name.
  package func status(of entry: DirectoryEntry, following: Bool = false) throws(SystemError) -> FileStatus {
    var raw = warren_status()
    do throws(SystemError) {
      try calls.perform(.status) {
        Int(warren_statx(rawValue, entry.characters, following ? 0 : AT_SYMLINK_NOFOLLOW, &raw))
      }
    } catch {
      throw SystemError(code: error.code, call: error.call, path: try FilePath(bytes: Array(entry.name)))
    }
    return FileStatus(raw)
  }

  /// Whether the path leads to something; other answers than yes and no are errors. The cheapest look there is.
  package func exists(_ path: FilePath) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try calls.perform(.access, path) { path.withCString { Int(faccessat(rawValue, $0, F_OK, 0)) } }
      return true
    } catch {
      if error.isNotFound { return false }
      throw error
    }
  }

  /// Makes a directory; EEXIST where the name is taken.
  package func makeDirectory(_ path: FilePath, mode: UInt32 = DefaultModes.directory) throws(SystemError) {
    try calls.perform(.makeDirectory, path) { path.withCString { Int(mkdirat(rawValue, $0, mode)) } }
  }

  /// Removes a name that is not a directory's; a symbolic link is removed, not followed.
  package func unlink(_ path: FilePath) throws(SystemError) {
    try calls.perform(.unlink, path) { path.withCString { Int(unlinkat(rawValue, $0, 0)) } }
  }

  /// Removes an empty directory.
  package func removeDirectory(_ path: FilePath) throws(SystemError) {
    try calls.perform(.unlink, path) { path.withCString { Int(unlinkat(rawValue, $0, AT_REMOVEDIR)) } }
  }

  /// Gives a file a second name; the old one is not followed where it is a symbolic link.
  package func link(
    _ path: FilePath, to newPath: FilePath, in directory: borrowing some Descriptor & ~Copyable
  ) throws(SystemError) {
    let target = directory.rawValue
    try calls.perform(.link, newPath) {
      path.withCString { old in newPath.withCString { Int(linkat(rawValue, old, target, $0, 0)) } }
    }
  }

  /// Makes a symbolic link that holds `content`.
  package func makeSymbolicLink(_ path: FilePath, to content: FilePath) throws(SystemError) {
    try calls.perform(.link, path) {
      content.withCString { target in path.withCString { Int(symlinkat(target, rawValue, $0)) } }
    }
  }

  /// Renames in one step. Where the new name is taken: EEXIST, unless `replacing`.
  package func rename(
    _ path: FilePath, to newPath: FilePath, in directory: borrowing some Descriptor & ~Copyable, replacing: Bool = false
  ) throws(SystemError) {
    let target = directory.rawValue
    try calls.perform(.rename, path) {
      path.withCString { old in
        newPath.withCString { new in
          Int(warren_renameat2(rawValue, old, target, new, replacing ? 0 : WARREN_RENAME_NOREPLACE))
        }
      }
    }
  }

  /// What a symbolic link holds.
  package func readLink(_ path: FilePath) throws(SystemError) -> FilePath {
    var capacity = 256
    while true {
      var content = [CChar](repeating: 0, count: capacity)
      let count = try calls.perform(.readLink, path) { path.withCString { readlinkat(rawValue, $0, &content, capacity) } }
      if count < capacity { return try FilePath(bytes: content[..<count].map { UInt8(bitPattern: $0) }) }
      capacity *= 4
    }
  }

  private func open(_ path: FilePath, _ flags: CInt, mode: UInt32 = 0) throws(SystemError) -> FileDescriptor {
    let number = try calls.perform(.open, path) { path.withCString { Int(warren_open(rawValue, $0, flags | O_CLOEXEC, mode)) } }
    return FileDescriptor(owning: CInt(number), calls: calls)
  }
}
