internal import SQLite
internal import WarrenModel

/// A message whose text goes into the search index, or out of it.
struct IndexEntry {
  let id: Int64
  let text: String
}

extension SQLiteStore {
  func indexNow(_ entries: [IndexEntry]) throws {
    try connection.withStatement("INSERT INTO message_fts(rowid, text) VALUES(?, ?)") {
      for entry in entries {
        $0.bind(entry.id, at: 1)
        try $0.bind(Segmenter.indexed(entry.text), at: 2)
        try $0.run()
        $0.reset()
      }
    }
  }

  /// Takes messages out of the index: once each, with exactly the text that went in.
  func removeFromIndex(_ entries: [IndexEntry]) throws {
    try connection.withStatement("INSERT INTO message_fts(message_fts, rowid, text) VALUES('delete', ?, ?)") {
      for entry in entries {
        $0.bind(entry.id, at: 1)
        try $0.bind(Segmenter.indexed(entry.text), at: 2)
        try $0.run()
        $0.reset()
      }
    }
  }

  /// Indexes everything anew where another version of the segmenter wrote the index.
  func bringIndexUpToDate() throws {
    let stored = try connection.integer("SELECT value FROM meta WHERE key = 'segmenter'")
    if stored != Segmenter.version { try rebuildIndex() }
  }

  /// Makes the search index anew from the messages: the remedy for `index_damaged`.
  package func rebuildIndex() throws {
    try writing {
      try connection.withStatement("INSERT INTO message_fts(message_fts) VALUES('delete-all')") { try $0.run() }
      try connection.withStatement("SELECT id, text FROM message") { rows in
        while try rows.step() { try indexNow([IndexEntry(id: rows.int64(0), text: rows.string(1))]) }
      }
      try connection.withStatement("UPDATE meta SET value = ? WHERE key = 'segmenter'") {
        $0.bind(Segmenter.version, at: 1)
        try $0.run()
      }
    }
  }

  /// Merges the index until nothing of removed messages is left in it. Each slice is a transaction of its own, so that writers get between.
  func mergeIndex() throws {
    try mergeSlice("INSERT INTO message_fts(message_fts, rank) VALUES('merge', -100)")
    while try mergeSlice("INSERT INTO message_fts(message_fts, rank) VALUES('merge', 100)") {}
  }

  /// False once there was nothing to merge: FTS5 then changes fewer than two rows.
  @discardableResult
  private func mergeSlice(_ sql: StaticString) throws -> Bool {
    let before = connection.totalChanges
    try writing { try connection.withStatement(sql) { try $0.run() } }
    return connection.totalChanges - before >= 2
  }
}
