internal import CSQLite
internal import Synchronization

/// Ends the running statement of a connection from any thread; harmless once the connection is closed.
package final class Interrupter: Sendable {
  // The address of the connection, 0 once it is closed: a pointer may not cross threads as such, and the lock keeps it alive while it is used.
  private let address: Mutex<UInt>

  init(_ database: OpaquePointer) { address = Mutex(UInt(bitPattern: database)) }

  /// The running statement fails with SQLITE_INTERRUPT; does nothing where none runs.
  package func interrupt() {
    address.withLock { if let database = OpaquePointer(bitPattern: $0) { sqlite3_interrupt(database) } }
  }

  func forget() { address.withLock { $0 = 0 } }

  func remember(_ database: OpaquePointer) {
    let value = UInt(bitPattern: database)
    address.withLock { $0 = value }
  }
}
