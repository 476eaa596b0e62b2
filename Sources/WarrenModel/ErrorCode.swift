/// The stable name of a kind of error; new ones may come, none goes.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

extension ErrorCode {
  // The caller's words
  public static let usage = ErrorCode(rawValue: "usage")
  public static let nameInvalid = ErrorCode(rawValue: "name_invalid")
  public static let keyInvalid = ErrorCode(rawValue: "key_invalid")
  public static let keyTooLong = ErrorCode(rawValue: "key_too_long")
  public static let cursorInvalid = ErrorCode(rawValue: "cursor_invalid")
  public static let limitInvalid = ErrorCode(rawValue: "limit_invalid")
  public static let queryBlank = ErrorCode(rawValue: "query_blank")
  public static let inputInvalid = ErrorCode(rawValue: "input_invalid")
  public static let tooLarge = ErrorCode(rawValue: "too_large")
  public static let configurationInvalid = ErrorCode(rawValue: "configuration_invalid")

  // Which object
  public static let agentUnknown = ErrorCode(rawValue: "agent_unknown")
  public static let agentAmbiguous = ErrorCode(rawValue: "agent_ambiguous")
  public static let agentExists = ErrorCode(rawValue: "agent_exists")
  public static let sessionUnknown = ErrorCode(rawValue: "session_unknown")
  public static let generationUnknown = ErrorCode(rawValue: "generation_unknown")
  public static let operationUnknown = ErrorCode(rawValue: "operation_unknown")
  public static let rootMissing = ErrorCode(rawValue: "root_missing")
  public static let pathMissing = ErrorCode(rawValue: "path_missing")
  public static let foreignRoot = ErrorCode(rawValue: "foreign_root")
  public static let foreignStore = ErrorCode(rawValue: "foreign_store")
  public static let storeAbsent = ErrorCode(rawValue: "store_absent")
  public static let backendUnknown = ErrorCode(rawValue: "backend_unknown")

  // State of the object
  public static let busy = ErrorCode(rawValue: "busy")
  public static let running = ErrorCode(rawValue: "running")
  public static let deleting = ErrorCode(rawValue: "deleting")
  public static let deleted = ErrorCode(rawValue: "deleted")
  public static let replaced = ErrorCode(rawValue: "replaced")
  public static let idempotencyConflict = ErrorCode(rawValue: "idempotency_conflict")
  public static let targetShared = ErrorCode(rawValue: "target_shared")
  public static let mountPoint = ErrorCode(rawValue: "mount_point")
  public static let undoRefused = ErrorCode(rawValue: "undo_refused")
  public static let outsideRoot = ErrorCode(rawValue: "outside_root")
  public static let notRegularFile = ErrorCode(rawValue: "not_a_regular_file")

  // State of the store
  public static let storeEmptyFile = ErrorCode(rawValue: "store_empty_file")
  public static let notADatabase = ErrorCode(rawValue: "not_a_database")
  public static let corrupt = ErrorCode(rawValue: "corrupt")
  public static let noSessionTables = ErrorCode(rawValue: "database_no_session_tables")
  public static let newerSchema = ErrorCode(rawValue: "newer_schema")
  public static let otherApplication = ErrorCode(rawValue: "other_application")
  public static let uuidMismatch = ErrorCode(rawValue: "uuid_mismatch")
  public static let needsRecovery = ErrorCode(rawValue: "needs_recovery")
  public static let indexDamaged = ErrorCode(rawValue: "index_damaged")
  public static let readOnly = ErrorCode(rawValue: "read_only")

  // The machine
  public static let denied = ErrorCode(rawValue: "denied")
  public static let diskFull = ErrorCode(rawValue: "disk_full")
  public static let ioError = ErrorCode(rawValue: "io_error")
  public static let tooManyOpen = ErrorCode(rawValue: "too_many_open")
  public static let interrupted = ErrorCode(rawValue: "interrupted")
  public static let closed = ErrorCode(rawValue: "closed")
  public static let unsupported = ErrorCode(rawValue: "unsupported")
  public static let failed = ErrorCode(rawValue: "failed")
}
