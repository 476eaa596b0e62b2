internal import HandlePool
internal import Platform
package import WarrenModel

/// What the journal tells, for those who only look: without the lock, and without a trace.
package struct ControlHistory: Sendable {
  private let root: StateRoot

  package init(_ root: StateRoot) { self.root = root }

  /// Operations on agent directories, the newest first.
  /// - Parameter agent: only those about an agent that has, had or got this name.
  package func operations(of agent: AgentName? = nil, _ query: OperationQuery) throws(WarrenError) -> [Operation] {
    let entries = try ControlJournal.read(in: root) { journal in
      try query.unfinished
        ? journal.unfinished().reversed() : journal.operations(of: agent, limit: query.kinds.isEmpty ? query.wanted : .max)
    }
    let chosen = (entries ?? []).filter { entry in
      (query.kinds.isEmpty || query.kinds.contains(entry.kind)) && (agent == nil || entry.agent == agent || entry.newName == agent)
    }
    return chosen.prefix(query.wanted).map(shown)
  }

  /// nil where the journal does not know it.
  package func operation(_ id: OperationID) throws(WarrenError) -> Operation? {
    (try ControlJournal.read(in: root) { try $0.operation(id) } ?? nil).map(shown)
  }

  /// What lies in the trash, the newest deletion first.
  package func deletedAgents() throws(WarrenError) -> [DeletedAgent] {
    try (ControlJournal.read(in: root) { try $0.kept() } ?? []).map { tombstone in
      DeletedAgent(
        name: tombstone.agent, uuid: tombstone.uuid, operation: tombstone.operation,
        directory: root.absolute(RawPath(bytes: AgentPurge.path(of: tombstone))), backend: tombstone.backend, sessions: tombstone.sessions,
        messages: tombstone.messages, bytes: tombstone.bytes, deletedAt: tombstone.deletedAt,
        undoUntil: tombstone.deletedAt.advanced(byMilliseconds: Operation.retention), isRestorable: tombstone.state == .trash)
    }
  }

  /// Operations that a crash has left unfinished, and gates that belong to none. While a living process holds the lock they are at work, and
  /// no finding.
  /// - Parameter gated: the agents that have a gate.
  package func findings(gated: [AgentName]) -> [Finding] {
    do throws(WarrenError) {
      let unfinished = try ControlJournal.read(in: root) { try $0.unfinished() } ?? []
      if (unfinished.isEmpty && gated.isEmpty) || ControlLock.isHeld(in: root) { return [] }
      let stray = gated.filter { name in !unfinished.contains { $0.concerns(name) } }.map { name in
        Findings.made(
          "gate_stray", .warning, below: name, Gate.name, evidence: "it closes the agent, and no operation is unfinished",
          remedy: "Have it removed with \"warren operations recover\".", fixable: true)
      }
      return stray
        + unfinished.map { entry in
          Finding(
            code: "operation_unfinished", severity: .warning, subject: subject(of: entry),
            evidence: "\(entry.kind.rawValue) \(entry.id) was cut short at the step \(step(of: entry) ?? "requested")",
            remedy: "Settle it with \"warren operations recover\"; any command that changes agents does so first.", fixable: true)
        }
    } catch {
      return [
        Finding(
          code: "journal_unreadable", severity: .error, subject: ControlJournal.path(in: root), evidence: error.message,
          remedy: error.remedy)
      ]
    }
  }

  /// The operation that somebody is carrying out on an agent of this name now, as an error; nil where there is none.
  package func refusal(of name: AgentName) -> WarrenError? {
    guard ControlLock.isHeld(in: root), let unfinished = try? ControlJournal.read(in: root, { try $0.unfinished() }),
      let entry = unfinished.first(where: { $0.concerns(name) })
    else { return nil }
    return underWay(entry, name.bytes)
  }

  private func underWay(_ entry: JournalEntry, _ words: [UInt8]) -> WarrenError {
    WarrenError(
      .deleting,
      "An operation on this agent is under way: \(entry.kind.rawValue) \(entry.id), at the step \(step(of: entry) ?? "requested").",
      remedy: "Wait for it; \"warren operations show \(entry.id)\" tells how far it is.", subject: words)
  }

  /// Whether an operation on the agent of exactly this name or uuid is unfinished, and nobody is at work on it any more.
  package func isAbandoned(_ words: [UInt8]) -> Bool {
    guard !ControlLock.isHeld(in: root), let name = try? AgentName(bytes: words),
      let unfinished = try? ControlJournal.read(in: root, { try $0.unfinished() })
    else { return false }
    let uuid = UUIDText.canonical(words)
    return unfinished.contains { $0.concerns(name, or: uuid) }
  }

  /// An operation on an agent directory with what tells whether the agent is still the same one.
  package func reversible(_ id: OperationID) throws(WarrenError) -> Reversible? {
    let entry = try ControlJournal.read(in: root) { try $0.operation(id) } ?? nil
    return entry.map { Reversible(operation: shown($0), name: $0.nameAfter, uuid: $0.uuid, inode: $0.identity.inode) }
  }

  package struct Reversible: Sendable {
    package let operation: Operation
    /// The agent's name after it.
    package let name: AgentName
    package let uuid: String?
    package let inode: UInt64
  }

  /// What became of an agent that is not there: `deleting` where it is on its way, `deleted` where a tombstone tells; nil where the journal
  /// knows nothing of it.
  package func fate(of words: [UInt8]) -> WarrenError? {
    guard let name = try? AgentName(bytes: words) else { return nil }
    let uuid = UUIDText.canonical(words)
    // What is unfinished first: what ends between two looks has its tombstone by the second.
    let known = try? ControlJournal.read(in: root) { journal in
      (try journal.unfinished(), try journal.newestDeletion(of: name, uuid: uuid), try journal.newestRename(from: name))
    }
    guard let (unfinished, tombstone, rename) = known else { return nil }
    if let entry = unfinished.first(where: { $0.concerns(name, or: uuid) }) {
      return ControlLock.isHeld(in: root) ? underWay(entry, words) : RegistryErrors.unfinished(entry, step: step(of: entry), name)
    }
    if let tombstone, (rename?.finishedAt?.milliseconds ?? .min) <= tombstone.deletedAt.milliseconds {
      let isKept = tombstone.state == .trash
      return WarrenError(
        .deleted, "The agent was deleted at \(tombstone.deletedAt)\(isKept ? "" : " and has been purged").",
        remedy: isKept ? "Bring it back with \"warren agents restore \(tombstone.operation)\"." : nil, subject: words)
    }
    guard let rename, let newName = rename.newName else { return nil }
    return WarrenError(
      .agentUnknown, "There is no such agent any more: it was renamed.", remedy: "It is \"\(newName)\" now.", subject: words)
  }

  /// The path below the root of what an operation is about.
  private func subject(of entry: JournalEntry) -> [UInt8] {
    guard entry.kind == .agentPurge, let deletion = entry.deletion,
      let tombstone = try? ControlJournal.read(in: root, { try $0.tombstone(ofDeletion: deletion) }) ?? nil
    else { return Findings.path(of: entry.kind == .agentRestore ? entry.nameAfter : entry.agent) }
    return AgentPurge.path(of: tombstone)
  }

  private func shown(_ entry: JournalEntry) -> Operation { entry.operation(step: entry.state == .pending ? step(of: entry) : nil) }

  /// How far an unfinished operation has come, as the disk shows it.
  private func step(of entry: JournalEntry) -> String? {
    if entry.kind == .agentPurge { return "purging" }
    guard let agents = try? root.agentsDirectory(), let trashPath = try? StateRoot.controlName.appending(ControlDirectory.trashName),
      let trash = try? root.descriptor.openDirectory(trashPath), let bootID = try? ProcessTable().bootID()
    else { return nil }
    return AgentMove(entry, agents: agents, trash: SharedDescriptor(trash)).step(bootID: bootID).rawValue
  }
}

extension OperationQuery {
  /// One more than the limit: whether there are more is told by it.
  package var wanted: Int { limit.map { $0 + 1 } ?? .max }
}
