internal import Platform
internal import SQLite
package import WarrenModel

/// Errors of the floor below in the words of the model.
package enum StoreErrors {
  package static func translate(_ error: any Error, path: [UInt8]) -> WarrenError {
    switch error {
    case let error as WarrenError: error
    case let error as SQLiteError: translate(error)
    case let error as SystemError: translate(error, path: path)
    default: WarrenError(.failed, "\(error)", subject: path)
    }
  }

  private static func translate(_ error: SQLiteError) -> WarrenError {
    func made(_ code: ErrorCode, _ message: String, remedy: String? = nil) -> WarrenError {
      WarrenError(code, message, remedy: remedy ?? error.remedy, subject: error.path, cause: error.description)
    }
    if error.isBusy { return made(.busy, "The database is locked by \(DatabaseHolders.describe(database: error.path)).") }
    if error.isInterrupt { return made(.interrupted, "The call was interrupted.") }
    if error.isNotADatabase { return made(.notADatabase, "The file is not a database.") }
    if error.isVirtualTableCorrupt { return indexDamaged(error) }
    if error.isCorrupt { return made(.corrupt, "The database is damaged: \(error.message).") }
    if error.isFull { return made(.diskFull, "The disk is full.") }
    if error.needsRecovery {
      return made(.needsRecovery, "A transaction that a crash cut short must be undone first, which a reader may not do.")
    }
    if error.isReadOnly { return made(.readOnly, "The database cannot be written.") }
    if error.isCannotOpen { return cannotOpen(error) }
    if error.isPermission { return made(.denied, "Access to the database is denied.") }
    if error.isTooBig { return made(.tooLarge, "The content is larger than SQLite takes (1,000,000,000 bytes).") }
    return made(.ioError, "The database failed: \(error.message) (result \(error.extended)).")
  }

  static func indexDamaged(_ error: SQLiteError) -> WarrenError {
    WarrenError(
      .indexDamaged, "The search index is damaged; the messages are not concerned.",
      remedy: "Make it anew with \"warren sessions reindex\".", subject: error.path, cause: error.description)
  }

  private static func cannotOpen(_ error: SQLiteError) -> WarrenError {
    guard let path = try? FilePath(bytes: error.path) else {
      return WarrenError(.storeAbsent, "The path is none.", subject: error.path, cause: error.description)
    }
    do {
      guard let status = try WorkingDirectory().statusIfExists(of: path) else {
        return WarrenError(
          .storeAbsent, "There is no database.", remedy: "Check the name of the agent.", subject: error.path, cause: error.description)
      }
      if status.kind != .regular {
        return WarrenError(
          .notRegularFile, "What stands in the place of the database is no regular file.", remedy: "Move it away.", subject: error.path,
          cause: error.description)
      }
    } catch { return translate(error, path: path.bytes) }
    return WarrenError(
      .denied, "The database cannot be opened: \(error.message).", remedy: error.remedy, subject: error.path, cause: error.description)
  }

  static func translate(_ error: SystemError, path: [UInt8]) -> WarrenError {
    let subject = error.path?.bytes ?? path
    func made(_ code: ErrorCode, _ message: String, _ remedy: String? = nil) -> WarrenError {
      WarrenError(code, message, remedy: remedy, subject: subject, cause: error.description)
    }
    if error.isPermission {
      return made(.denied, "Access is denied (\(error.reason)).", "Check the permissions of the file and its directory.")
    }
    if error.isNoSpace { return made(.diskFull, "The disk is full.", "Make room on the file system.") }
    if error.isNotRegularFile || error.isSymbolicLink { return made(.notRegularFile, "It is not a regular file.", "Move it away.") }
    if error.isTooManyDescriptors { return made(.tooManyOpen, "Too many files are open.", "Raise the limit of open files.") }
    if error.isNotFound || error.isNotDirectory { return made(.storeAbsent, "It does not exist.") }
    if error.isNameTooLong { return made(.keyTooLong, "The name is longer than the file system takes.") }
    return made(.ioError, "The system refused: \(error.reason).", "Check the disk and the system log.")
  }
}
