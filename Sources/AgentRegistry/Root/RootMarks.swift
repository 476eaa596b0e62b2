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
    guard Self.kind(of: "data", in: root) == .directory, Self.kind(of: Self.installSessions, in: root) == .directory else { return }
    let database = try? root.descriptor.statusIfExists(of: Self.installDatabasePath)
    if let database, database.kind == .regular { installDatabase = database }
    if installDatabase != nil || Self.kind(of: "config.toml", in: root) == .regular { layouts.insert(.zeroclaw) }
  }

  private static func kind(of path: FilePath, in root: StateRoot) -> FileKind? { (try? root.descriptor.status(of: path))?.kind }
}
