internal import Platform

/// The files of a `sessions/` directory: what their names say, and whether they are files.
struct OpenClawListing {
  struct Entry {
    let name: [UInt8]
    let kind: OpenClawFileName
    let isRegular: Bool
  }

  /// By name as bytes.
  let entries: [Entry]
  private let places: [[UInt8]: Int]
  private let bySession: [[UInt8]: [Int]]

  init(_ directory: SharedDescriptor) throws {
    var found: [Entry] = []
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      let kind = try entry.kind ?? reader.status(of: entry).kind
      let name = Array(entry.name)
      found.append(Entry(name: name, kind: OpenClawFileName(name), isRegular: kind == .regular))
    }
    found.sort { $0.name.lexicographicallyPrecedes($1.name) }
    var places: [[UInt8]: Int] = [:]
    var bySession: [[UInt8]: [Int]] = [:]
    for (index, entry) in found.enumerated() {
      places[entry.name] = index
      if let id = entry.kind.sessionID { bySession[id, default: []].append(index) }
    }
    entries = found
    self.places = places
    self.bySession = bySession
  }

  /// The file of this name.
  subscript(name: [UInt8]) -> Entry? { places[name].map { entries[$0] } }

  /// All files that bear the id of a session.
  func files(of sessionID: [UInt8]) -> [Entry] { bySession[sessionID]?.map { entries[$0] } ?? [] }
}

extension OpenClawFileName {
  /// The session that the name says it belongs to.
  var sessionID: [UInt8]? {
    switch self {
    case .transcript(let id), .checkpoint(let id), .trajectory(let id): id
    case .archive(let id, _): id
    case .store, .storeBackup, .litter, .other: nil
    }
  }

  /// Whether it is read as a transcript once it is known whose it is.
  var isHistory: Bool {
    switch self {
    case .transcript, .checkpoint, .archive: true
    case .store, .storeBackup, .trajectory, .litter, .other: false
    }
  }
}
