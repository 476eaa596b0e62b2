internal import CSQLite
internal import Synchronization

/// The library as a whole: what is set once a process, before the first connection.
package enum SQLiteLibrary {
  /// The version at run time, such as `3.40.1`.
  package static var version: String { String(cString: sqlite3_libversion()) }

  /// Configures the library; the first connection does it by itself.
  ///
  /// Without preallocated page-cache lines a handle takes half the memory; without memory statistics two lanes do not meet in one mutex.
  /// A program that has initialized SQLite before keeps its own settings: only speed and memory differ then.
  package static func configure() { configured }

  private static let configured: Void = {
    _ = warren_sqlite_config_page_cache(nil, 0, 0)
    _ = warren_sqlite_config_int(SQLITE_CONFIG_MEMSTATUS, 0)
    sqlite3_initialize()
    PreviewGuard.install()
  }()
}
