internal import Glibc
internal import Platform
package import WarrenModel

/// The right to write to the control directory: an exclusive flock on `.warren/lock`, held until it is released.
///
/// Whoever gets it first clears what a holder before has left half built.
package final class ControlLock: Sendable {
  /// Bytes of the record that are read at most: a command and a socket's path.
  private static let recordBytes = 16 << 10

  package let directory: ControlDirectory
  private let file: SharedDescriptor

  /// Takes the lock, waiting for it on the calling thread up to `wait` milliseconds (nil: the configuration's).
  /// - Throws: `busy`, which names the holder.
  package init(root: StateRoot, owner: LockOwner, wait: Int? = nil) throws(WarrenError) {
    let directory = try ControlDirectory(making: root)
    let subject = Self.path(in: root)
    let configuration = root.configuration
    let file = try RegistryErrors.translating(subject) { () throws(SystemError) in
      SharedDescriptor(try directory.descriptor.openRegular(ControlDirectory.lockName, .readWrite, creating: .ifMissing))
    }
    let deadline = Clocks.monotonicNanoseconds + Int64(wait ?? configuration.lockWait) * 1_000_000
    while !(try RegistryErrors.translating(subject, { () throws(SystemError) in try file.tryLock(.exclusive) })) {
      if Clocks.monotonicNanoseconds >= deadline { throw Self.busy(Self.read(file), subject) }
      // flock has no deadline of its own; the lock is held for milliseconds, or for life.
      poll(nil, 0, configuration.lockPause)
    }
    self.file = file
    self.directory = directory
    try RegistryErrors.translating(subject) { () throws(SystemError) in
      try file.truncate(to: 0)
      try file.write(owner.record(of: try ProcessTable().current()), at: 0)
    }
    BuildDirectory.removeStale(in: directory)
  }

  deinit { release() }

  /// Gives the lock up; a second time does nothing.
  package func release() {
    if file.isClosed { return }
    try? file.truncate(to: 0)
    try? file.close()
  }

  /// What the holder of the lock says, if there is one; takes nothing and leaves no trace.
  package static func holder(in root: StateRoot) -> LockRecord? {
    guard let path = try? StateRoot.controlName.appending(ControlDirectory.lockName), root.isManaged,
      let file = try? root.descriptor.openRegular(path)
    else { return nil }
    return read(file)
  }

  private static func read(_ file: borrowing some Descriptor & ~Copyable) -> LockRecord? {
    (try? file.readBytes(recordBytes, at: 0)).flatMap(LockRecord.init)
  }

  private static func path(in root: StateRoot) -> [UInt8] {
    root.path.bytes + [0x2F] + StateRoot.controlName.bytes + [0x2F] + ControlDirectory.lockName.bytes
  }

  private static func busy(_ record: LockRecord?, _ subject: [UInt8]) -> WarrenError {
    let holder = record.map { "process \($0.pid) (\($0.owner.command))" } ?? "another process"
    return WarrenError(
      .busy, "The state root is being changed by \(holder).", remedy: "Try again when it is done.", subject: subject)
  }
}
