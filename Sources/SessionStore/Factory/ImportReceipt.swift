internal import JSON
internal import Platform
internal import SQLite
internal import WarrenModel

/// What has been taken over of one file, as a row of `operation` keeps it.
struct ImportReceipt: Hashable {
  /// What tells without reading a file whether it is as it was.
  struct Stamp: Hashable {
    let inode: Int64
    let size: Int64
    /// Nanoseconds since 1970.
    let modified: Int64
  }

  var stamp: Stamp
  /// Of the first `stamp.size` bytes.
  var sha256: String
  var messages: Int
  var skipped: Int
  /// The file as it was when its change could not be followed: it need not be read again.
  var refused: Stamp?

  private static func id(of name: [UInt8]) -> String { "jsonl-" + Hex.text(SHA256.digest(name).prefix(16)) }

  /// The receipt for a file of this name.
  static func find(_ name: [UInt8], in store: SQLiteStore) throws -> ImportReceipt? {
    let text: String? = try store.connection.withStatement("SELECT receipt FROM operation WHERE id = ?") {
      try $0.bind(id(of: name), at: 1)
      return try $0.step() ? $0.string(0) : nil
    }
    guard let text else { return nil }
    var scanner = JSONScanner()
    let value = try? scanner.scan(Array(text.utf8))
    return ImportReceipt(
      stamp: Stamp(value), sha256: (try? value?["sha256"]?.string()) ?? "", messages: Int(value?["messages"]?.int64 ?? 0),
      skipped: Int(value?["skipped"]?.int64 ?? 0), refused: value?["refused"].map { Stamp($0) })
  }

  /// Writes it down for a file of this name in a directory.
  func save(_ name: [UInt8], of path: [UInt8], in store: SQLiteStore) throws {
    let text = String(decoding: json(source: path + [0x2F] + name), as: UTF8.self)
    try store.connection.withStatement(
      """
      INSERT INTO operation(id, kind, state, started_at, finished_at, receipt) VALUES(?1, 'jsonl_import', 'done', ?2, ?2, ?3)
      ON CONFLICT(id) DO UPDATE SET finished_at = ?2, receipt = ?3
      """
    ) {
      try $0.bind(Self.id(of: name), at: 1)
      $0.bind(store.clock.now.milliseconds, at: 2)
      try $0.bind(text, at: 3)
      try $0.run()
    }
  }

  private func json(source: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("source_hex")
    writer.string(Hex.text(source))
    stamp.write(to: &writer)
    writer.key("messages")
    writer.int(messages)
    writer.key("skipped")
    writer.int(skipped)
    writer.key("sha256")
    writer.string(sha256)
    if let refused {
      writer.key("refused")
      writer.beginObject()
      refused.write(to: &writer)
      writer.endObject()
    }
    writer.endObject()
    return writer.take()
  }
}

extension ImportReceipt.Stamp {
  init(_ status: FileStatus) {
    self.init(inode: Int64(bitPattern: status.identity.inode), size: status.size, modified: status.modified)
  }

  fileprivate init(_ value: JSONValue?) {
    self.init(inode: value?["inode"]?.int64 ?? 0, size: value?["size"]?.int64 ?? 0, modified: value?["modified_ns"]?.int64 ?? 0)
  }

  fileprivate func write(to writer: inout JSONWriter) {
    for (key, value) in [("inode", inode), ("size", size), ("modified_ns", modified)] {
      writer.key(key)
      writer.int(value)
    }
  }
}
