internal import AgentRegistry
internal import Glibc
internal import Platform
internal import SQLite
internal import Synchronization
internal import TestSupport
internal import Testing
internal import WarrenModel

/// What the holder of the lock makes of entries that a crash has left: decided by the directory's inode alone.
@Suite struct RecoveryTests {
  /// How far an operation had come.
  struct Cut: CustomStringConvertible, Sendable {
    let kind: OperationKind
    let step: String
    let isDone: Bool
    var gate: String?
    /// Where the directory lies: "a", "b" below agents/, nil in the trash of the operation or the deletion.
    var place: String? = "a"
    var hasTrash = false

    var description: String { "\(kind.rawValue) at \(step), gate \(gate ?? "-")" }
  }

  static let id = String(repeating: "0a", count: 16)

  static let cuts: [Cut] = [
    Cut(kind: .agentDelete, step: "requested", isDone: false),
    Cut(kind: .agentDelete, step: "requested", isDone: false, gate: ""),
    Cut(kind: .agentDelete, step: "requested", isDone: false, gate: "0a0a"),
    Cut(kind: .agentDelete, step: "gated", isDone: false, gate: id + "\n"),
    Cut(kind: .agentDelete, step: "prepared", isDone: false, gate: id + "\n", hasTrash: true),
    Cut(kind: .agentDelete, step: "moved", isDone: true, gate: id + "\n", place: nil, hasTrash: true),
    Cut(kind: .agentRename, step: "requested", isDone: false),
    Cut(kind: .agentRename, step: "requested", isDone: false, gate: ""),
    Cut(kind: .agentRename, step: "gated", isDone: false, gate: id + "\n"),
    Cut(kind: .agentRename, step: "moved", isDone: true, gate: id + "\n", place: "b"),
    Cut(kind: .agentRename, step: "settled", isDone: true, place: "b"),
    Cut(kind: .agentRestore, step: "requested", isDone: false, gate: "old", place: nil, hasTrash: true),
    Cut(kind: .agentRestore, step: "moved", isDone: true, gate: "old", place: "a", hasTrash: true),
    Cut(kind: .agentRestore, step: "moved", isDone: true, gate: "old", place: "a"),
    Cut(kind: .agentRestore, step: "settled", isDone: true, place: "a"),
  ]

  /// The agent where the cut has left it, and the journal's entry.
  private func make(_ cut: Cut, _ ground: LifecycleGround) async throws -> RawEntry {
    try ground.make("a")
    var deletion: OperationID?
    if cut.kind == .agentRestore { deletion = try await ground.delete("a") }
    let trash = ".warren/trash/\(deletion?.text ?? Self.id)"
    if cut.hasTrash { Files.makeDirectory(ground.ground.path(trash)) }
    let now = deletion == nil ? "agents/a" : trash + "/a"
    let place = cut.place.map { "agents/\($0)" } ?? trash + "/a"
    if place != now { Files.rename(ground.ground.path(now), to: ground.ground.path(place)) }
    if !cut.hasTrash { rmdir(ground.ground.path(trash)) }
    Files.remove(ground.ground.path(place + "/.warren-gate"))
    if let gate = cut.gate { Files.write(ground.ground.path(place + "/.warren-gate"), gate) }
    return try RawEntry(
      cut.kind, at: place, of: ground, newName: cut.kind == .agentRename ? (cut.place == "new" ? "new" : "b") : nil,
      deletion: deletion?.text)
  }

  @Test(arguments: cuts) func eachCutIsTakenBackOrFinished(_ cut: Cut) async throws {
    for isOtherBoot in [false, true] {
      let ground = try LifecycleGround()
      var entry = try await make(cut, ground)
      if isOtherBoot {
        // The device has another number since.
        entry.bootID = Array("another".utf8)
        entry.identity = FileIdentity(device: entry.identity.device &+ 1, inode: entry.identity.inode)
      }
      try await entry.insert(ground)
      #expect(try ground.operation(entry.operation)?.step == cut.step)
      #expect(try ground.history.findings(gated: []).map(\.code) == ["operation_unfinished"])
      let settled = try await ground.locked { _, lock in lock.report(opened: []).settled }
      #expect(settled.map(\.state) == [cut.isDone ? .done : .rolledBack])
      try expectEnd(of: cut, entry, ground)
      let before = ground.ground.listing.filter { !$0.contains("/.warren/lock ") }
      #expect(try await ground.locked { _, lock in lock.report(opened: []).settled }.isEmpty)
      #expect(ground.ground.listing.filter { !$0.contains("/.warren/lock ") } == before)
    }
  }

  private func expectEnd(of cut: Cut, _ entry: RawEntry, _ ground: LifecycleGround) throws {
    let isInTrash = cut.kind == .agentRestore ? !cut.isDone : cut.kind == .agentDelete && cut.isDone
    let name = cut.kind == .agentRename && cut.isDone ? "b" : "a"
    #expect(Files.names(ground.ground.path("agents")) == (isInTrash ? [] : [name]))
    let trash = isInTrash ? [entry.deletion ?? entry.id] : []
    #expect(Files.names(ground.trash) == trash)
    #expect(try ground.history.deletedAgents().map(\.operation.text) == trash)
    let place = isInTrash ? ".warren/trash/\(trash.first ?? "")/a" : "agents/\(name)"
    #expect(try ground.texts(place) == ["a"])
    #expect(Files.exists(ground.ground.path(place + "/.warren-gate")) == isInTrash)
    #expect(try ground.operation(entry.operation)?.step == nil)
    guard let deletion = entry.deletion else { return }
    #expect(try ground.operation(OperationID(deletion))?.state == (cut.isDone ? .undone : .done))
  }

  /// Another directory than the one that is meant.
  enum Stranger: CaseIterable, Sendable { case otherInode, otherDevice, otherUUID }

  @Test(arguments: [OperationKind.agentDelete, .agentRename, .agentRestore], Stranger.allCases)
  func directoriesOfOthersAreNotTouched(_ kind: OperationKind, _ stranger: Stranger) async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b", "in trash"] { try ground.make(name) }
    let deletion = String(repeating: "0b", count: 16)
    let trash = ground.ground.path(".warren/trash/\(kind == .agentRestore ? deletion : Self.id)")
    Files.makeDirectory(trash)
    Files.rename(ground.ground.path("agents/in trash"), to: trash + "/a")
    for name in ["agents/a", "agents/b"] { Files.write(ground.ground.path(name + "/.warren-gate"), "another's") }
    var entry = try RawEntry(
      kind, at: kind == .agentRestore ? ".warren/trash/\(deletion)/a" : "agents/a", of: ground, newName: kind == .agentRename ? "b" : nil,
      deletion: kind == .agentRestore ? deletion : nil)
    switch stranger {
    case .otherInode: entry.identity = FileIdentity(device: entry.identity.device, inode: 1 << 60)
    case .otherDevice: entry.identity = FileIdentity(device: entry.identity.device &+ 1, inode: entry.identity.inode)
    case .otherUUID: entry.uuid = Ground.uuid
    }
    try await entry.insert(ground)
    let before = Files.listing(ground.ground.path("agents")) + Files.listing(ground.trash)
    let settled = try await ground.locked { _, lock in lock.report(opened: []).settled }
    #expect(settled.map(\.state) == [.lost] && settled.first?.kind == kind)
    #expect(Files.listing(ground.ground.path("agents")) + Files.listing(ground.trash) == before)
    #expect(try await ground.locked { _, lock in lock.report(opened: []).settled }.isEmpty)
  }

  @Test func lostDeletionLeavesNoEmptyDirectory() async throws {
    let ground = try LifecycleGround()
    let entry = try await make(RecoveryTests.cuts[4], ground)
    try await entry.insert(ground)
    removeTree(ground.ground.path("agents/a"))
    #expect(try await ground.locked { _, lock in lock.report(opened: []).settled }.map(\.state) == [.lost])
    #expect(Files.names(ground.trash).isEmpty)
  }

  @Test func purgeGoesOn() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    let place = ".warren/trash/\(deletion)/a"
    var entry = try RawEntry(.agentPurge, at: place, of: ground, deletion: deletion.text)
    try await entry.insert(ground)
    try ground.withJournal { try $0.execute("UPDATE tombstone SET state = 'purging'") }
    Files.remove(ground.ground.path(place + "/sessions.sqlite"))
    #expect(try ground.operation(entry.operation)?.step == "purging")
    #expect(try ground.history.deletedAgents().map(\.isRestorable) == [false])
    let settled = try await ground.locked { _, lock in lock.report(opened: []).settled }
    #expect(settled.map(\.state) == [.done])
    let receipt = String(decoding: settled.first?.receipt ?? [], as: UTF8.self)
    #expect(receipt.contains("\"resumed\":true"))
    #expect(Files.names(ground.trash).isEmpty)
    #expect(try ground.history.deletedAgents().isEmpty)
    #expect(try ground.operation(deletion)?.state == .purged)
    // One whose deletion nobody knows.
    entry.id = String(repeating: "0c", count: 16)
    entry.deletion = String(repeating: "0d", count: 16)
    try await entry.insert(ground)
    #expect(try await ground.locked { _, lock in lock.report(opened: []).settled }.map(\.state) == [.lost])
  }

  /// Where recovery fails.
  enum Trouble: CaseIterable { case opening, openingTheTrash, removingTheGate, syncing }

  @Test(arguments: Trouble.allCases, [EIO, EACCES])
  func whatCannotBeSettledStaysAndRefusesItsNames(_ trouble: Trouble, _ code: CInt) async throws {
    let ground = try LifecycleGround()
    for name in ["b", "c"] { try ground.make(name) }
    let entry = try await make(RecoveryTests.cuts[9].renamed, ground)
    try await entry.insert(ground)
    // Only while the lock is taken. The first sync is that of the journal's directory.
    let (isOver, syncs) = (Flag(), FaultPlan([.sync], nth: 2, .all, code: code))
    let root = try ground.root(
      SystemCalls { call, path in
        guard !isOver.isRaised else { return nil }
        switch trouble {
        case .opening: return call == .open && path == "new" ? code : nil
        case .openingTheTrash: return call == .open && path == "trash" ? code : nil
        case .removingTheGate: return call == .unlink ? code : nil
        case .syncing: return syncs.intercept(call, path)
        }
      })
    syncs.arm()
    let lock = try ground.lock(root)
    isOver.raise()
    defer { lock.release() }
    #expect(lock.report(opened: []).settled.isEmpty)
    #expect(try ground.unfinished().map(\.id) == [entry.operation])
    #expect(try ground.creator(root).create(AgentName("d"), backend: .jsonl, under: lock).state == .ok)
    for name in ["a", "new"] {
      #expect(await failure { _ = try ground.creator(root).create(AgentName(name), backend: .jsonl, under: lock) }?.code == .deleting)
      let rename = await ground.mover(root).run(
        [try ground.plan("c", renamedTo: name)], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock)
      #expect(rename.first?.error?.code == .deleting && rename.first?.operation == nil)
    }
    let delete = await ground.mover(root).run(
      [try ground.plan("new"), try ground.plan("b")], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock)
    #expect(delete.codes == [.deleting, nil])
    Files.write(ground.ground.path("agents/c/.warren-gate"), "stray")
    #expect(try GateSweep(root).run(under: lock).map(\.description) == ["c"])
    #expect(ground.gates() == ["new"])
    lock.release()
    #expect(try await ground.locked { _, lock in lock.report(opened: []).settled }.map(\.state) == [.done])
    #expect(ground.gates().isEmpty)
    #expect(try ground.texts("agents/new") == ["a"])
  }

  @Test func anOperationOfALaterVersionStaysAsItIs() async throws {
    let ground = try LifecycleGround()
    for name in ["a", "b"] { try ground.make(name) }
    try await RawEntry(OperationKind(rawValue: "agent_fold"), at: "agents/a", of: ground).insert(ground)
    #expect(await failure { try await ground.delete("a") }?.code == .deleting)
    try await ground.delete("b")
    #expect(try ground.unfinished().map(\.kind.rawValue) == ["agent_fold"])
    #expect(try ground.texts("agents/a") == ["a"])
  }

  @Test func purgeThatCannotEndDoesNotKeepItsNameFromOthers() async throws {
    let ground = try LifecycleGround()
    try ground.make("a")
    let deletion = try await ground.delete("a")
    let entry = try RawEntry(.agentPurge, at: ".warren/trash/\(deletion)/a", of: ground, deletion: deletion.text)
    try await entry.insert(ground)
    let faults = FaultPlan([.unlink], nth: 1, .all, code: EIO)
    let root = try ground.root(faults.calls)
    faults.arm()
    let lock = try ground.lock(root)
    faults.disarm()
    defer { lock.release() }
    #expect(try ground.unfinished().count == 1)
    #expect(try ground.creator(root).create(AgentName("a"), backend: .jsonl, under: lock).state == .ok)
    #expect(
      await ground.mover(root).run([try ground.plan("a")], AgentChange(wait: 5), shared: SharedFiles(of: []), under: lock).first?.error
        == nil)
  }
}

extension RecoveryTests.Cut {
  /// The same, to the name "new".
  fileprivate var renamed: RecoveryTests.Cut {
    var cut = self
    cut.place = "new"
    return cut
  }
}
