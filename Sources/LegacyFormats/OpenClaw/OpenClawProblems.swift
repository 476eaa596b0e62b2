internal import WarrenModel

/// The problems of a source, bounded for each file: a file of garbage has a million bad lines and one cause.
struct OpenClawProblems {
  /// Bad lines that are told one by one.
  static let mostLines = 10_000

  private(set) var all: [ForeignProblem] = []

  mutating func add(_ code: String, _ severity: Finding.Severity, _ path: RawPath, key: [UInt8]? = nil) {
    all.append(ForeignProblem(code: code, severity: severity, path: path, key: key))
  }

  /// - Parameter count: how many of this file were told before.
  mutating func add(line: Int, offset: Int64?, length: Int, _ code: String, _ path: RawPath, key: [UInt8]? = nil, after count: Int) {
    if count < Self.mostLines {
      all.append(ForeignProblem(code: code, severity: .warning, path: path, key: key, line: line, offset: offset, length: length))
    } else if count == Self.mostLines {
      add("lines_not_listed", .warning, path, key: key)
    }
  }

  /// A store that was cut off: whole up to an offset.
  mutating func add(truncated path: RawPath, at offset: Int) {
    all.append(ForeignProblem(code: "store_truncated", severity: .error, path: path, offset: Int64(offset)))
  }
}
