internal import Glibc
internal import Platform

/// One run of a `TreePurge`. The top of its way is the parent of what is removed, of which it touches that one name.
struct PurgeWalk: ~Copyable {
  private struct Work {
    /// Names to enter, or to look at again.
    var pending: [FilePath] = []
    /// Second looks at a name in this directory, since others changed it meanwhile.
    var retries = 0
  }

  private(set) var freed = Freed()
  private let identity: FileIdentity?
  private var descent: TreeDescent<Work>
  private var reader: DirectoryReader

  init(_ name: FilePath, in parent: SharedDescriptor, identity: FileIdentity?) throws(SystemError) {
    let descent = try TreeDescent(top: parent, work: Work(pending: [name]))
    self.init(descent, try DirectoryReader(parent), identity)
  }

  // Apart from the one that throws, since a value that cannot be copied is made whole or not at all.
  private init(_ descent: TreeDescent<Work>, _ reader: consuming DirectoryReader, _ identity: FileIdentity?) {
    self.identity = identity
    self.descent = descent
    self.reader = reader
  }

  /// - Throws: with the path below the parent. EXDEV: a mount; ESTALE: not the directory that is meant.
  mutating func run() throws(SystemError) {
    do throws(SystemError) {
      while true {
        if let name = descent.work.pending.popLast() {
          try visit(name)
        } else if let left = try descent.leave() {
          try removeEmpty(left)
        } else {
          return
        }
      }
    } catch {
      let inside = error.path == "." || error.path == ".." ? nil : error.path
      throw SystemError(code: error.code, call: error.call, path: try descent.path(of: inside))
    }
  }

  /// Enters a directory and empties it of files; what is none is removed.
  private mutating func visit(_ name: FilePath) throws(SystemError) {
    if descent.isAtTop, let identity, let found = try descent.current.statusIfExists(of: name), found.identity != identity {
      throw SystemError(code: ESTALE, call: .open, path: name)
    }
    do throws(SystemError) {
      try enter(name)
    } catch {
      if error.isNotFound { return }
      guard error.isSymbolicLink || error.isNotDirectory else { throw error }
      guard let status = try descent.current.statusIfExists(of: name) else { return }
      return try removeFile(name, status)
    }
    do throws(SystemError) {
      try clear()
    } catch {
      // Somebody else has removed the directory itself meanwhile.
      if !error.isNotFound { throw error }
    }
  }

  private mutating func enter(_ name: FilePath) throws(SystemError) {
    do throws(SystemError) {
      try enterReadable(name)
    } catch {
      guard error.isPermission, (try? unlock(name)) != nil else { throw error }
      try enterReadable(name)
    }
    // What cannot be changed shows itself as denied with the first name that cannot be removed.
    if descent.status.mode & DefaultModes.directory != DefaultModes.directory {
      try? descent.current.changeMode(DefaultModes.directory)
    }
  }

  private mutating func enterReadable(_ name: FilePath) throws(SystemError) {
    let expected = descent.isAtTop ? identity : nil
    guard try descent.enter(name, work: Work()) else { throw SystemError(code: EXDEV, call: .open, path: name) }
    if let expected, descent.status.identity != expected {
      _ = try descent.leave()
      throw SystemError(code: ESTALE, call: .open, path: name)
    }
  }

  /// Makes a directory of ours readable that is not. By a descriptor, so that it is a directory of this mount for certain.
  private func unlock(_ name: FilePath) throws(SystemError) {
    let directory = try descent.current.openIdentity(name)
    let status = try directory.status()
    guard status.kind == .directory, !status.isOutside(descent.top) else { throw SystemError(code: EACCES, call: .open, path: name) }
    try directory.changeModeOfIdentity(DefaultModes.directory)
  }

  /// Removes the files of the current directory and notes its directories.
  private mutating func clear() throws(SystemError) {
    try reader.restart(in: descent.current)
    // A removed directory that is held open keeps all that were above it in the kernel's memory, through which each later removal walks.
    defer { reader.finish() }
    while let entry = try reader.next() {
      let status: FileStatus
      do throws(SystemError) {
        status = try reader.status(of: entry)
      } catch {
        if error.isNotFound { continue }
        throw error
      }
      let name = try FilePath(bytes: Array(entry.name))
      if status.kind == .directory {
        if status.isOutside(descent.top) { throw SystemError(code: EXDEV, call: .unlink, path: name) }
        descent.work.pending.append(name)
      } else {
        try removeFile(name, status)
      }
    }
  }

  private mutating func removeFile(_ name: FilePath, _ status: FileStatus) throws(SystemError) {
    if status.isOutside(descent.top) { throw SystemError(code: EXDEV, call: .unlink, path: name) }
    do throws(SystemError) {
      try descent.current.unlink(name)
    } catch {
      if error.isNotFound { return }
      if error.code == EISDIR { return try lookAgain(at: name, error) }
      throw error
    }
    freed.files += 1
    if status.links <= 1 { freed.bytes += status.allocated }
  }

  /// Removes a directory that has been emptied. A name that came after the look at it, or was skipped by it, is for the next one.
  private mutating func removeEmpty(_ name: FilePath) throws(SystemError) {
    do throws(SystemError) {
      try descent.current.removeDirectory(name)
      freed.directories += 1
    } catch {
      if error.isNotFound { return }
      guard error.isNotEmpty || error.isNotDirectory else { throw error }
      try lookAgain(at: name, error)
    }
  }

  private mutating func lookAgain(at name: FilePath, _ error: SystemError) throws(SystemError) {
    guard descent.work.retries < PurgeLimits.retries else { throw error }
    descent.work.retries += 1
    descent.work.pending.append(name)
  }
}

private enum PurgeLimits {
  /// Second looks in one directory: far more than a file system that skips names needs, and an end where somebody goes on writing.
  static let retries = 100
}
