/// What makes a process that one and no later process with the same number: for the content of a lock file.
package struct ProcessFacts: Hashable, Sendable {
  package let pid: Int32
  /// Clock ticks since boot.
  package let startTime: UInt64
  /// The kernel's random number of this boot, as text.
  package let bootID: [UInt8]

  package init(pid: Int32, startTime: UInt64, bootID: [UInt8]) {
    self.pid = pid
    self.startTime = startTime
    self.bootID = bootID
  }
}
