extension Connection {
  /// Runs `body` in one write transaction: it holds SQLite's write lock from the start, so that it never fails half way for want of it.
  ///
  /// Rolls back when `body` or the commit throws. When it returns, the commit is done.
  package func immediateTransaction<T>(_ body: () throws -> T) throws -> T {
    try withStatement("BEGIN IMMEDIATE") { try $0.run() }
    return try finishing(body)
  }

  /// Runs `body` on one state of the database, whatever others commit meanwhile; inside a transaction it is a part of that.
  package func readTransaction<T>(_ body: () throws -> T) throws -> T {
    if isInTransaction { return try body() }
    try withStatement("BEGIN") { try $0.run() }
    return try finishing(body)
  }

  private func finishing<T>(_ body: () throws -> T) throws -> T {
    do {
      let result = try body()
      try withStatement("COMMIT") { try $0.run() }
      return result
    } catch {
      // SQLite has rolled back by itself after some errors (a full disk, an interrupt).
      if isInTransaction { try? withStatement("ROLLBACK") { try $0.run() } }
      throw error
    }
  }

  /// Runs `body` inside the open transaction; when it throws, its changes alone are undone.
  ///
  /// Where they cannot be, the whole transaction is rolled back, so that nobody commits them, and why is thrown.
  package func savepoint<T>(_ body: () throws -> T) throws -> T {
    try withStatement("SAVEPOINT warren") { try $0.run() }
    do {
      let result = try body()
      try withStatement("RELEASE warren") { try $0.run() }
      return result
    } catch {
      if isInTransaction { try undoSavepoint() }
      throw error
    }
  }

  private func undoSavepoint() throws {
    do {
      try withStatement("ROLLBACK TO warren") { try $0.run() }
      try withStatement("RELEASE warren") { try $0.run() }
    } catch {
      try? withStatement("ROLLBACK") { try $0.run() }
      throw error
    }
  }
}
