package import Platform
package import WarrenModel

/// Errors of the system in the words of the model, and those of the registry itself.
package enum RegistryErrors {
  /// Runs what the system may refuse; its error is about `subject`, or about the path that it names where `subject` is nil.
  static func translating<T: ~Copyable>(
    _ subject: [UInt8]? = nil, _ body: () throws(SystemError) -> T
  ) throws(WarrenError) -> T {
    do throws(SystemError) { return try body() } catch { throw translate(error, subject: subject) }
  }

  static func translate(_ error: SystemError, subject: [UInt8]? = nil) -> WarrenError {
    func made(_ code: ErrorCode, _ message: String, _ remedy: String) -> WarrenError {
      WarrenError(code, message, remedy: remedy, subject: subject ?? error.path?.bytes, cause: error.description)
    }
    if error.isPermission {
      return made(.denied, "Access is denied (\(error.reason)).", "Check the permissions of the directory, or run as its owner.")
    }
    if error.isNoSpace { return made(.diskFull, "The disk is full.", "Make room on the file system.") }
    if error.isTooManyDescriptors { return made(.tooManyOpen, "Too many files are open.", "Raise the limit of open files.") }
    if error.isNotRegularFile || error.isSymbolicLink { return made(.notRegularFile, "It is not a regular file.", "Move it away.") }
    if error.isNotFound || error.isNotDirectory { return made(.deleted, "It is not there any more.", "Look again.") }
    if error.isNameTooLong {
      return made(.nameInvalid, "The name is longer than the file system takes.", "Choose a shorter name.")
    }
    return made(.ioError, "The system refused: \(error.reason).", "Check the disk and the system log.")
  }

  package static func gone(_ agent: AgentName) -> WarrenError {
    WarrenError(.deleted, "The agent is gone.", remedy: "\"warren agents list\" shows those that are there.", subject: agent.bytes)
  }

  static func replaced(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .replaced, "Something else has taken the place of the agent's directory.", remedy: "Look the agent up again.", subject: agent.bytes)
  }

  /// An operation on the agent is not finished.
  static func unfinished(_ entry: JournalEntry, step: String?, cause: WarrenError? = nil, _ agent: AgentName) -> WarrenError {
    let place = step.map { ", at the step \($0)" } ?? ""
    return WarrenError(
      .deleting, "An operation on this agent is unfinished: \(entry.kind.rawValue) \(entry.id)\(place)\(cause.map { ": \($0)" } ?? ".")",
      remedy: cause?.remedy ?? "Settle it with \"warren operations recover\", which says what keeps it.", subject: agent.bytes)
  }

  /// An operation is unfinished, and one of the places that it is about cannot be opened.
  static func noPlace(_ root: StateRoot) -> WarrenError {
    WarrenError(
      .ioError, "The directory of the agents, or the trash, cannot be opened.", remedy: "Bring both back, with access for this user.",
      subject: root.path.bytes)
  }

  /// Turns are running in these sessions.
  package static func running(_ sessions: [SessionKey], _ agent: AgentName) -> WarrenError {
    let named = sessions.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    let more = sessions.count > 3 ? " and \(sessions.count - 3) more" : ""
    return WarrenError(
      .running, "A turn is running in \(named)\(more).", remedy: "Wait until it ends, or use --force.", subject: agent.bytes)
  }

  /// It cannot be told whether turns are running.
  static func runningUnknown(_ agent: AgentName, _ cause: WarrenError) -> WarrenError {
    WarrenError(
      cause.code, "It cannot be told whether turns are running: \(cause.message)",
      remedy: "Mend that first, or use --force.", subject: agent.bytes)
  }

  /// Another agent leads to a file of this one.
  static func targetShared(_ agent: AgentName, with owners: [AgentName]) -> WarrenError {
    let all = ([agent] + owners).sorted().map { "\"\($0)\"" }
    let named = all.prefix(5).joined(separator: ", ") + (all.count > 5 ? " and \(all.count - 5) more" : "")
    return WarrenError(
      .targetShared, "A file of this agent belongs to several: \(named).", remedy: "Give each agent a file of its own first.",
      subject: agent.bytes)
  }

  /// The agent's directory cannot be renamed into the trash.
  static func mountedAgent(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .mountPoint, "The agent's directory is a mount of its own, which cannot be moved.",
      remedy: "Unmount it and put a plain directory in its place, or remove its content and unmount it by hand.", subject: agent.bytes)
  }

  /// What the journal says lies in the trash does not.
  static func notInTrash(_ tombstone: Tombstone) -> WarrenError {
    WarrenError(
      .replaced, "The agent's directory is not in the trash any more: somebody else has moved, replaced or removed it.",
      remedy: "Put it back to \(RawPath(bytes: AgentPurge.path(of: tombstone))) below the root.", subject: tombstone.agent.bytes)
  }

  /// The caller has given up waiting; nothing is changed.
  package static func interrupted(_ agent: AgentName) -> WarrenError {
    WarrenError(.interrupted, "Ended before it was done; the agent is as it was.", remedy: "Do it again.", subject: agent.bytes)
  }

  package static func exists(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .agentExists, "There is something of this name below agents/ already.",
      remedy: "Choose another name, or use the agent that is there.",
      subject: agent.bytes)
  }

  /// A root that Warren does not manage and did not write.
  package static func foreignRoot(_ root: FilePath) -> WarrenError {
    WarrenError(
      .foreignRoot, "The state root belongs to another program; Warren only reads it.",
      remedy: "Import it into a root of its own with \"warren import SOURCE --into ROOT\", which a later version brings; or let Warren "
        + "manage the directories with \"warren init --adopt\".", subject: root.bytes)
  }

  /// A store that Warren did not write.
  package static func foreignStore(_ agent: AgentName) -> WarrenError {
    WarrenError(
      .foreignStore, "The sessions of this agent are in a store of another program, which Warren only reads.",
      remedy: "Import them with \"warren import SOURCE --into ROOT\", which a later version brings.", subject: agent.bytes)
  }
}
