internal import Platform
internal import WarrenModel

/// What is remembered of a deleted agent.
struct Tombstone: Hashable, Sendable {
  enum State: String, Sendable {
    /// Whole, in the trash.
    case trash
    /// A purge has begun: it cannot be brought back.
    case purging
    case purged
    case restored
  }

  /// The deletion; also the name of its directory in the trash.
  let operation: OperationID
  let agent: AgentName
  let uuid: String?
  let backend: String?
  let identity: FileIdentity
  /// The kernel's random number of the boot in which `identity` was seen.
  let bootID: [UInt8]
  /// nil where the store could not be read.
  let sessions: Int?
  let messages: Int?
  let files: Int
  /// On disk.
  let bytes: Int64
  let deletedAt: Timestamp
  var state: State
}
