internal import Glibc

extension ProcessTable {
  /// Who holds locks on a file; nil where /proc does not tell.
  ///
  /// An empty list is no proof that there is none: on overlayfs and btrfs the device differs from the one that stat answers.
  package func lockHolders(of file: FileIdentity, excludingOwn: Bool = false, includingWaiting: Bool = false) -> [LockHolder]? {
    guard let locks = locks() else { return nil }
    let own = getpid()
    return locks.filter { lock in
      lock.file == file && (includingWaiting || !lock.isWaiting) && !(excludingOwn && lock.pid == own)
    }.map { LockHolder(lock: $0, process: $0.pid.map(command)) }
  }

  /// All locks; nil where /proc does not tell.
  package func locks() -> [FileLock]? {
    guard let text = try? read("locks") else { return nil }
    return text.split(separator: UInt8(ascii: "\n")).compactMap { FileLock(line: $0) }
  }
}
