/// Sizes and times of the JSONL backend.
enum JSONLConfiguration {
  /// How long a write waits for another process's, in milliseconds: as long as SQLite's.
  static let lockBudget: Int64 = 5000
  /// Sessions whose last id is remembered between appends; a restart of the memory costs one look at each file's end.
  static let remembered = 256
  /// Ends of pages whose place is remembered, some 200 bytes each.
  static let rememberedPages = 256
  /// Bytes that must be as they were for a file to count as only grown.
  static let fingerprint = 64
  /// The first look at a file's end, in bytes: some hundred messages.
  static let tail = 64 << 10
  /// Bytes in which OpenClaw's header line ends.
  static let header = 64 << 10
  /// Bytes of text that a search indexes at a time.
  static let searchBatch = 8 << 20
  /// Bytes of files that a ranked search takes.
  static let rankedMost = ScratchIndex.most
  /// Bytes copied at a time.
  static let copy = 1 << 20
  /// A rewrite that finds the file grown meanwhile is begun anew so often.
  static let rewriteAttempts = 5
}
