internal import CSQLite

/// The way to open a database for a preview, chosen by the files that lie there.
enum PreviewWay: Equatable {
  case plainReadOnly, readOnlySharedMemory, unlocked, immutable

  init(_ files: DatabaseFiles) {
    self =
      if files.hasJournal {
        .plainReadOnly
      } else if files.hasWAL && files.hasSharedMemory {
        .readOnlySharedMemory
      } else if files.walSize > 0 {
        .unlocked
      } else {
        .immutable
      }
  }

  /// Whether SQLite's own locks keep what is read consistent.
  var takesLocks: Bool {
    switch self {
    case .plainReadOnly, .readOnlySharedMemory: true
    case .unlocked, .immutable: false
    }
  }

  func open(_ path: [UInt8]) throws -> Connection {
    let connection = try Connection(
      name: Array("file:".utf8) + Self.escaped(path) + Array(query.utf8) + [0], path: path,
      flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW, busyTimeout: 200)
    try connection.execute("PRAGMA temp_store=MEMORY")
    if self == .unlocked {
      connection.keepLogOnClose(true)
      try connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    }
    return connection
  }

  private var query: String {
    switch self {
    case .plainReadOnly: "?mode=ro"
    case .readOnlySharedMemory: "?mode=ro&readonly_shm=1"
    case .unlocked: "?mode=ro&vfs=unix-none"
    case .immutable: "?mode=ro&immutable=1"
    }
  }

  /// The path as part of a URI: every byte but the plainest as `%XX`.
  private static func escaped(_ path: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return path.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }
}
