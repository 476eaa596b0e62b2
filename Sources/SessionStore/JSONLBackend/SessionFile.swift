internal import Platform
internal import WarrenModel

/// A session's current file, open.
struct SessionFile {
  let key: SessionKey
  let stem: [UInt8]
  let file: SharedDescriptor
  let status: FileStatus

  /// The last change in milliseconds: the session's last activity.
  var lastActivity: Timestamp { status.lastActivity }

  /// The key for the lines: nil where the file's name says it, or where no JSON string can hold it.
  var keyInLines: [UInt8]? { Self.keyInLines(key, stem) }

  static func keyInLines(_ key: SessionKey, _ stem: [UInt8]) -> [UInt8]? {
    key.bytes == stem || key.utf8Text == nil ? nil : key.bytes
  }
}

extension FileStatus {
  var lastActivity: Timestamp {
    let rest = modified % 1_000_000
    return Timestamp(milliseconds: (modified - rest) / 1_000_000 - (rest < 0 ? 1 : 0))
  }
}

extension Timestamp {
  /// Nanoseconds since 1970, as file times are given; stops at the ends of what they can be.
  var nanoseconds: Int64 {
    let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? (milliseconds < 0 ? .min / 2 : .max / 2) : product
  }
}
