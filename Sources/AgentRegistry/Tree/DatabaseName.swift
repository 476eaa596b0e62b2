internal import Platform

/// What the name of a file says about SQLite. See https://www.sqlite.org/fileformat2.html.
enum DatabaseName {
  /// The first bytes of a database.
  static let header: [UInt8] = Array("SQLite format 3\0".utf8)

  private static let log: [UInt8] = Array("-wal".utf8)
  private static let sidecars: [[UInt8]] = [log, Array("-shm".utf8), Array("-journal".utf8)]
  private static let endings: [[UInt8]] = [Array(".sqlite".utf8), Array(".db".utf8)]

  static func looksLikeOne(_ name: FilePath) -> Bool { endings.contains { has(name, $0) } }

  /// What SQLite keeps beside a database. A `-shm` must not be opened by hand either.
  static func isSidecar(_ name: FilePath) -> Bool { sidecars.contains { has(name, $0) } }

  /// The database whose write-ahead log has this name; nil for other names.
  static func owner(ofLog name: FilePath) -> FilePath? {
    has(name, log) ? try? FilePath(bytes: Array(name.bytes.dropLast(log.count))) : nil
  }

  private static func has(_ name: FilePath, _ ending: [UInt8]) -> Bool {
    name.bytes.count > ending.count && name.bytes.suffix(ending.count).elementsEqual(ending)
  }
}
