internal import HandlePool
internal import LegacyFormats
internal import Platform
package import SessionStore
package import WarrenModel

/// The store that the agents of a ZeroClaw installation share, `data/sessions`: it belongs to no agent directory.
package struct SharedInstall: Sendable {
  private let root: StateRoot

  /// nil where the root is no such installation.
  package init?(of root: StateRoot, in scan: RootScan) {
    guard scan.isZeroClawInstall else { return nil }
    self.root = root
  }

  /// Reads it without leaving a trace. Blocks its thread: for a lane.
  package func read<T>(clock: WallClock, _ body: (any SessionBackend) throws -> T) throws -> T {
    let path = try root.path.appending(RootMarks.installSessions)
    let shown = RawPath(bytes: RootMarks.installSessions.bytes)
    let directory = SharedDescriptor(try root.descriptor.openDirectory(RootMarks.installSessions))
    let database: FilePath = "sessions.db"
    let hasDatabase = try directory.statusIfExists(of: database)?.kind == .regular
    return try ForeignVisit.previewing(hasDatabase ? [database] : [], in: path) { connections in
      var sources: [any ForeignSource] =
        connections[database].map {
          [ZeroClawDatabaseSource($0, path: RawPath(bytes: RootMarks.installDatabasePath.bytes), now: clock.now)]
        } ?? []
      sources.append(try ZeroClawFilesSource(directory: path, path: shown, clock: clock))
      let bytes = try TreeSurvey(of: directory, readingHeaders: false).bytes
      return try body(ForeignStore(sources: sources, backend: .sqlite, path: shown, bytes: bytes))
    }
  }
}
