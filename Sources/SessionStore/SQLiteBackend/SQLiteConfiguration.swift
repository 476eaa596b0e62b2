/// Sizes and times of the SQLite backend.
enum SQLiteConfiguration {
  /// Matches that one call of a search looks at: some milliseconds, so that a write on the same lane never waits long.
  static let searchSlice = 5000
  /// How long a compaction waits for readers to let go of what was removed, in milliseconds: it is not often asked for, and rather waits.
  static let purgePatience = 2000
  /// The pause between two tries at it, in microseconds: as long as a try, so that writers get between.
  static let purgePause: UInt32 = 50_000
}
