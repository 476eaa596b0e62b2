internal import AgentRegistry
internal import Glibc
internal import HandlePool
internal import Platform
internal import SQLite
internal import SessionStore
internal import Synchronization
internal import TestSupport
internal import Testing
internal import WarrenModel

/// Several agents at a time, plans that do not hold any more, and the handles of this process.
@Suite struct AgentMoverTests {
  @Test func oneThatFailsDoesNotStopTheOthers() async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b", "c"] { try ground.make(name) }
    let held = try WorkingDirectory().openDirectory(FilePath(ground.ground.path("agents/b")))
    #expect(try held.tryLock(.shared))
    let missing = try ground.plan("nobody", nil, FileIdentity(device: 1, inode: 1))
    let plans = [try ground.plan("a"), try ground.plan("b"), missing, try ground.plan("c")]
    let outcomes = try await ground.locked { root, lock in
      await ground.mover(root).run(plans, AgentChange(wait: 0.3), shared: SharedFiles(of: []), under: lock)
    }
    #expect(outcomes.codes == [nil, .busy, .deleted, nil])
    #expect(outcomes.map(\.agent) == plans.map(\.agent))
    let words = outcomes[1].error?.message ?? ""
    #expect(words.contains("(\(getpid()))") || words.contains(" \(getpid())"), "\(words)")
    #expect(Files.names(ground.ground.path("agents")) == ["b"] && ground.gates().isEmpty)
    #expect(try ground.texts("agents/b") == ["b"])
    #expect(Set(try ground.history.deletedAgents().map(\.name.description)) == ["a", "c"])
    #expect(try ground.unfinished().isEmpty)
    try held.unlock()
    try await ground.delete("b")
  }

  /// The syncs that several share, in their order: the trash's, then those of `agents/`.
  @Test(arguments: [true, false]) func aSharedSyncThatFailsSpeaksForAll(_ isTrash: Bool) async throws {
    let ground = try LifecycleGround()
    let names = ["a", "b", "c"]
    for name in names { try ground.make(name) }
    // Before any rename the shared sync is that of the trash; after the last of the three renames it is that of agents/, once the parents of
    // their own are synced.
    let seen = Mutex(Seen())
    let calls = SystemCalls { call, _ in
      seen.withLock { seen in
        if call == .makeDirectory { seen.made += 1 }
        if call == .rename { seen.renamed += 1 }
        guard call == .sync, seen.made >= 3, isTrash ? seen.renamed == 0 && seen.failed == 0 : seen.renamed == 3 else { return nil }
        seen.failed += 1
        return EIO
      }
    }
    let plans = try names.map { try ground.plan($0) }
    let root = try ground.root(calls)
    let lock = try ground.lock(root)
    seen.withLock { $0 = Seen() }
    let outcomes = await ground.mover(root).run(plans, AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock)
    lock.release()
    #expect(seen.withLock { $0.failed } > 0)
    #expect(outcomes.codes == [.ioError, .ioError, .ioError])
    #expect(Set(outcomes.states) == [isTrash ? nil : .pending])
    #expect(Files.names(ground.ground.path("agents")).count == (isTrash ? 3 : 0) && ground.gates().isEmpty)
    #expect(Files.names(ground.trash).count == (isTrash ? 0 : 3))
    let settled = try await ground.locked { _, lock in lock.report(opened: []).settled }
    #expect(settled.map(\.state) == (isTrash ? [] : [.done, .done, .done]))
    #expect(try ground.history.deletedAgents().count == (isTrash ? 0 : 3))
  }

  private struct Seen {
    var made = 0
    var renamed = 0
    var failed = 0
  }

  @Test func aPlanIsForTheDirectoryThatItWasMadeOf() async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b", "c"] { try ground.make(name) }
    let (first, second) = (try ground.plan("a"), try ground.plan("b"))
    // Another directory; and the same one with another agent's uuid.
    Files.rename(ground.ground.path("agents/a"), to: ground.ground.directory.path("elsewhere"))
    Files.rename(ground.ground.path("agents/c"), to: ground.ground.path("agents/a"))
    ground.ground.manifest("b")
    let before = Files.listing(ground.ground.path("agents"))
    let outcomes = try await ground.locked { root, lock in
      await ground.mover(root).run([first, second], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock)
    }
    #expect(outcomes.codes == [.replaced, .replaced] && outcomes.allSatisfy { $0.operation == nil })
    #expect(Files.listing(ground.ground.path("agents")) == before)
    #expect(try ground.history.operations(OperationQuery()).isEmpty)
  }

  /// Somebody else moves directories about in the last moment: after the proof, while the place in the trash is made.
  @Test(arguments: [false, true], [nil, "new"] as [String?])
  func aDirectoryThatGoesAtTheLastMomentIsNotCalledDone(_ isReplaced: Bool, _ newName: String?) async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b"] { try ground.make(name) }
    let (agents, elsewhere) = (ground.ground.path("agents"), ground.ground.directory.path("elsewhere"))
    let isArmed = Flag()
    let looks = Atomic<Int>(0)
    let calls = SystemCalls { call, path in
      // The proof is done once a database has been read; the next look at the directory's name is that of the rename.
      guard isArmed.isRaised, call == .sync || call == .makeDirectory, looks.add(1, ordering: .relaxed).newValue == 3
      else { return nil }
      Files.rename("\(agents)/a", to: elsewhere)
      if isReplaced { Files.rename("\(agents)/b", to: "\(agents)/a") }
      return nil
    }
    let root = try ground.root(calls)
    let lock = try ground.lock(root)
    let plan = try ground.plan("a", renamedTo: newName)
    // Have the journal made first, whose making syncs too.
    _ = try? ground.mover(root).restore("nobody".raw, as: nil, under: lock)
    isArmed.raise()
    let outcome = await ground.mover(root).run([plan], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock).first
    lock.release()
    #expect(looks.load(ordering: .relaxed) >= 3)
    #expect(outcome?.error != nil && outcome?.operation?.state != .done, "\(String(describing: outcome))")
    _ = try await ground.locked { _, lock in lock.report(opened: []).settled }
    #expect(try ground.unfinished().isEmpty)
    #expect(try ground.history.deletedAgents().isEmpty)
    #expect(Set(Files.names(agents)) == (isReplaced ? ["a"] : ["b"]) && Files.names(ground.trash).isEmpty)
    #expect(try ground.texts("agents/" + (isReplaced ? "a" : "b")) == ["b"])
    // Where it is now it is not behind our gate.
    #expect(Files.exists(elsewhere + "/.warren.json") && !Files.exists(elsewhere + "/.warren-gate"))
    let operations = try ground.history.operations(OperationQuery())
    #expect(operations.map(\.state) == [.lost] || operations.map(\.state) == [.rolledBack])
  }

  @Test func restoreLeavesWhatOthersHavePutIntoTheTrash() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    Files.write("\(ground.trash)/\(deletion)/note", "another's")
    let restored = try await ground.locked { root, lock in try ground.mover(root).restore("a".raw, as: nil, under: lock) }
    #expect(restored.state == .done && ground.gates().isEmpty)
    #expect(try ground.texts("agents/a") == ["a"])
    #expect(Files.text("\(ground.trash)/\(deletion)/note") == "another's")
  }

  @Test func purgeLeavesWhatOthersHavePutIntoTheTrash() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    Files.write("\(ground.trash)/\(deletion)/note", "another's")
    let deleted = try ground.history.deletedAgents()
    let outcomes = try await ground.locked { root, lock in await ground.mover(root).purge(deleted, wait: 5, under: lock) }
    #expect(outcomes.codes == [nil] && outcomes.states == [.done])
    #expect(Files.names("\(ground.trash)/\(deletion)") == ["note"])
    #expect(try ground.unfinished().isEmpty)
  }

  @Test func restoreThatIsRefusedAfterARebootIsTakenBack() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    try await ground.delete("a")
    // The device has another number since then.
    try ground.withJournal { try $0.execute("UPDATE tombstone SET boot_id = x'00', device = device + 1") }
    let faults = FaultPlan([.rename], nth: 1)
    let root = try ground.root(faults.calls)
    let lock = try ground.lock(root)
    faults.arm()
    let error = await failure { _ = try ground.mover(root).restore("a".raw, as: nil, under: lock) }
    #expect(error?.code == .ioError)
    #expect(try ground.unfinished().isEmpty)
    faults.disarm()
    #expect(try ground.mover(root).restore("a".raw, as: nil, under: lock).state == .done)
    lock.release()
    #expect(try ground.texts("agents/a") == ["a"])
  }

  @Test(arguments: [Double.infinity, 1e300, .nan, -1]) func anyTimeToWaitIsTaken(_ wait: Double) async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let root = try ground.root()
    let pool = try pool(root, ground)
    let lock = try ground.lock(root)
    defer { lock.release() }
    let mover = ground.mover(root, pool: pool)
    let plan = try ground.plan("a")
    // A process that another test is just starting may have its directory for a moment: only then is it busy.
    #expect(await eventually { await mover.run([plan], AgentChange(wait: wait), shared: SharedFiles(of: []), under: lock).codes == [nil] })
    let deleted = try ground.history.deletedAgents()
    #expect(await eventually { await mover.purge(deleted, wait: wait, under: lock).codes == [nil] })
    await pool.shutDown()
  }

  // MARK: - Handles of this process

  private func pool(_ root: StateRoot, _ ground: LifecycleGround) throws -> HandlePool {
    var configuration = PoolConfiguration()
    configuration.durability = .normal
    guard let pools = try root.poolRoot(clock: ground.ground.clock) else { throw RegistryErrors.gone(try AgentName("a")) }
    return HandlePool(root: pools, configuration: configuration)
  }

  @Test(arguments: [nil, "b"] as [String?]) func anIdleHandleLetsGo(_ newName: String?) async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let root = try ground.root()
    let pool = try pool(root, ground)
    guard let location = try ground.ground.inspect("a").location else { throw RegistryErrors.gone(try AgentName("a")) }
    _ = try await pool.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: "user", text: "two")]), to: location)
    #expect(pool.statistics.open == 1)
    let lock = try ground.lock(root)
    let outcome = await ground.mover(root, pool: pool).run(
      [try ground.plan("a", renamedTo: newName)], AgentChange(wait: 30), shared: SharedFiles(of: []), under: lock
    )
    .first
    lock.release()
    #expect(outcome?.error == nil && outcome?.operation?.state == .done)
    #expect(pool.statistics.open == 0)
    let error = await failure { try await pool.lease(location) { _ in } }
    #expect(error?.code == .deleted)
    let place = try newName.map { "agents/\($0)" } ?? ".warren/trash/\(ground.history.deletedAgents().first?.operation.text ?? "")/a"
    #expect(try ground.texts(place) == ["a", "two"])
    await pool.shutDown()
  }

  @Test func aLeaseThatDoesNotEndIsInterruptedAtTheDeadline() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let root = try ground.root()
    let pool = try pool(root, ground)
    guard let location = try ground.ground.inspect("a").location else { throw RegistryErrors.gone(try AgentName("a")) }
    for number in 0..<200 {
      let message = NewMessage(role: "user", text: "word \(number)")
      _ = try await pool.append(AppendRequest(session: SessionKey("k"), messages: [message]), to: location)
    }
    let held = Flag()
    let holder = Task {
      await failure {
        try await pool.lease(location) { store in
          held.raise()
          while true { _ = try store.search(SearchQuery(text: "word", limit: 1000, order: .ranked)) }
        }
      }
    }
    #expect(await eventually { held.isRaised })
    let lock = try ground.lock(root)
    let plan = try ground.plan("a")
    let deletion = Task {
      await ground.mover(root, pool: pool).run([plan], AgentChange(wait: 0.3), shared: SharedFiles(of: []), under: lock).first
    }
    #expect(await eventually { ground.gates() == ["a"] })
    // The pool meets the gate while the lease goes on.
    let refused = await failure { _ = try await pool.preview(location) { try $0.summary() } }
    #expect(refused?.code == .deleting || refused?.code == .deleted, "\(String(describing: refused))")
    let outcome = await deletion.value
    lock.release()
    #expect(outcome?.error == nil && outcome?.operation?.state == .done, "\(String(describing: outcome))")
    #expect(await holder.value?.code == .interrupted)
    #expect(try ground.history.deletedAgents().map(\.messages) == [201])
    await pool.shutDown()
  }

  @Test func aLeaseThatHearsNothingIsBusyAndNothingHasChanged() async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b"] { try ground.make(name) }
    let root = try ground.root()
    let pool = try pool(root, ground)
    guard let location = try ground.ground.inspect("a").location else { throw RegistryErrors.gone(try AgentName("a")) }
    let (held, go) = (Flag(), Flag())
    let holder = Task {
      try await pool.lease(location) { store in
        held.raise()
        while !go.isRaised { usleep(1000) }
        _ = try store.append(AppendRequest(session: SessionKey("k"), messages: [NewMessage(role: "user", text: "late")]))
      }
    }
    #expect(await eventually { held.isRaised })
    let lock = try ground.lock(root)
    let plans = [try ground.plan("a"), try ground.plan("b")]
    let outcomes = await ground.mover(root, pool: pool).run(plans, AgentChange(wait: 0.3), shared: SharedFiles(of: []), under: lock)
    lock.release()
    #expect(outcomes.codes == [.busy, nil])
    #expect(ground.gates().isEmpty && Files.names(ground.ground.path("agents")) == ["a"])
    #expect(try ground.unfinished().isEmpty)
    go.raise()
    try await holder.value
    #expect(try await pool.lease(location) { try $0.history(SessionKey("k"), HistoryQuery(limit: nil)).messages.count } == 2)
    await pool.shutDown()
  }
}

extension [AgentOutcome] {
  var codes: [ErrorCode?] { map { $0.error?.code } }
  var states: [WarrenModel.Operation.State?] { map { $0.operation?.state } }
}
