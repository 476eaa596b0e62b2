internal import Platform
internal import WarrenModel

/// An operation on an agent directory as the journal has it.
struct JournalEntry: Hashable, Sendable {
  let id: OperationID
  let kind: OperationKind
  var state: Operation.State
  /// The name that the directory has before the operation; of a restore, the one that it had when it was deleted.
  let agent: AgentName
  /// The name that it gets, of a rename, and of a restore under another name.
  var newName: AgentName?
  let uuid: String?
  /// The directory; the device counts within one boot only.
  let identity: FileIdentity
  /// The kernel's random number of the boot in which `identity` was seen.
  let bootID: [UInt8]
  /// The deletion that a restore or a purge is about.
  var deletion: OperationID?
  /// The operation that this one reverses.
  var undoes: OperationID?
  /// Whether a deletion is followed by a purge.
  var purges = false
  let startedAt: Timestamp
  var finishedAt: Timestamp?
  var undoUntil: Timestamp?
  /// A JSON object.
  var receipt: [UInt8]?

  /// The name that the directory has afterwards.
  var nameAfter: AgentName { newName ?? agent }

  /// Whether it is about what has this name in `agents/`: a purge is about the trash alone, a restore about the name that comes back.
  func concerns(_ name: AgentName) -> Bool {
    switch kind {
    case .agentPurge: false
    case .agentRestore: nameAfter == name
    default: agent == name || nameAfter == name
    }
  }

  /// Whether it is about the agent of this name or, where one is given, of this uuid.
  func concerns(_ name: AgentName, or uuid: String?) -> Bool {
    concerns(name) || (uuid != nil && self.uuid == uuid && kind != .agentPurge)
  }

  /// The same for output.
  func operation(step: String?) -> Operation {
    Operation(
      id: id, kind: kind, agent: agent, newName: newName, state: state, step: step, startedAt: startedAt, finishedAt: finishedAt,
      undoUntil: undoUntil, receipt: receipt)
  }
}
