#if DEBUG
  internal import Glibc
#endif

/// The places between two durable steps: where a test kills the process. A release build does nothing there.
///
/// A debug build ends with SIGKILL at the point that `$WARREN_CUT` names.
package enum CutPoint: String, CaseIterable, Sendable {
  // Deleting and renaming
  case journalled
  case gateCreated = "gate_created"
  case gateMade = "gate_made"
  case gated
  case drained
  case prepared
  // All that move a directory
  case renamed
  case moved
  case gateLifted = "gate_lifted"
  case trashRemoved = "trash_removed"
  case finished
  // Taking back
  case rollingBack = "rolling_back"
  case gateRemoved = "gate_removed"
  // Purging
  case purgeJournalled = "purge_journalled"
  case purgeBegun = "purge_begun"
  case purgeRemoved = "purge_removed"
  case purgeFinished = "purge_finished"

  func reached() {
    #if DEBUG
      if let wanted = getenv("WARREN_CUT"), String(cString: wanted) == rawValue { kill(getpid(), SIGKILL) }
    #endif
  }
}
