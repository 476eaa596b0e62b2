internal import Platform
internal import WarrenModel

/// What lies beside `agents/` and tells whose state directory it is.
struct RootMarks {
  private(set) var layouts: Set<Layout> = []
  /// ZeroClaw's shared database: a regular file at its place.
  private(set) var installDatabase: FileStatus?

  static let installSessions: FilePath = "data/sessions"
  static let installDatabasePath: FilePath = "data/sessions/sessions.db"

  init(of root: StateRoot) {
    if Self.kind(of: "openclaw.json", in: root) == .regular { layouts.insert(.openclaw) }
    guard Self.isZeroClawInstall(root.descriptor) else { return }
    layouts.insert(.zeroclaw)
    let database = try? root.descriptor.statusIfExists(of: Self.installDatabasePath)
    if let database, database.kind == .regular { installDatabase = database }
  }

  /// Whether a directory is an installation of ZeroClaw.
  static func isZeroClawInstall(_ directory: SharedDescriptor) -> Bool {
    func kind(_ path: FilePath) -> FileKind? { (try? directory.status(of: path))?.kind }
    guard kind("data") == .directory, kind(installSessions) == .directory else { return false }
    return kind(installDatabasePath) == .regular || kind("config.toml") == .regular
  }

  private static func kind(of path: FilePath, in root: StateRoot) -> FileKind? { (try? root.descriptor.status(of: path))?.kind }
}
