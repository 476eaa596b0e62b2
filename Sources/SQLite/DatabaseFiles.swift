internal import CSQLite
internal import Glibc

/// What lies at the place of a database: the state of the file and of its companions, as `stat` tells it.
struct DatabaseFiles: Equatable {
  private struct Look: Equatable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    /// The later of mtime and ctime, ns.
    let changed: Int64
  }

  /// What a time stamp may lag behind, in microseconds: the kernel stamps files by a clock that ticks every 1 to 10 ms.
  static let tick: UInt32 = 10_000

  private let main: Look
  private let wal: Look?
  let hasSharedMemory: Bool
  let hasJournal: Bool

  var hasWAL: Bool { wal != nil }
  var walSize: Int64 { wal?.size ?? 0 }

  /// nil where there is no file at `path`.
  /// - Throws: where it is no regular file, or cannot be looked at.
  init?(path: [UInt8]) throws(SQLiteError) {
    guard let main = try Self.look(path, "") else { return nil }
    self.main = main
    wal = try Self.look(path, "-wal")
    hasSharedMemory = try Self.look(path, "-shm") != nil
    hasJournal = try (Self.look(path, "-journal")?.size ?? 0) > 0
  }

  /// Now, ns since 1970.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Whether the last change lies so far before `moment` that one after it would show in the time stamp.
  func isOlder(than moment: Int64) -> Bool {
    let last = max(main.changed, wal?.changed ?? .min)
    // A time stamp of the future tells nothing; it is taken as old, and a change is still seen where the stamp changes.
    return last < moment - Int64(Self.tick) * 1000 || last > moment + 1_000_000_000
  }

  private static func look(_ path: [UInt8], _ suffix: String) throws(SQLiteError) -> Look? {
    var status = stat()
    let name = path + Array(suffix.utf8) + [0]
    let code = name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { lstat($0, &status) } ?? -1
    }
    if code != 0 {
      let number = errno
      if number == ENOENT || number == ENOTDIR { return nil }
      throw SQLiteError(
        extended: number == EACCES ? SQLITE_PERM : SQLITE_CANTOPEN, message: String(cString: strerror(number)), path: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SQLiteError(extended: SQLITE_CANTOPEN, message: "it is not a regular file", path: Array(name.dropLast()))
    }
    return Look(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      changed: max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)))
  }

  private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
