internal import Platform

/// What is known of a session's file up to an offset, so that the next append need not read it again.
struct FileMemory {
  let identity: FileIdentity
  /// Behind the last line that was seen; a line begins there.
  var offset: Int64
  /// The bytes before `offset`: a file of the same inode that has them has only grown.
  var fingerprint: [UInt8]
  var lastID: Int64
  /// Requests by the bytes of their idempotency keys, over all generations; nil while nobody has asked.
  var records: [[UInt8]: IdempotencyRecord]?

  /// Whether the file is as it was up to `offset`.
  func holds(for file: SharedDescriptor, _ status: FileStatus) throws(SystemError) -> Bool {
    guard status.identity == identity, status.size >= offset, offset >= fingerprint.count else { return false }
    return try file.readBytes(fingerprint.count, at: offset - Int64(fingerprint.count)) == fingerprint
  }
}
