internal import CSQLite
internal import Glibc

/// How a write-ahead log is moved into its database. PASSIVE is not offered: before SQLite 3.51.3 it can lose pages when it races a commit
/// that begins the log anew. These take the write lock first, which excludes commits.
package enum CheckpointMode: Sendable {
  /// All frames into the database.
  case full
  /// The same, and the next commit begins the log anew.
  case restart
  /// The same, and the log is cut to nothing.
  case truncate
}

extension Connection {
  /// Moves the write-ahead log into the database.
  ///
  /// It never degrades to PASSIVE: where the write lock is not to be had within `patience`, it fails with nothing copied.
  /// - Parameter patience: milliseconds; kept short, since the write lock is held while it waits for readers.
  /// - Returns: true when it is done; false when it was put off because another connection was in the way.
  package func checkpoint(_ mode: CheckpointMode, patience: Int = 50) throws(SQLiteError) -> Bool {
    guard let database else { return false }
    var wait = CheckpointWait(database: database, deadline: .now.advanced(by: .milliseconds(patience)))
    let code = withUnsafeMutablePointer(to: &wait) { context in
      sqlite3_busy_handler(database, waitForCheckpoint, context)
      defer { sqlite3_busy_timeout(database, ConnectionDefaults.busyTimeout) }
      return sqlite3_wal_checkpoint_v2(database, nil, mode.code, nil, nil)
    }
    switch code & 0xFF {
    case SQLITE_OK:
      walWasReset()
      return true
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT: return false
    default: throw error(code)
    }
  }
}

extension CheckpointMode {
  fileprivate var code: Int32 {
    switch self {
    case .full: SQLITE_CHECKPOINT_FULL
    case .restart: SQLITE_CHECKPOINT_RESTART
    case .truncate: SQLITE_CHECKPOINT_TRUNCATE
    }
  }
}

private struct CheckpointWait {
  let database: OpaquePointer
  let deadline: ContinuousClock.Instant
}

/// SQLite's busy handler during a checkpoint. One that gives up by returning 0 alone would let the checkpoint go on as PASSIVE; the interrupt
/// makes it fail instead.
private func waitForCheckpoint(_ context: UnsafeMutableRawPointer?, _ tries: Int32) -> Int32 {
  guard let wait = context?.assumingMemoryBound(to: CheckpointWait.self).pointee else { return 0 }
  if ContinuousClock.now >= wait.deadline {
    sqlite3_interrupt(wait.database)
    return 0
  }
  usleep(1000)
  return 1
}
