/// A lock on a file and the process that has it.
package struct LockHolder: Hashable, Sendable {
  package let lock: FileLock
  /// nil where the kernel names no process.
  package let process: ProcessCommand?
}
