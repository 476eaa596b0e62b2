internal import CSQLite

extension Connection {
  /// Copies this database into `destination` while others go on writing to it; begins anew by itself when another connection writes.
  ///
  /// - Parameters:
  ///   - pagesPerStep: how many pages are copied before `progress` is asked.
  ///   - progress: pages left and in all; false stops the copy.
  /// - Returns: false when `progress` stopped it; `destination` is of no use then.
  package func backup(
    to destination: Connection, pagesPerStep: Int32 = 256, progress: (_ left: Int, _ total: Int) throws -> Bool = { _, _ in true }
  ) throws -> Bool {
    guard let source = database, let target = destination.database else {
      throw SQLiteError(extended: SQLITE_MISUSE, message: "the connection is closed", path: path)
    }
    guard let backup = sqlite3_backup_init(target, "main", source, "main") else { throw destination.error(sqlite3_errcode(target)) }
    var code: Int32
    do {
      repeat {
        code = sqlite3_backup_step(backup, pagesPerStep)
        guard code == SQLITE_OK else { break }
        if try !progress(Int(sqlite3_backup_remaining(backup)), Int(sqlite3_backup_pagecount(backup))) {
          sqlite3_backup_finish(backup)
          return false
        }
      } while true
    } catch {
      sqlite3_backup_finish(backup)
      throw error
    }
    let finished = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, finished == SQLITE_OK else { throw destination.error(code == SQLITE_DONE ? finished : code) }
    return true
  }
}
