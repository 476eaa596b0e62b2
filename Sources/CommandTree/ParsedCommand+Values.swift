extension ParsedCommand {
  /// The value of an option as a whole number in a range; nil where it was not given.
  package func integer(_ option: String, in range: ClosedRange<Int64>) throws(ParseError) -> Int64? {
    try read(option) { bytes throws(ParseError) in try ValueReader.integer(bytes, in: range) }
  }

  /// The value of an option as a number of rows or `all`; nil where it was not given.
  package func limit(_ option: String) throws(ParseError) -> RowLimit? {
    try read(option) { bytes throws(ParseError) in try ValueReader.limit(bytes) }
  }

  /// The value of an option as a length of time; nil where it was not given.
  package func duration(_ option: String, bareSeconds: Bool = false) throws(ParseError) -> Duration? {
    try read(option) { bytes throws(ParseError) in try ValueReader.duration(bytes, bareSeconds: bareSeconds) }
  }

  private func read<Value>(_ option: String, _ convert: ([UInt8]) throws(ParseError) -> Value) throws(ParseError) -> Value? {
    guard let bytes = value(option) else { return nil }
    do {
      return try convert(bytes)
    } catch {
      throw ParseError(
        error.code, "The value of `--\(option)` cannot be used: " + error.message, word: error.word, remedy: error.remedy, path: path)
    }
  }
}
