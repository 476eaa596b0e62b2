internal import WarrenModel

/// The exit statuses that scripts may rely on; those from 64 are the names of sysexits.h.
package struct ExitStatus: Hashable, Sendable {
  package let rawValue: Int32

  static let done = ExitStatus(rawValue: 0)
  static let failed = ExitStatus(rawValue: 1)
  static let partly = ExitStatus(rawValue: 2)
  static let usage = ExitStatus(rawValue: 64)
  static let badInput = ExitStatus(rawValue: 65)
  static let unknown = ExitStatus(rawValue: 66)
  static let noDaemon = ExitStatus(rawValue: 69)
  static let busy = ExitStatus(rawValue: 75)
  static let denied = ExitStatus(rawValue: 77)
  static let configuration = ExitStatus(rawValue: 78)

  /// The status that an error of this kind ends a command with.
  init(_ code: ErrorCode) {
    switch code {
    case .usage, .limitInvalid: self = .usage
    case .nameInvalid, .keyInvalid, .keyTooLong, .cursorInvalid, .queryBlank, .inputInvalid, .tooLarge, .agentAmbiguous, .agentExists,
      .foreignRoot, .foreignStore, .backendUnknown, .idempotencyConflict, .targetShared, .mountPoint, .undoRefused,
      .outsideRoot, .notRegularFile, .storeEmptyFile, .notADatabase, .corrupt, .newerSchema, .noSessionTables, .otherApplication,
      .uuidMismatch,
      .needsRecovery, .indexDamaged:
      self = .badInput
    case .agentUnknown, .sessionUnknown, .generationUnknown, .operationUnknown, .rootMissing, .pathMissing, .storeAbsent, .deleted:
      self = .unknown
    case .busy, .running, .deleting, .replaced, .tooManyOpen: self = .busy
    case .denied, .readOnly: self = .denied
    case .configurationInvalid: self = .configuration
    // Codes are open: one that is not listed here is a plain failure.
    default: self = .failed
    }
  }

  /// The status of a command that came to an operation in this state.
  init(_ state: Operation.State) {
    switch state {
    case .done, .undone, .purged: self = .done
    case .pending, .partial, .lost: self = .partly
    case .rolledBack: self = .failed
    }
  }

  private init(rawValue: Int32) { self.rawValue = rawValue }
}
