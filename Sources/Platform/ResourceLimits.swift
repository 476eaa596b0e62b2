internal import CPlatform

/// How many descriptors this process may have.
package struct ResourceLimits: Hashable, Sendable {
  package let softDescriptors: UInt64
  package let hardDescriptors: UInt64

  /// The limits as they are.
  package static func current() throws(SystemError) -> ResourceLimits {
    var soft: UInt64 = 0
    var hard: UInt64 = 0
    try SystemCalls.direct.perform(.limits) { Int(warren_descriptor_limits(&soft, &hard)) }
    return ResourceLimits(softDescriptors: soft, hardDescriptors: hard)
  }

  /// Raises the soft limit to the hard one if the system lets us; answers what then holds.
  ///
  /// select(2) cannot take descriptors beyond 1023: whoever raises the limit uses poll.
  package static func raiseToHard() throws(SystemError) -> ResourceLimits {
    let limits = try current()
    if limits.softDescriptors < limits.hardDescriptors {
      _ = warren_set_descriptor_limits(limits.hardDescriptors, limits.hardDescriptors)
    }
    return try current()
  }

  /// How many descriptors are open now.
  package static func openDescriptors() throws(SystemError) -> Int {
    var reader = try DirectoryReader("/proc/self/fd", in: WorkingDirectory())
    var count = 0
    while try reader.next() != nil { count += 1 }
    // The reader's own.
    return count - 1
  }
}
