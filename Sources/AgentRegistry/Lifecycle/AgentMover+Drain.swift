internal import HandlePool
internal import Platform
internal import SessionStore
internal import Synchronization
internal import WarrenModel

extension AgentMover {
  /// Nanoseconds between two tries to get an agent for itself: short at first, since idle holders let go at once.
  private static let pauses: ClosedRange<Int64> = 1_000_000...20_000_000
  /// Seconds that a lease of our own has left once it has been interrupted.
  private static let grace: Double = 1

  /// Waits until nobody uses the agents, and moves those that are free, until the deadline.
  func drain(
    _ works: [MoveWork], _ change: AgentChange, until deadline: Int64, _ lock: ControlLock, _ outcomes: inout [AgentOutcome?]
  ) async {
    if works.isEmpty { return }
    let draining = Mutex<Set<FileIdentity>>(Set(works.map(\.identity)))
    async let drains: Void = drainPool(works, patience: Clocks.bounded(change.wait)) { identity in
      draining.withLock { _ = $0.remove(identity) }
    }
    var waiting = works
    var pause = Self.pauses.lowerBound
    while true {
      let force = change.force
      // Both from before the try: who lets go during it, or in time, gets another one.
      let (own, began) = (draining.withLock { $0 }, Clocks.monotonicNanoseconds)
      var attempts = await Gathering.map(waiting) { work in await lanes.run { self.attempt(work, force: force) } }
      await lookForHolders(&attempts)
      var ready: [MoveWork] = []
      var failed: [(MoveWork, WarrenError)] = []
      var stuck: [(MoveWork, MoveWork.Obstacle)] = []
      for attempt in attempts {
        switch attempt {
        case .ready(let work): ready.append(work)
        case .failed(let work, let error): failed.append((work, error))
        case .wait(let work, let obstacle): stuck.append((work, obstacle))
        }
      }
      await abandon(failed, lock, &outcomes)
      await finish(ready, change, lock, &outcomes)
      if stuck.isEmpty { break }
      if Task.isCancelled {
        await abandon(stuck.map { ($0.0, RegistryErrors.interrupted($0.0.plan.agent)) }, lock, &outcomes)
        break
      }
      let late = stuck.filter { began >= deadline + (own.contains($0.0.identity) ? Int64(Self.grace * 1e9) : 0) }
      await abandon(await busy(late), lock, &outcomes)
      waiting = stuck.map(\.0).filter { work in !late.contains { $0.0.index == work.index } }
      if waiting.isEmpty { break }
      try? await Task.sleep(nanoseconds: UInt64(max(Self.pauses.lowerBound, min(pause, max(0, deadline - Clocks.monotonicNanoseconds)))))
      pause = min(pause * 2, Self.pauses.upperBound)
    }
    await drains
  }

  /// Lets our own handles go: leases end by themselves, or are interrupted at the deadline.
  private func drainPool(_ works: [MoveWork], patience: Double, done: @escaping @Sendable (FileIdentity) -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      for work in works {
        guard let pool, let location = work.found.location else {
          done(work.identity)
          continue
        }
        group.addTask {
          if await pool.drain(location, patience: patience, deadline: patience + Self.grace) { done(work.identity) }
        }
      }
    }
  }

  /// One try to have the agent for itself: the lock of its directory, and SQLite's word that its databases are closed.
  private func attempt(_ work: MoveWork, force: Bool) -> MoveWork.Attempt {
    var work = work
    do throws(WarrenError) {
      if !work.isLocked {
        let isFree = try RegistryErrors.translating(work.plan.agent.bytes) { () throws(SystemError) in
          try work.directory.tryLock(.exclusive)
        }
        if !isFree { return .wait(work, .directory) }
        work.isLocked = true
      }
      guard try isInPlace(work) else { return .failed(work, RegistryErrors.replaced(work.plan.agent)) }
      let survey = try TreeSurvey(of: work.directory, readingHeaders: true)
      if let error = PlanSurvey.obstacle(in: survey, of: work.plan.agent) { return .failed(work, error) }
      work.survey = survey
      for database in survey.databases {
        let path = try RegistryErrors.translating { () throws(SystemError) in try work.path.appending(database) }
        if case .busy = proof.closed(database: path) { return .wait(work, .database) }
      }
      // Only now: nobody has its databases open, so that nothing but the store itself can keep it from being read.
      if !work.isLookedAt, let error = look(&work, force: force) { return .failed(work, error) }
      CutPoint.drained.reached()
      return .ready(work)
    } catch { return .failed(work, error) }
  }

  private func isInPlace(_ work: MoveWork) throws(WarrenError) -> Bool {
    let agents = try root.agentsDirectory()
    return try RegistryErrors.translating(work.plan.agent.bytes) { () throws(SystemError) in
      try agents?.statusIfExists(of: FilePath(bytes: work.plan.agent.bytes))?.identity == work.identity
    }
  }

  /// The last word on running turns, and the counts for the tombstone: nobody writes any more.
  private func look(_ work: inout MoveWork, force: Bool) -> WarrenError? {
    work.isLookedAt = true
    guard let location = work.found.location, !work.found.stores.isEmpty else { return nil }
    do throws(WarrenError) {
      let (running, counts) = try LockedStore.read(location, work.directory, at: work.path, clock: clock) { store in
        (try store.running().map(\.key), try store.summary())
      }
      work.counts = counts
      return running.isEmpty || force ? nil : RegistryErrors.running(running, work.plan.agent)
    } catch {
      // A store that nobody can read has no turns that anybody could find.
      return force || Self.unreadable.contains(error.code) ? nil : RegistryErrors.runningUnknown(work.plan.agent, error)
    }
  }

  /// Stores that are as they are, for every reader.
  private static let unreadable: Set<ErrorCode> = [
    .storeAbsent, .storeEmptyFile, .notADatabase, .corrupt, .newerSchema, .noSessionTables, .otherApplication, .uuidMismatch,
    .notRegularFile, .foreignStore,
    .backendUnknown, .nameInvalid,
  ]

  /// One look through `/proc` for all that are ready: a connection that has not read yet has no lock.
  private func lookForHolders(_ attempts: inout [MoveWork.Attempt]) async {
    var files: Set<FileIdentity> = []
    for case .ready(let work) in attempts { files.formUnion(work.survey?.identities ?? []) }
    if files.isEmpty { return }
    let (wanted, proof) = (files, proof)
    let holders = await lanes.run { proof.holders(of: wanted, directories: []) }
    for (index, attempt) in attempts.enumerated() {
      guard case .ready(let work) = attempt, let own = work.survey?.identities else { continue }
      let users = holders.using(own)
      if !users.isEmpty { attempts[index] = .wait(work, .holders(users)) }
    }
  }

  /// Who it is that stays, as far as that can be known: one look for all.
  private func busy(_ late: [(MoveWork, MoveWork.Obstacle)]) async -> [(MoveWork, WarrenError)] {
    if late.isEmpty { return [] }
    let proof = proof
    return await lanes.run {
      var files: Set<FileIdentity> = []
      for case (let work, .database) in late { files.formUnion(work.survey?.identities ?? []) }
      let holders = proof.holders(of: files, directories: Set(late.map(\.0.identity)))
      return late.map { work, obstacle in
        let users: [ProcessCommand] =
          switch obstacle {
          case .holders(let users): users
          case .directory: holders.using([], directory: work.identity)
          case .database: holders.using(work.survey?.identities ?? [])
          }
        return (work, HolderProof.busy(work.plan.agent, users, mayBeHidden: holders.mayBeHidden))
      }
    }
  }
}
