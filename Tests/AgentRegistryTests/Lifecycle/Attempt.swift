internal import AgentRegistry
internal import Platform
internal import TestSupport
internal import Testing
internal import WarrenModel

/// One try at a deed, and what must hold after it.
struct Attempt {
  let deed: Deed
  let ground: LifecycleGround
  /// The deletion that came before.
  let deletion: OperationID?
  /// The operations that came before.
  let known: Set<OperationID>
  let answer: Deed.Answer
  let note: String

  private var words: Comment {
    "\(note); answered \(answer.operation?.state.rawValue ?? "-") \(answer.error.map { "\($0)" } ?? "no error")"
  }

  /// What was said is true before anybody settles anything.
  func checkAnswer() throws {
    let pending = try ground.unfinished()
    let new = try operations()
    let (before, after) = deed.places(deletion ?? new.first { $0.kind == .agentDelete }?.id)
    let place = try places()
    guard let error = answer.error else {
      #expect(answer.operation?.state == .done && pending.isEmpty && place == [after] && ground.gates().isEmpty, words)
      return
    }
    #expect(!error.message.isEmpty)
    if pending.isEmpty {
      #expect(place == [before] && ground.gates().isEmpty, words)
      #expect(new.allSatisfy { $0.state == .rolledBack } && answer.operation == nil, words)
    } else {
      // A restore has no outcome but its error; the others say what is pending.
      let said = answer.purge ?? answer.operation
      #expect(deed.kind == .agentRestore || said.map { $0.state == .pending && pending.map(\.id).contains($0.id) } == true, words)
    }
  }

  /// The next holder of the lock leaves it before or after, and nothing in between.
  func checkRecovery() async throws {
    _ = try recover()
    #expect(try ground.unfinished().isEmpty, words)
    #expect(try recover().isEmpty, words)
    let new = try operations()
    let (before, after) = deed.places(deletion ?? new.first { $0.kind == .agentDelete }?.id)
    let place = try places()
    let isDone = place == [after]
    #expect(isDone || place == [before], "\(place) \(words)")
    #expect(isDone || answer.error != nil, words)
    #expect(ground.gates().isEmpty, words)
    #expect(Files.names(ground.ground.path(".warren/tmp")).isEmpty, words)
    try checkOperations(new, isDone: isDone)
    try await checkContent(place)
    // A task that has ended lets go of what it held a moment later.
    #expect(await eventually { ground.openDescriptors().isEmpty }, "\(ground.openDescriptors()) \(words)")
  }

  /// What a fresh process settles.
  private func recover() throws -> [WarrenModel.Operation] {
    let lock = try ground.lock(ground.root())
    defer { lock.release() }
    return lock.report(opened: []).settled
  }

  private func checkOperations(_ new: [WarrenModel.Operation], isDone: Bool) throws {
    let own = new.filter { $0.kind == deed.kind }
    #expect(own.count <= 1 && (!isDone || own.count == 1), words)
    let expected: WarrenModel.Operation.State = !isDone ? .rolledBack : deed == .deleteAndPurge ? .purged : .done
    #expect(own.allSatisfy { $0.state == expected && $0.finishedAt != nil }, "\(own) \(words)")
    let purges = new.filter { $0.kind == .agentPurge }
    #expect(purges.allSatisfy { $0.state == .done && $0.receipt != nil }, words)
    if let deletion, isDone {
      #expect(try ground.operation(deletion)?.state == (deed == .purge ? .purged : .undone), words)
    }
    let kept = try ground.history.deletedAgents()
    let trash = Files.names(ground.trash)
    #expect(Set(kept.map(\.operation.text)) == Set(trash), words)
    #expect(kept.allSatisfy { $0.isRestorable }, words)
  }

  /// It can be read where it is, and its directory is free.
  private func checkContent(_ place: [Deed.Place]) async throws {
    let directory: String
    switch place.first {
    case .agents(let name): directory = "agents/\(name)"
    case .trash(let id): directory = ".warren/trash/\(id)/a"
    case .gone, nil: return
    }
    #expect(try ground.texts(directory) == ["a"], words)
    let opened = try WorkingDirectory().openDirectory(FilePath(ground.ground.path(directory)))
    #expect(try await eventually { try opened.tryLock(.exclusive) }, words)
    #expect(Files.exists(ground.ground.path(directory + "/.warren-gate")) == directory.hasPrefix(".warren"), words)
  }

  private func operations() throws -> [WarrenModel.Operation] {
    try ground.history.operations(OperationQuery(limit: nil)).filter { !known.contains($0.id) }
  }

  /// All places where an agent is; empty directories in the trash count as one.
  private func places() throws -> [Deed.Place] {
    let agents = Files.names(ground.ground.path("agents")).map { Deed.Place.agents($0) }
    let trash = try Files.names(ground.trash).map { Deed.Place.trash(try OperationID($0)) }
    return agents.isEmpty && trash.isEmpty ? [.gone] : agents + trash
  }
}
