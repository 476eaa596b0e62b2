internal import Glibc
internal import Platform
internal import Synchronization
package import WarrenModel

/// The right to write to the control directory: an exclusive flock on `.warren/lock`, held until it is released.
///
/// Whoever gets it first finishes or takes back what a holder before has left unfinished, and clears what it has left half built.
package final class ControlLock: Sendable {
  /// Bytes of the record that are read at most: a command and a socket's path.
  private static let recordBytes = 16 << 10

  package let directory: ControlDirectory
  private let root: StateRoot
  private let file: SharedDescriptor
  /// Opened at its first use; used by one thread at a time.
  private let journal: Mutex<ControlJournal?>
  /// What a crash had left unfinished and this has settled.
  let settled: [JournalEntry]
  /// What a crash had left unfinished and could not be settled.
  let unsettled: [UnsettledEntry]

  /// Takes the lock, waiting for it on the calling thread up to `wait` milliseconds (nil: the configuration's), and recovers.
  /// - Throws: `busy`, which names the holder; what keeps the journal from being read.
  package init(root: StateRoot, owner: LockOwner, clock: WallClock, wait: Int? = nil) throws(WarrenError) {
    let directory = try ControlDirectory(making: root)
    let subject = Self.path(in: root)
    let configuration = root.configuration
    let deadline = Clocks.monotonicNanoseconds + Int64(wait ?? configuration.lockWait) * 1_000_000
    var file = try RegistryErrors.translating(subject) { () throws(SystemError) in try Self.open(in: directory) }
    while !(try RegistryErrors.translating(subject, { () throws(SystemError) in try Self.lock(file, in: directory) })) {
      if Clocks.monotonicNanoseconds >= deadline { throw Self.busy(Self.read(file), subject) }
      // flock has no deadline of its own; the lock is held for milliseconds, or for life.
      poll(nil, 0, configuration.lockPause)
      file = try RegistryErrors.translating(subject) { () throws(SystemError) in try Self.open(in: directory) }
    }
    self.root = root
    self.file = file
    self.directory = directory
    do throws(WarrenError) {
      try RegistryErrors.translating(subject) { () throws(SystemError) in
        try file.truncate(to: 0)
        try file.write(owner.record(of: try ProcessTable().current()), at: 0)
      }
      BuildDirectory.removeStale(in: directory)
      let hasJournal = try RegistryErrors.translating(subject) { () throws(SystemError) in
        try directory.descriptor.exists(ControlJournal.name)
      }
      guard hasJournal else {
        journal = Mutex(nil)
        (settled, unsettled) = ([], [])
        return
      }
      let opened = try ControlJournal(writingIn: directory, at: root)
      (settled, unsettled) = try Recovery(root: root, control: directory, clock: clock).run(opened)
      journal = Mutex(opened)
    } catch {
      // Nobody shall take this process for the holder: it lives on.
      try? file.truncate(to: 0)
      throw error
    }
  }

  /// Uses the journal, which is made where it is missing.
  func withJournal<T: Sendable>(_ body: @Sendable (ControlJournal) throws(WarrenError) -> T) throws(WarrenError) -> T {
    let (directory, root) = (directory, root)
    return try journal.withLock { (journal) throws(WarrenError) in
      if let journal { return try body(journal) }
      let made = try ControlJournal(writingIn: directory, at: root)
      let result = Result { () throws(WarrenError) in try body(made) }
      journal = made
      return try result.get()
    }
  }

  /// What its taking has settled, and what could not be, for output.
  package func report(opened: [AgentName]) -> RecoveryReport {
    RecoveryReport(
      settled: settled.map { $0.operation(step: nil) },
      unsettled: unsettled.map { RecoveryReport.Failure(operation: $0.entry.operation(step: $0.step), error: $0.error) }, opened: opened)
  }

  /// Refuses a name on which an operation is unfinished that recovery could not settle.
  /// - Throws: `deleting`, with the operation and its step.
  func refuseUnsettled(_ name: AgentName) throws(WarrenError) {
    if let found = unsettled.first(where: { $0.entry.concerns(name) }) { throw found.refusal(of: name) }
  }

  deinit { release() }

  private static func open(in directory: ControlDirectory) throws(SystemError) -> SharedDescriptor {
    SharedDescriptor(try directory.descriptor.openRegular(ControlDirectory.lockName, .readWrite, creating: .ifMissing))
  }

  /// Locks the file if nobody has it, and if it is still the one of that name: one that was removed is no lock for those who come later.
  private static func lock(_ file: SharedDescriptor, in directory: ControlDirectory) throws(SystemError) -> Bool {
    guard try file.tryLock(.exclusive) else { return false }
    return try directory.descriptor.statusIfExists(of: ControlDirectory.lockName)?.identity == file.status().identity
  }

  /// Gives the lock up; a second time does nothing.
  package func release() {
    if file.isClosed { return }
    // The journal first: without the lock nobody may have it open for writing.
    journal.withLock { journal in
      try? journal?.close()
      journal = nil
    }
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

  /// Whether a living process holds the lock, by what it has written into it; takes nothing.
  static func isHeld(in root: StateRoot) -> Bool {
    guard let record = holder(in: root), let bootID = try? ProcessTable().bootID() else { return false }
    return ProcessTable().isAlive(ProcessFacts(pid: record.pid, startTime: record.startTime, bootID: bootID))
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
