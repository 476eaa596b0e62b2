internal import CSQLite
internal import Glibc

/// Reads a database and leaves no trace: no file created, none touched, no lock left (DESIGN §3.4 has the reasons).
///
/// How it opens follows from what lies there:
/// | state | opened |
/// |---|---|
/// | `-journal` | `mode=ro`; a hot one is `needsRecovery` |
/// | `-wal` and `-shm` | `mode=ro&readonly_shm=1`: a live owner or a crash |
/// | `-wal` with content, no `-shm` | `vfs=unix-none`, exclusive: the index of the log lives in memory |
/// | otherwise | `immutable=1` |
/// The last two take no lock, so the files are looked at before and after, and read again where they changed.
/// Never in a process that has the same file open: closing an unlocked connection drops the locks of the others.
package enum Preview {
  /// How long a file that keeps changing is tried, in milliseconds.
  package static let patience = 2000

  /// Runs `body` on a read-only connection, again from the start where the file changed under it; nil where the file does not exist.
  ///
  /// - Throws: what `body` throws on a file that did not change; `SQLiteError` where it cannot be read.
  package static func read<T>(path: [UInt8], patience: Int = Preview.patience, _ body: (Connection) throws -> T) throws -> T? {
    SQLiteLibrary.configure()
    let deadline = ContinuousClock.now.advanced(by: .milliseconds(patience))
    while true {
      guard let before = try DatabaseFiles(path: path) else { return nil }
      switch attempt(path: path, before, body) {
      case .success(let result): return result
      case .failure(let failure):
        if !failure.mayPass || ContinuousClock.now >= deadline { throw failure.error }
      }
      usleep(DatabaseFiles.tick)
    }
  }

  /// Runs the body, whose reading connections change no file on this thread: as root SQLite sets the owner of a journal that it looks at.
  package static func touchingNothing<T>(_ body: () throws -> T) throws -> T {
    SQLiteLibrary.configure()
    return try PreviewGuard.restricting(body)
  }

  private struct Failure: Error {
    let error: any Error
    /// Whether looking again may lead to another answer.
    let mayPass: Bool
  }

  private static func attempt<T>(path: [UInt8], _ before: DatabaseFiles, _ body: (Connection) throws -> T) -> Result<T, Failure> {
    let way = PreviewWay(before)
    let start = DatabaseFiles.now
    var failed: SQLiteError?
    let outcome = PreviewGuard.restricting { () -> Result<T, any Error> in
      do {
        let connection = try way.open(path)
        let result = Result { try body(connection) }
        // The body may put another error in its place.
        failed = connection.lastError
        try? connection.close()
        return result
      } catch { return .failure(error) }
    }
    if !way.takesLocks {
      guard let after = try? DatabaseFiles(path: path), after == before, before.isOlder(than: start) else {
        return .failure(Failure(error: (try? outcome.failure) ?? changing(path), mayPass: true))
      }
    }
    return outcome.mapError { Failure(error: $0, mayPass: isPassing($0 as? SQLiteError ?? failed, way)) }
  }

  /// Results that mean "look again": the files changed their state between the look and the open.
  private static func isPassing(_ error: SQLiteError?, _ way: PreviewWay) -> Bool {
    guard let error, !error.needsRecovery else { return false }
    return error.isBusy || ((error.isReadOnly || error.isCannotOpen) && way != .immutable)
  }

  private static func changing(_ path: [UInt8]) -> SQLiteError {
    SQLiteError(extended: SQLITE_BUSY, message: "the database kept changing while it was read", path: path)
  }
}

extension Result {
  /// The error, where it is one.
  fileprivate var failure: Failure {
    get throws {
      if case .failure(let error) = self { return error }
      throw SQLiteError(extended: SQLITE_OK, message: "", path: [])
    }
  }
}
