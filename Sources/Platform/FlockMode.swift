internal import Glibc

/// How a file or directory is locked by flock(2): the lock belongs to the open file, not to the process.
package enum FlockMode: Hashable, Sendable {
  case shared, exclusive

  fileprivate var operation: CInt { self == .shared ? LOCK_SH : LOCK_EX }
}

extension Descriptor where Self: ~Copyable {
  /// Takes the lock if that needs no waiting; false where another open file holds one that conflicts.
  ///
  /// A lock already held here changes its mode; not in one step: while it changes, another may take it.
  package func tryLock(_ mode: FlockMode) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try calls.perform(.lock) { Int(flock(rawValue, mode.operation | LOCK_NB)) }
      return true
    } catch {
      if error.isBusy { return false }
      throw error
    }
  }

  /// Gives up the lock; without one nothing happens.
  package func unlock() throws(SystemError) { try calls.perform(.lock) { Int(flock(rawValue, LOCK_UN)) } }
}
