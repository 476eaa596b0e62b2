/// Limits in reading ZeroClaw's files.
enum ZeroClawConfiguration {
  /// A turn that began longer ago has ended without a word, in milliseconds: ZeroClaw's own sessions of an editor end after that time.
  static let longestTurn: Int64 = 3_600_000
}
