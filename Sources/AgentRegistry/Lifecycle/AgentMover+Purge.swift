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
    var waiting = Array(agents.enumerated())
    var free: [(Int, Tombstone)] = []
    while !waiting.isEmpty {
      let looked = await Gathering.map(waiting) { index, agent in
        await lanes.run { (index, agent, Result { () throws(WarrenError) in try self.unused(agent, lock) }) }
      }
      waiting = []
      for (index, agent, result) in looked {
        switch result {
        case .success(let tombstone): free.append((index, tombstone))
        case .failure(let error) where error.code == .busy && Clocks.monotonicNanoseconds < deadline: waiting.append((index, agent))
        case .failure(let error): outcomes[index] = AgentOutcome(agent: agent.name, operation: nil, error: error)
        }
      }
      if !waiting.isEmpty { try? await Task.sleep(nanoseconds: Self.purgePause) }
    }
    let begun = await begin(free.map(\.1), lock)
    switch begun {
    case .failure(let error):
      for (index, tombstone) in free { outcomes[index] = AgentOutcome(agent: tombstone.agent, operation: nil, error: error) }
    case .success(let entries):
      let purged = await runPurges(entries, lock)
      for ((index, _), outcome) in zip(free, purged) {
        outcomes[index] = AgentOutcome(agent: outcome.agent, operation: outcome.purge, error: outcome.error)
      }
    }
    return zip(agents, outcomes).map { $1 ?? AgentOutcome(agent: $0.name, operation: nil, error: RegistryErrors.gone($0.name)) }
  }

  /// An agent in the trash that nobody uses.
  private func unused(_ agent: DeletedAgent, _ lock: ControlLock) throws(WarrenError) -> Tombstone {
    let found = try lock.withJournal { journal throws(WarrenError) in
      try journal.read { try $0.tombstone(ofDeletion: agent.operation) }
    }
    guard let tombstone = found, tombstone.state == .trash else {
      throw WarrenError(.deleted, "It does not lie in the trash any more.", subject: agent.name.bytes)
    }
    let directory = try RegistryErrors.translating(agent.name.bytes) { () throws(SystemError) -> SharedDescriptor? in
      guard let place = try AgentPurge.place(of: tombstone, in: lock.directory.openTrash()) else { return nil }
      do throws(SystemError) { return SharedDescriptor(try place.openDirectory(FilePath(bytes: tombstone.agent.bytes))) } catch {
        // What stands in its place by now is removed as what it is.
        if error.isNotFound || error.isNotDirectory || error.isSymbolicLink { return nil }
        throw error
      }
    }
    guard let directory else { return tombstone }
    defer { try? directory.close() }
    let isFree = try RegistryErrors.translating(agent.name.bytes) { () throws(SystemError) in try directory.tryLock(.exclusive) }
    let survey = try TreeSurvey(of: directory, readingHeaders: isFree)
    if let obstacle = PlanSurvey.obstacle(in: survey, below: AgentPurge.path(of: tombstone)), obstacle.code == .mountPoint { throw obstacle }
    let path = try RegistryErrors.translating { () throws(SystemError) in
      try lock.directory.trashPath.appending(Array(tombstone.operation.text.utf8)).appending(tombstone.agent.bytes)
    }
    var isClosed = isFree
    if isFree {
      for database in survey.databases {
        let place = try RegistryErrors.translating { () throws(SystemError) in try path.appending(database) }
        if case .busy = proof.closed(database: place) { isClosed = false }
      }
    }
    let holders = proof.holders(of: survey.identities, directories: isFree ? [] : [tombstone.identity])
    let users = holders.using(survey.identities, directory: tombstone.identity)
    if !isClosed || !users.isEmpty { throw HolderProof.busy(agent.name, users, mayBeHidden: holders.mayBeHidden) }
    return tombstone
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
