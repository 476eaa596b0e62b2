internal import Platform
package import SessionStore

/// The settings of a pool, each with its unit and reason.
package struct PoolConfiguration: Sendable {
  /// Open handles at most: 256 serve a busy host at about 36 MB.
  package var cap = 256
  /// Descriptors of one handle: database, log, shared memory, directory.
  package var descriptorsPerHandle = 4
  /// Descriptors left to the rest of the process.
  package var reservedDescriptors = 48
  /// A handle that nobody uses is closed after so long, in seconds: long enough for the next turn of a conversation.
  package var idleTimeout: Double = 30
  /// How long a lease waits for a place in the pool, in seconds.
  package var placeTimeout: Double = 30
  /// Pages in a write-ahead log that start a checkpoint: 16 MB.
  package var checkpointFrames = 4096
  /// Requests and text bytes that one commit of a group takes at most.
  package var groupRequests = 256
  package var groupBytes = 8 << 20
  /// How a read finds its store where no handle is open: by opening one, or by a preview that leaves no trace.
  package var readsByPreview = false
  package var durability = Durability.full
  package var lanes = LaneSet.defaultCount

  /// Seconds between two interrupts of a lease that a drain ends: short beside the statements that are worth one.
  static let interruptPause = 0.02

  package init() {}

  /// The cap that fits the limit of open files.
  var effectiveCap: Int {
    guard let limits = try? ResourceLimits.current() else { return max(1, cap) }
    // Each lane may be at a preview, which takes as many as a handle.
    let room = Int(clamping: limits.softDescriptors) - reservedDescriptors - lanes * descriptorsPerHandle
    return max(1, min(cap, room / descriptorsPerHandle))
  }
}
