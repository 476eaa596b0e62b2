internal import CSQLite
internal import Glibc

/// Makes SQLite's own system calls harmless on a thread that previews: it may open files plain read-only, and nothing else.
///
/// Without it, SQLite opens a `-wal` with O_CREAT (one that has just gone comes back), as root it calls fchown, which changes ctimes, and it
/// gives an empty `-wal` or `-shm` the mode of the database.
package enum PreviewGuard {
  typealias Open = @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> Int32
  typealias ChangeMode = @convention(c) (Int32, mode_t) -> Int32
  typealias ChangeOwner = @convention(c) (Int32, UInt32, UInt32) -> Int32

  private static let flag: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  static var isActive: Bool { pthread_getspecific(flag) != nil }

  /// Runs `body` with this thread restricted.
  package static func restricting<T>(_ body: () throws -> T) rethrows -> T {
    let before = pthread_getspecific(flag)
    pthread_setspecific(flag, UnsafeRawPointer(bitPattern: 1))
    defer { pthread_setspecific(flag, before) }
    return try body()
  }

  /// Puts the calls into the table that all Unix VFSes of SQLite share. Once a process, from `SQLiteLibrary.configure`.
  static func install() {
    guard let vfs = sqlite3_vfs_find(nil), let set = vfs.pointee.xSetSystemCall else { return }
    _ = set(vfs, "open", unsafeBitCast(guardedOpen as Open, to: sqlite3_syscall_ptr.self))
    _ = set(vfs, "fchmod", unsafeBitCast(guardedChangeMode as ChangeMode, to: sqlite3_syscall_ptr.self))
    _ = set(vfs, "fchown", unsafeBitCast(guardedChangeOwner as ChangeOwner, to: sqlite3_syscall_ptr.self))
  }
}

private func guardedOpen(_ path: UnsafePointer<CChar>?, _ flags: Int32, _ mode: Int32) -> Int32 {
  guard let path else { return -1 }
  if PreviewGuard.isActive && flags & (O_ACCMODE | O_CREAT | O_TRUNC) != O_RDONLY {
    errno = EACCES  // SQLite then tries to open it read-only
    return -1
  }
  return open(path, flags, mode_t(mode))
}

private func guardedChangeOwner(_ descriptor: Int32, _ owner: UInt32, _ group: UInt32) -> Int32 {
  PreviewGuard.isActive ? 0 : fchown(descriptor, owner, group)
}

private func guardedChangeMode(_ descriptor: Int32, _ mode: mode_t) -> Int32 {
  PreviewGuard.isActive ? 0 : fchmod(descriptor, mode)
}
