internal import HandlePool
internal import Platform
internal import WarrenModel

/// One agent on its way through an `AgentMove`, with what this process holds of it.
struct MoveWork: Sendable {
  /// Its place among the plans.
  let index: Int
  let plan: AgentPlan
  let found: FoundAgent
  /// Held open, and once it is drained locked, until the operation has ended.
  let directory: SharedDescriptor
  /// The real path of the directory.
  let path: FilePath
  let move: AgentMove
  /// Set once nobody else can use the directory.
  var isLocked = false
  var survey: TreeSurvey?
  /// Set once its store has been looked at under the lock.
  var isLookedAt = false
  /// nil where its store cannot be read.
  var counts: StoreSummary?

  var entry: JournalEntry { move.entry }
  var identity: FileIdentity { found.identity }

  /// What stands in the way of a drain.
  enum Obstacle: Sendable {
    /// Another has the directory locked.
    case directory
    /// Another has one of the databases open.
    case database
    /// These have files of it open.
    case holders([ProcessCommand])
  }

  enum Attempt: Sendable {
    case ready(MoveWork)
    case wait(MoveWork, Obstacle)
    case failed(MoveWork, WarrenError)
  }
}
