internal import HandlePool
internal import Platform
package import WarrenModel

extension AgentMover {
  /// Nanoseconds between two tries to get what others have open in the trash.
  private static let purgePause: UInt64 = 20_000_000

  /// Removes deleted agents for good. The proof that nobody uses them is repeated first: a writer from before the deletion may have come back.
  ///
  /// - Parameters:
  ///   - wait: seconds to wait for those who use one.
  ///   - lock: held by the caller throughout.
  /// - Returns: one outcome an agent, in their order; the operation of each is its purge.
  package func purge(_ agents: [DeletedAgent], wait: Double, under lock: ControlLock) async -> [AgentOutcome] {
    let deadline = Clocks.monotonicNanoseconds + Int64(Clocks.bounded(wait) * 1e9)
    var outcomes = [AgentOutcome?](repeating: nil, count: agents.count)
    var waiting = Array(agents.enumerated().map { (index: $0.offset, agent: $0.element) })
    var free: [PurgeWork] = []
    while !waiting.isEmpty {
      let looked = await look(at: waiting, lock)
      waiting = []
      for (index, agent, result) in looked {
        switch result {
        case .success(let work): free.append(work)
        case .failure(let error):
          if error.code != .busy || Clocks.monotonicNanoseconds >= deadline {
            outcomes[index] = AgentOutcome(agent: agent.name, operation: nil, error: error)
          } else if Task.isCancelled {
            outcomes[index] = AgentOutcome(agent: agent.name, operation: nil, error: RegistryErrors.interrupted(agent.name))
          } else {
            waiting.append((index, agent))
          }
        }
      }
      if !waiting.isEmpty { try? await Task.sleep(nanoseconds: Self.purgePause) }
    }
    switch await begin(free.map(\.tombstone), lock) {
    case .failure(let error):
      for work in free { outcomes[work.index] = AgentOutcome(agent: work.tombstone.agent, operation: nil, error: error) }
    case .success(let entries):
      let purged = await runPurges(entries, lock)
      for (work, outcome) in zip(free, purged) {
        outcomes[work.index] = AgentOutcome(agent: outcome.agent, operation: outcome.purge, error: outcome.error)
      }
    }
    for work in free { try? work.directory?.close() }
    return zip(agents, outcomes).map { $1 ?? AgentOutcome(agent: $0.name, operation: nil, error: RegistryErrors.gone($0.name)) }
  }

  /// Tries to have each for itself, with one look through `/proc` for all.
  private func look(
    at agents: [(index: Int, agent: DeletedAgent)], _ lock: ControlLock
  ) async -> [(Int, DeletedAgent, Result<PurgeWork, WarrenError>)] {
    let works = await Gathering.map(agents) { index, agent in
      await lanes.run { Result { () throws(WarrenError) in try self.work(index, agent, lock) } }
    }
    var files: Set<FileIdentity> = []
    var directories: Set<FileIdentity> = []
    for case .success(let work) in works {
      files.formUnion(work.survey?.identities ?? [])
      if !work.isClosed { directories.insert(work.tombstone.identity) }
    }
    let (wanted, locked, proof) = (files, directories, proof)
    let holders = await lanes.run { proof.holders(of: wanted, directories: locked) }
    return zip(agents, works).map { asked, result in
      guard case .success(let work) = result else { return (asked.index, asked.agent, result) }
      let users = holders.using(work.survey?.identities ?? [], directory: work.tombstone.identity)
      if work.isClosed, users.isEmpty { return (asked.index, asked.agent, result) }
      try? work.directory?.close()
      let error = HolderProof.busy(asked.agent.name, users, mayBeHidden: holders.mayBeHidden)
      return (asked.index, asked.agent, .failure(error))
    }
  }

  /// An agent in the trash, locked where it can be.
  private func work(_ index: Int, _ agent: DeletedAgent, _ lock: ControlLock) throws(WarrenError) -> PurgeWork {
    let found = try lock.withJournal { journal throws(WarrenError) in
      try journal.read { try $0.tombstone(ofDeletion: agent.operation) }
    }
    guard let tombstone = found, tombstone.state == .trash else {
      throw WarrenError(.deleted, "It does not lie in the trash any more.", subject: agent.name.bytes)
    }
    let trash = try RegistryErrors.translating(agent.name.bytes) { () throws(SystemError) in try lock.directory.openTrash() }
    guard let directory = try AgentPurge.open(tombstone, in: trash) else { return PurgeWork(index: index, tombstone: tombstone) }
    let isFree = try RegistryErrors.translating(agent.name.bytes) { () throws(SystemError) in try directory.tryLock(.exclusive) }
    let survey = try TreeSurvey(of: directory, readingHeaders: isFree)
    if let obstacle = PlanSurvey.obstacle(in: survey, below: AgentPurge.path(of: tombstone)), obstacle.code == .mountPoint {
      throw obstacle
    }
    var isClosed = isFree
    let path = try RegistryErrors.translating { () throws(SystemError) in
      try lock.directory.trashPath.appending(Array(tombstone.operation.text.utf8)).appending(tombstone.agent.bytes)
    }
    for database in isFree ? survey.databases : [] {
      let place = try RegistryErrors.translating { () throws(SystemError) in try path.appending(database) }
      if case .busy = proof.closed(database: place) { isClosed = false }
    }
    return PurgeWork(index: index, tombstone: tombstone, directory: directory, survey: survey, isClosed: isClosed)
  }

  private func begin(_ tombstones: [Tombstone], _ lock: ControlLock) async -> Result<[JournalEntry], WarrenError> {
    if tombstones.isEmpty { return .success([]) }
    let now = clock.now
    return await lanes.run {
      Result { () throws(WarrenError) in
        let bootID = try RegistryErrors.translating { () throws(SystemError) in try ProcessTable().bootID() }
        let entries = try lock.withJournal { journal throws(WarrenError) in
          try journal.write { try tombstones.map { try journal.beginPurge(of: $0, bootID: bootID, at: now) } }
        }
        CutPoint.purgeJournalled.reached()
        return entries
      }
    }
  }

  /// Carries out purges that are in the journal; those that fail stay there, for the next holder of the lock.
  func runPurges(_ entries: [JournalEntry], _ lock: ControlLock) async -> [AgentOutcome] {
    if entries.isEmpty { return [] }
    let clock = clock
    let removed = await Gathering.map(entries) { entry in
      await lanes.run { () -> Result<[UInt8], WarrenError> in
        Result { () throws(WarrenError) in
          guard let deletion = entry.deletion else { throw RegistryErrors.gone(entry.agent) }
          let found = try lock.withJournal { journal throws(WarrenError) in try journal.read { try $0.tombstone(ofDeletion: deletion) } }
          guard let tombstone = found else { throw RegistryErrors.gone(entry.agent) }
          let trash = try RegistryErrors.translating { () throws(SystemError) in try lock.directory.openTrash() }
          let purge = AgentPurge(entry, tombstone, trash: trash, at: lock.directory.trashPath)
          return purge.receipt(try purge.run(), at: clock.now, isResumed: false)
        }
      }
    }
    let now = clock.now
    let ended: Result<[JournalEntry], WarrenError> = await lanes.run {
      Result { () throws(WarrenError) in
        try lock.withJournal { journal throws(WarrenError) in
          try journal.write {
            try zip(entries, removed).map { entry, receipt in
              guard case .success(let receipt) = receipt else { return entry }
              return try journal.finishPurge(entry, receipt: receipt, at: now)
            }
          }
        }
      }
    }
    CutPoint.purgeFinished.reached()
    return zip(entries, removed).enumerated().map { index, pair in
      let (entry, receipt) = pair
      switch (ended, receipt) {
      case (.failure(let error), _), (.success, .failure(let error)):
        return AgentOutcome(agent: entry.agent, operation: nil, purge: entry.operation(step: nil), error: error)
      case (.success(let entries), .success):
        return AgentOutcome(agent: entry.agent, operation: nil, purge: entries[index].operation(step: nil))
      }
    }
  }
}

/// One deleted agent on its way to a purge.
private struct PurgeWork: Sendable {
  /// Its place in the question.
  let index: Int
  let tombstone: Tombstone
  /// Held open, and locked, until the purge has ended; nil where nothing is left.
  var directory: SharedDescriptor?
  var survey: TreeSurvey?
  /// Whether the locks say that nobody uses it.
  var isClosed = true
}
