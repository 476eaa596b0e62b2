internal import AgentRegistry
internal import Platform
internal import SQLite
internal import Testing
internal import WarrenModel

/// Every call of every operation fails once, alone and with all that come after it; then a fresh process takes the lock.
@Suite struct FaultTests {
  @Test(arguments: Deed.allCases, FaultPlan.Extent.allCases)
  func aFaultAtAnyChangeLeavesBeforeOrAfter(_ deed: Deed, _ extent: FaultPlan.Extent) async throws {
    try await run(deed, FaultPlan.mutating, extent)
  }

  @Test(arguments: Deed.allCases)
  func aFaultAtAnyLookLeavesBeforeOrAfter(_ deed: Deed) async throws { try await run(deed, FaultPlan.looking, .one) }

  /// Writes to the journal that SQLite refuses, one at a time.
  static let refusals: [StaticString] = [
    "CREATE TRIGGER refusal BEFORE INSERT ON operation BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "CREATE TRIGGER refusal BEFORE INSERT ON operation WHEN NEW.kind = 'agent_purge' BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "CREATE TRIGGER refusal BEFORE UPDATE ON operation BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "CREATE TRIGGER refusal BEFORE INSERT ON tombstone BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "CREATE TRIGGER refusal BEFORE UPDATE ON tombstone BEGIN SELECT RAISE(ABORT, 'refused'); END",
  ]

  @Test(arguments: Deed.allCases, refusals.indices)
  func aJournalThatRefusesLeavesBeforeOrAfter(_ deed: Deed, _ refusal: Int) async throws {
    // Undisturbed otherwise, and where the directory cannot be moved either.
    for faults in [FaultPlan([]), FaultPlan([.rename], nth: 1, .all)] {
      let attempt = try await attempt(deed, faults, refusal: Self.refusals[refusal])
      #expect(refusal != 0 || attempt.answer.error != nil)
    }
  }

  private func run(_ deed: Deed, _ kinds: Set<SystemCall>, _ extent: FaultPlan.Extent) async throws {
    let counting = FaultPlan(kinds)
    let quiet = try await attempt(deed, counting)
    #expect(quiet.answer.error == nil && quiet.answer.operation?.state == .done, "\(deed): \(quiet.answer)")
    #expect(counting.counted > 4)
    for nth in 1...max(1, counting.counted) {
      // A full disk and a broken one in turn: which code it is changes nothing in what must hold.
      let faults = FaultPlan(kinds, nth: nth, extent, code: nth % 2 == 0 ? 28 : 5)
      let tried = try await attempt(deed, faults)
      #expect(faults.fault != nil || tried.answer.error == nil, "\(deed) \(nth)")
    }
  }

  private func attempt(_ deed: Deed, _ faults: FaultPlan, refusal: StaticString? = nil) async throws -> Attempt {
    let ground = try LifecycleGround()
    let deletion = try await deed.prepare(ground)
    if let refusal {
      try await ground.makeJournal()
      try ground.withJournal { try $0.execute(refusal) }
    }
    let known = try Set(ground.history.operations(OperationQuery(limit: nil)).map(\.id))
    let answer = try await deed.perform(ground, faults)
    let attempt = Attempt(
      deed: deed, ground: ground, deletion: deletion, known: known, answer: answer, note: "\(deed), fault at \(faults.fault ?? "none")")
    try attempt.checkAnswer()
    if refusal != nil { try ground.withJournal { try $0.execute("DROP TRIGGER refusal") } }
    try await attempt.checkRecovery()
    return attempt
  }
}
