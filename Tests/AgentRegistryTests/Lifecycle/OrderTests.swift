internal import Platform
internal import Synchronization
internal import TestSupport
internal import Testing
internal import WarrenModel

/// Each step is on the disk before the next: the order of the calls that change something, as the protocol has it.
@Suite struct OrderTests {
  /// What taking the lock does first: what is there already, the holder's record, the directory of the journal.
  static let locking = ["makeDirectory agents", "makeDirectory .warren", "makeDirectory trash", "makeDirectory tmp", "write", "sync"]
  /// The gate's content, the gate, its name.
  static let gating = ["write", "sync", "sync"]
  /// The content, then the name, then what it lay in.
  static let purging = ["unlink a", "sync", "unlink <id>", "sync"]

  static func steps(_ deed: Deed) -> [String] {
    switch deed {
    case .delete: gating + ["makeDirectory <id>", "sync", "rename a", "sync", "sync"]
    case .deleteAndPurge: steps(.delete) + purging
    case .restore, .restoreAs: ["rename a", "sync", "sync", "unlink <id>", "sync", "unlink .warren-gate", "sync"]
    case .rename: gating + ["sync", "rename a", "sync", "unlink .warren-gate", "sync"]
    case .purge: purging
    }
  }

  @Test(arguments: Deed.allCases) func eachStepIsDurableBeforeTheNext(_ deed: Deed) async throws {
    let ground = try LifecycleGround()
    let deletion = try await deed.prepare(ground)
    let kinds: Set<SystemCall> = [.write, .sync, .makeDirectory, .rename, .unlink]
    let content: Set<FilePath> = deed.places(deletion).after == .gone ? [".warren-gate", ".warren.json", "sessions.sqlite"] : []
    let seen = Mutex<[String]>([])
    let calls = SystemCalls { call, path in
      guard kinds.contains(call), path.map({ !content.contains($0) }) ?? true else { return nil }
      // The id of an operation is new each time.
      let name = path.map { $0.bytes.count == OperationID.length ? " <id>" : " \($0)" } ?? ""
      seen.withLock { $0.append(call.rawValue + name) }
      return nil
    }
    let answer = try await deed.perform(ground, FaultPlan([]), through: calls)
    #expect(answer.error == nil)
    let order = seen.withLock { $0 }
    #expect(order == Self.locking + Self.steps(deed))
  }
}
