/// Limits of a store that is read as a stream.
enum ForeignStoreConfiguration {
  /// Bytes of text that one visit of a search looks at in one go, in turn: small at first, since frequent words are found at once.
  static let searchBatches = [64 << 10, 512 << 10, 8 << 20]
  /// Messages that one of these takes at most.
  static let searchMessages: Int64 = 65_536
  /// Messages that are read at once, from older to newer, on the way from newer to older; more where they are short.
  static let block: Int64 = 1024
  /// Messages looked at first for the newest ones of a role, for each one wanted.
  static let roleWindow: Int64 = 8
  /// Files of one kind of finding that are named each; further ones are one finding.
  static let namedFiles = 20
}
