internal import Platform
package import WarrenModel

extension JSONLStore {
  package func history(_ key: SessionKey, _ query: HistoryQuery) throws -> HistoryPage {
    try translating {
      let directory = try directory()
      let session = try known(key, in: directory)
      guard let directory else { throw WarrenError.unknownSession(key) }
      let metadata = try metadata(of: session.stem, in: directory)
      let generation = query.generation ?? metadata.generation
      if generation == metadata.generation {
        return try page(session.file, metadata.mark, key, generation, query)
      }
      guard generation > 0, generation < metadata.generation, try isClosed(generation, of: session.stem, in: directory),
        let file = try openFile(SessionFileName.generation(session.stem, generation), in: directory)
      else { throw WarrenError.unknownGeneration(generation, of: key, current: metadata.generation) }
      return try page(file, metadata.mark(of: generation), key, generation, query)
    }
  }

  private func page(
    _ file: SharedDescriptor, _ mark: IDMark, _ key: SessionKey, _ generation: Int, _ query: HistoryQuery
  ) throws -> HistoryPage {
    let older = query.position.leadsToOlder
    let places = older ? try newest(file, mark, query) : try oldest(file, mark, query)
    var kept = places
    var more = false
    if let limit = query.limit, places.count > limit {
      more = true
      kept = older ? Array(places.suffix(limit)) : Array(places.prefix(limit))
      if let end = older ? kept.first : kept.last { try PageMemory.remember(end, isBefore: older, in: file, mark) }
    }
    let messages = try kept.compactMap { try message(at: $0, in: file) }
    let end = older ? kept.first : kept.last
    // A limit of nothing has no place to go on from.
    let next = more ? end.map { HistoryCursor(older ? .before($0.id) : .after($0.id)) } : nil
    return HistoryPage(session: key, generation: generation, messages: messages, next: next)
  }

  /// The last places below the bound, one more than the limit: the file's end alone where it tells the ids, else one pass.
  private func newest(_ file: SharedDescriptor, _ mark: IDMark, _ query: HistoryQuery) throws -> [LinePlace] {
    let bound = query.position.bound
    var window = Window(most: query.limit.map { $0 + 1 })
    let role = RoleFilter(query.role)
    if query.role == nil, let limit = query.limit {
      let end = try PageMemory.begin(of: bound, in: file, mark) ?? file.status().size
      let found = try FileTail.scan(file, size: end, mark: mark, wanted: limit + 1, below: bound) {
        if $0.id < bound { window.add($0.place) }
      } onRestart: {
        window.removeAll()
      }
      if found != nil { return window.places }
      window.removeAll()
    }
    var scan = FileScan(ids: IDCounter(mark: mark))
    try scan.run(file) { message in
      if message.id >= bound { return .stop }
      if role.takes(message) { window.add(message.place) }
      return .goOn
    }
    return window.places
  }

  private func oldest(_ file: SharedDescriptor, _ mark: IDMark, _ query: HistoryQuery) throws -> [LinePlace] {
    let bound = query.position.bound
    let most = query.limit.map { $0 + 1 } ?? .max
    let role = RoleFilter(query.role)
    var places: [LinePlace] = []
    let start = try PageMemory.end(of: bound, in: file, mark)
    var scan = FileScan(ids: IDCounter(last: start == nil ? 0 : bound, mark: mark), from: start ?? 0)
    try scan.run(file) { message in
      if message.id > bound, role.takes(message) { places.append(message.place) }
      return places.count < most ? .goOn : .stop
    }
    return places
  }

  /// Reads a line again. The file is open, so what was seen is there still: it only grows, or is replaced as a whole.
  func message(at place: LinePlace, in file: SharedDescriptor) throws -> Message? {
    SessionLine(try file.readBytes(place.length, at: place.offset))?.message(id: place.id)
  }

  /// The lines of a session's current file, or of a former generation, that are no messages, and why.
  package func skippedLines(of key: SessionKey, generation: Int? = nil) throws -> [SkippedLine] {
    try translating {
      let directory = try directory()
      let session = try known(key, in: directory)
      var file = session.file
      if let generation, let directory, generation != (try metadata(of: session.stem, in: directory)).generation {
        guard let former = try openFile(SessionFileName.generation(session.stem, generation), in: directory) else {
          throw WarrenError.unknownGeneration(generation, of: key, current: try metadata(of: session.stem, in: directory).generation)
        }
        file = former
      }
      var lines: [SkippedLine] = []
      var scan = FileScan(ids: IDCounter(mark: IDMark()))
      try scan.run(file, onSkipped: { lines.append($0) })
      return lines
    }
  }
}

extension SessionMetadata {
  /// The mark that a generation had.
  func mark(of generation: Int) -> IDMark {
    generation == self.generation ? mark : closed.last { $0.number == generation }?.mark ?? IDMark()
  }
}

/// The last so many of what is added.
private struct Window {
  private let most: Int?
  private var ring: [LinePlace] = []
  private var start = 0

  init(most: Int?) { self.most = most }

  mutating func add(_ place: LinePlace) {
    guard let most, ring.count >= most else {
      ring.append(place)
      return
    }
    ring[start] = place
    start = (start + 1) % most
  }

  mutating func removeAll() {
    ring.removeAll(keepingCapacity: true)
    start = 0
  }

  var places: [LinePlace] { Array(ring[start...] + ring[..<start]) }
}

/// Compares the role of a line without decoding it where that can be.
struct RoleFilter {
  private let quoted: [UInt8]?
  private let role: String?

  init(_ role: String?) {
    self.role = role
    quoted = role.map { [0x22] + Array($0.utf8) + [0x22] }
  }

  func takes(_ message: ScannedMessage) -> Bool {
    guard let role, let quoted else { return true }
    let raw = message.line.bytes[message.parts.role]
    if raw.elementsEqual(quoted), !quoted.contains(0x5C) { return true }
    guard raw.contains(0x5C) else { return false }
    return SessionLine(message.line.bytes).map { $0.role.utf8.elementsEqual(role.utf8) } ?? false
  }
}
