/// A kind of file or database that holds sessions, or is left over from them: whose it is and which.
public struct StoreFormat: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

extension StoreFormat {
  // Warren's own
  public static let warrenSQLite = StoreFormat(rawValue: "warren_sqlite")
  public static let warrenJSONL = StoreFormat(rawValue: "warren_jsonl")

  // OpenClaw's
  /// `sessions.json`.
  public static let openclawJSON = StoreFormat(rawValue: "openclaw_json")
  /// The same of the time before agents, in the root itself.
  public static let openclawJSONBeforeAgents = StoreFormat(rawValue: "openclaw_json_before_agents")
  public static let openclawTranscript = StoreFormat(rawValue: "openclaw_transcript")
  /// A transcript that a reset or a deletion has put aside.
  public static let openclawArchive = StoreFormat(rawValue: "openclaw_archive")
  public static let openclawCheckpoint = StoreFormat(rawValue: "openclaw_checkpoint")
  public static let openclawTrajectory = StoreFormat(rawValue: "openclaw_trajectory")
  /// An original that OpenClaw's own import has put aside.
  public static let openclawImported = StoreFormat(rawValue: "openclaw_imported")
  /// An agent's database.
  public static let openclawSQLite = StoreFormat(rawValue: "openclaw_sqlite")
  /// The database of the installation, which holds no sessions.
  public static let openclawControl = StoreFormat(rawValue: "openclaw_control")

  // ZeroClaw's
  public static let zeroclawJSONL = StoreFormat(rawValue: "zeroclaw_jsonl")
  /// `.jsonl.importing`: an import that was cut short.
  public static let zeroclawImporting = StoreFormat(rawValue: "zeroclaw_importing")
  /// `.jsonl.migrated`: what an import was made of.
  public static let zeroclawMigrated = StoreFormat(rawValue: "zeroclaw_migrated")
  /// A file in `archive/`.
  public static let zeroclawArchive = StoreFormat(rawValue: "zeroclaw_archive")
  /// `sessions.db`.
  public static let zeroclawSQLite = StoreFormat(rawValue: "zeroclaw_sqlite")
  /// A `sessions.db` in the workspace of an agent.
  public static let zeroclawStray = StoreFormat(rawValue: "zeroclaw_stray_sqlite")
  /// `acp-sessions.db`: sessions of editors, which are not read.
  public static let zeroclawACP = StoreFormat(rawValue: "zeroclaw_acp_sqlite")

  /// Whose it is.
  public var layout: Layout {
    if rawValue.hasPrefix("openclaw") { return .openclaw }
    return rawValue.hasPrefix("zeroclaw") ? .zeroclaw : .native
  }

  /// Whether sessions are kept in it: in files, or in a database; nil for what is only left over.
  public var era: InspectionReport.Era? {
    switch self {
    case .warrenSQLite, .openclawSQLite, .zeroclawSQLite, .zeroclawStray: .databases
    case .warrenJSONL, .openclawJSON, .openclawJSONBeforeAgents, .zeroclawJSONL: .files
    default: nil
    }
  }
}
