package import Platform
package import WarrenModel

/// Sessions as files of JSON lines, ZeroClaw's format: one file a session, one message a line, in one directory.
///
/// What ZeroClaw wrote is read as it is; lines of ours carry one more member, `_warren`, that it ignores (`SessionLine`). Ids count within
/// a session; they only grow there, also after removals. The last activity of a session is its file's time of change, which follows the
/// times of its messages. Writers of several processes exclude each other (`StoreLock`); readers see a file as it is or as it was.
package final class JSONLStore: SessionBackend {
  package var backend: Backend { .jsonl }

  let path: FilePath
  let clock: WallClock
  let durability: Durability
  let isWritable: Bool
  private let calls: SystemCalls
  private var opened: SharedDescriptor?
  private var isClosed = false
  /// What the last look at a session's file brought, by stem; only for writes.
  var memory: [[UInt8]: FileMemory] = [:]
  /// Made at the first search.
  private var searching: ScratchIndex?

  /// Opens the sessions in a directory, which need not exist: it then reads as empty, and the first write makes it (0700).
  ///
  /// - Parameters:
  ///   - directory: not followed where it is a symbolic link.
  ///   - isWritable: false leaves no trace whatever is asked; writing verbs throw `read_only`.
  ///   - calls: the seam through which a test makes calls fail.
  /// - Throws: `foreign_store` where `sessions.json` lies (OpenClaw), `denied`, `io_error`.
  package init(
    directory: FilePath, clock: WallClock, durability: Durability = .full, isWritable: Bool = true, calls: SystemCalls = .direct
  ) throws(WarrenError) {
    path = directory
    self.clock = clock
    self.durability = durability
    self.isWritable = isWritable
    self.calls = calls
    do {
      if let opened = try self.directory() { try Self.refuseOpenClaw(opened, path) }
    } catch { throw StoreErrors.translate(error, path: directory.bytes) }
  }

  private static func refuseOpenClaw(_ directory: SharedDescriptor, _ path: FilePath) throws {
    if try directory.exists(FilePath(bytes: SessionFileName.openClawIndexName)) { throw foreign(path) }
  }

  static func foreign(_ path: FilePath) -> WarrenError {
    WarrenError(
      .foreignStore, "The sessions are OpenClaw's: sessions.json lies beside them.",
      remedy: "Import them with \"warren import\", which a later version brings.",
      subject: path.bytes)
  }

  /// The directory; nil where it does not exist.
  func directory() throws -> SharedDescriptor? {
    if isClosed { throw WarrenError(.closed, "The store is closed.", subject: path.bytes) }
    if let opened { return opened }
    do throws(SystemError) {
      let found = SharedDescriptor(try WorkingDirectory(calls: calls).openDirectory(path))
      opened = found
      return found
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  private func madeDirectory() throws -> SharedDescriptor {
    if let found = try directory() { return found }
    do throws(SystemError) {
      try WorkingDirectory(calls: calls).makeDirectory(path)
    } catch {
      if !error.alreadyExists { throw error }
    }
    guard let made = try directory() else { throw SystemError(code: 2, call: .open, path: path) }
    if durability == .full, let parent = path.parent { try WorkingDirectory(calls: calls).openDirectory(parent, following: true).sync() }
    return made
  }

  /// Runs a write under the lock. Where the directory does not exist it is made, or (`making` false) there is nothing to write to.
  func writing<T>(making: Bool = false, else absent: @autoclosure () throws -> T, _ body: (SharedDescriptor) throws -> T) throws -> T {
    guard isWritable else { throw WarrenError(.readOnly, "The store is open for reading only.", subject: path.bytes) }
    return try translating {
      guard let directory = making ? try madeDirectory() : try directory() else { return try absent() }
      let lock = try StoreLock(directory, budget: JSONLConfiguration.lockBudget, path: path.bytes)
      defer { extendLifetime(lock) }
      try Self.refuseOpenClaw(directory, path)
      if try hasPending(in: directory) { try settle(in: directory) }
      return try body(directory)
    }
  }

  func refuse<T>(_ error: WarrenError) throws -> T { throw error }

  func translating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch is FileChanged {
      throw WarrenError(.busy, "Another program writes to the session.", remedy: "Try again when it is done.", subject: path.bytes)
    } catch { throw StoreErrors.translate(error, path: path.bytes) }
  }

  /// One pass over the directory; nil where there is none.
  func scan() throws -> (directory: SharedDescriptor, content: DirectoryScan)? {
    guard let directory = try directory() else { return nil }
    let content = try DirectoryScan(directory, path: path.bytes)
    if content.isOpenClaw { throw Self.foreign(path) }
    return (directory, content)
  }

  func searchIndex() throws -> ScratchIndex {
    if let searching { return searching }
    let made = try ScratchIndex()
    searching = made
    return made
  }

  package func close() throws {
    isClosed = true
    memory = [:]
    let index = searching
    searching = nil
    try translating {
      try index?.close()
      try opened?.close()
      opened = nil
    }
  }
}
