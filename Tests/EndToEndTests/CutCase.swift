import AgentRegistry

/// One operation on an agent, for a cut: what is done, which points it passes, and where the agent is afterwards.
struct CutCase: Sendable {
  enum Place: Equatable, Sendable {
    case agents(String)
    case trash(String)
    case gone
  }

  /// What is asked for first, so that the operation can be.
  enum Ground: Sendable {
    case agent
    /// It lies in the trash.
    case deleted
    /// It was deleted and brought back.
    case restored
    case renamed
    /// Another program has its database open.
    case inUse
  }

  let title: String
  let ground: Ground
  /// The words of the command; what was done last has this id.
  let words: @Sendable (_ agent: String, _ operation: String) -> [String]
  let passes: [CutPoint]
  /// The first point after which it goes forward; nil where it never does.
  let decisive: CutPoint?
  let before: @Sendable (String) -> Place
  let after: @Sendable (String) -> Place

  static let wait = ["--wait", "5"]
  private static let gating: [CutPoint] = [.journalled, .gateCreated, .gateMade, .gated, .drained, .prepared, .renamed, .moved]
  private static let purging: [CutPoint] = [.purgeBegun, .purgeRemoved, .purgeFinished]
  private static let lifting: [CutPoint] = [.journalled, .renamed, .moved, .trashRemoved, .gateLifted, .finished]

  static let all: [CutCase] = [
    CutCase(
      title: "delete", ground: .agent, words: { agent, _ in ["agents", "delete", agent, "--yes"] + wait }, passes: gating + [.finished],
      decisive: .renamed, before: { .agents($0) }, after: { .trash($0) }),
    CutCase(
      title: "delete --purge", ground: .agent, words: { agent, _ in ["agents", "delete", agent, "--purge", "--yes"] + wait },
      passes: gating + [.finished] + purging, decisive: .renamed, before: { .agents($0) }, after: { _ in .gone }),
    CutCase(
      title: "restore", ground: .deleted, words: { agent, _ in ["agents", "restore", agent] + wait }, passes: lifting, decisive: .renamed,
      before: { .trash($0) }, after: { .agents($0) }),
    CutCase(
      title: "restore --as", ground: .deleted, words: { agent, _ in ["agents", "restore", agent, "--as", "\(agent)-2"] + wait },
      passes: lifting, decisive: .renamed, before: { .trash($0) }, after: { .agents("\($0)-2") }),
    CutCase(
      title: "rename", ground: .agent, words: { agent, _ in ["agents", "rename", agent, "\(agent)-2"] + wait },
      passes: gating + [.gateLifted, .finished], decisive: .renamed, before: { .agents($0) }, after: { .agents("\($0)-2") }),
    CutCase(
      title: "purge", ground: .deleted, words: { agent, _ in ["agents", "purge", agent, "--yes"] + wait },
      passes: [.purgeJournalled] + purging, decisive: .purgeJournalled, before: { .trash($0) }, after: { _ in .gone }),
    CutCase(
      title: "delete, busy", ground: .inUse, words: { agent, _ in ["agents", "delete", agent, "--yes", "--wait", "0"] },
      passes: [.journalled, .gateCreated, .gateMade, .gated, .rollingBack, .gateRemoved], decisive: nil, before: { .agents($0) },
      after: { .agents($0) }),
    CutCase(
      title: "undo delete", ground: .deleted, words: { _, operation in ["undo", operation] + wait }, passes: lifting, decisive: .renamed,
      before: { .trash($0) }, after: { .agents($0) }),
    CutCase(
      title: "undo restore", ground: .restored, words: { _, operation in ["undo", operation] + wait }, passes: gating + [.finished],
      decisive: .renamed, before: { .agents($0) }, after: { .trash($0) }),
    CutCase(
      title: "undo rename", ground: .renamed, words: { _, operation in ["undo", operation] + wait },
      passes: gating + [.gateLifted, .finished], decisive: .renamed, before: { .agents("\($0)-2") }, after: { .agents($0) }),
  ]

  /// Whether the operation stands once it has passed the point.
  func stands(after point: CutPoint) -> Bool {
    guard let decisive, let first = passes.firstIndex(of: decisive), let place = passes.firstIndex(of: point) else { return false }
    return place >= first
  }

  /// Whether a reader sees something unfinished after the point.
  func isUnfinished(after point: CutPoint) -> Bool {
    point != passes.last || decisive == nil
  }
}
