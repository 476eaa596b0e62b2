internal import Platform

/// What the names in a directory of session files tell.
struct SessionsFolder {
  /// Regular files `*.jsonl`.
  private(set) var lines = 0
  private(set) var importing = 0
  private(set) var migrated = 0

  private static let suffix = Array(".jsonl".utf8)
  private static let importingSuffix = Array(".jsonl.importing".utf8)
  private static let migratedSuffix = Array(".jsonl.migrated".utf8)

  init(_ directory: SharedDescriptor) {
    guard var reader = try? DirectoryReader(directory) else { return }
    // What cannot be read any further is what the reader of the store reports.
    while let entry = try? reader.next() {
      guard (entry.kind ?? (try? reader.status(of: entry))?.kind) == .regular else { continue }
      let name = Array(entry.name)
      if Self.ends(name, Self.suffix) { lines += 1 }
      if Self.ends(name, Self.importingSuffix) { importing += 1 }
      if Self.ends(name, Self.migratedSuffix) { migrated += 1 }
    }
  }

  /// Whether a name is that of a file of JSON lines, in whatever stage of an import.
  static func isLines(_ name: [UInt8]) -> Bool {
    [suffix, importingSuffix, migratedSuffix].contains { ends(name, $0) }
  }

  static func isImporting(_ name: [UInt8]) -> Bool { ends(name, importingSuffix) }

  static func isMigrated(_ name: [UInt8]) -> Bool { ends(name, migratedSuffix) }

  private static func ends(_ name: [UInt8], _ suffix: [UInt8]) -> Bool {
    name.count > suffix.count && name.suffix(suffix.count).elementsEqual(suffix)
  }
}
