/// How a database is opened.
package enum OpenMode: Hashable, Sendable {
  /// Reads and writes; the file must exist unless `create`.
  case readWrite(create: Bool)
  /// Reads only, as any SQLite reader: may leave `-wal` and `-shm` behind. For a snapshot beside a writing handle of ours.
  case readOnly
  /// A private database that is never on disk.
  case memory
}
