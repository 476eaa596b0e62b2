internal import HandlePool
internal import Platform
internal import WarrenModel

extension AgentMover {
  /// Moves agents that nobody uses: from here on each goes forward.
  func finish(_ works: [MoveWork], _ change: AgentChange, _ lock: ControlLock, _ outcomes: inout [AgentOutcome?]) async {
    if works.isEmpty { return }
    let moved = await move(works, lock, &outcomes)
    if moved.isEmpty { return }
    let now = clock.now
    let ended: Result<[(JournalEntry, purge: JournalEntry?)], WarrenError> = await lanes.run {
      Result { () throws(WarrenError) in
        try lock.withJournal { journal throws(WarrenError) in
          try journal.write {
            try moved.map { work in
              let content = work.survey.map { DeletedContent(backend: work.found.backend, counts: work.counts, survey: $0) }
              return try journal.finish(work.entry, content, at: now)
            }
          }
        }
      }
    }
    CutPoint.finished.reached()
    // The lock on the directory goes with its descriptor, after a purge: whoever comes then finds the gate, or the agent under its new name.
    defer { for work in moved { try? work.directory.close() } }
    switch ended {
    case .failure(let error):
      for work in moved {
        outcomes[work.index] = AgentOutcome(agent: work.plan.agent, operation: work.entry.operation(step: nil), error: error)
      }
    case .success(let entries):
      var purges: [(Int, JournalEntry)] = []
      for (work, (entry, purge)) in zip(moved, entries) {
        outcomes[work.index] = AgentOutcome(agent: work.plan.agent, operation: entry.operation(step: nil))
        if let purge { purges.append((work.index, purge)) }
      }
      let purged = await runPurges(purges.map(\.1), lock)
      for ((index, _), outcome) in zip(purges, purged) {
        guard let before = outcomes[index] else { continue }
        outcomes[index] = AgentOutcome(agent: before.agent, operation: before.operation, purge: outcome.purge, error: outcome.error)
      }
    }
  }

  /// Prepares, renames and settles; each step is on the disk, for all of them, before the next.
  private func move(_ works: [MoveWork], _ lock: ControlLock, _ outcomes: inout [AgentOutcome?]) async -> [MoveWork] {
    var left = await step(works, lock, &outcomes) { work throws(SystemError) in try work.move.prepare() }
    left = await sync(left, lock, &outcomes) { () throws(SystemError) in try lock.directory.openTrash().sync() }
    CutPoint.prepared.reached()
    left = await step(left, lock, &outcomes) { work throws(SystemError) in try work.move.move() }
    let agents = try? root.agentsDirectory()
    left = await sync(left, lock, &outcomes) { () throws(SystemError) in try agents?.sync() }
    CutPoint.moved.reached()
    return await step(left, lock, &outcomes) { work throws(SystemError) in try work.move.settle(work.directory) }
  }

  private func step(
    _ works: [MoveWork], _ lock: ControlLock, _ outcomes: inout [AgentOutcome?],
    _ body: @escaping @Sendable (MoveWork) throws(SystemError) -> Void
  ) async -> [MoveWork] {
    let done = await Gathering.map(works) { work in
      await lanes.run { () -> (MoveWork, WarrenError?) in
        do throws(SystemError) {
          try body(work)
          return (work, nil)
        } catch {
          let name = work.plan.nameAfter
          return (work, error.alreadyExists ? RegistryErrors.exists(name) : RegistryErrors.translate(error, subject: name.bytes))
        }
      }
    }
    await abandon(done.compactMap { work, error in error.map { (work, $0) } }, lock, &outcomes)
    return done.filter { $0.1 == nil }.map(\.0)
  }

  /// A sync for all: where it fails, none of them goes on.
  private func sync(
    _ works: [MoveWork], _ lock: ControlLock, _ outcomes: inout [AgentOutcome?], _ body: @escaping @Sendable () throws(SystemError) -> Void
  ) async -> [MoveWork] {
    if works.isEmpty { return [] }
    do throws(SystemError) {
      try await lanes.run { () throws(SystemError) in try body() }
      return works
    } catch {
      let failure = RegistryErrors.translate(error)
      await abandon(works.map { ($0, failure.about($0.plan.agent.bytes)) }, lock, &outcomes)
      return []
    }
  }
}

extension AgentPlan {
  var nameAfter: AgentName { newName ?? agent }
}
