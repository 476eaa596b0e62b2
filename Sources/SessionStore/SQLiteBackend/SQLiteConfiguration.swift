/// Sizes and times of the SQLite backend.
enum SQLiteConfiguration {
  /// Matches that one call of a search looks at: some milliseconds, so that a write on the same lane never waits long.
  static let searchSlice = 5000
}
