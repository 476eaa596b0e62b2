internal import Platform
package import WarrenModel

/// Searching scans: the messages go through an index in memory that is SQLite's, with the same words, and are asked the same question.
///
/// Newest first means: sessions by their last activity, in each the newest generation first, in each the largest id first. The position in
/// a cursor is the number of hits passed, in both orders.
///
/// A file that may not be read is passed over (`summary` reports it); where that is so of all, the search throws `denied`. A ranked search
/// holds the words of all its files in memory at once: beyond `JSONLConfiguration.rankedMost` bytes of files it is `too_large`.
extension JSONLStore {
  package func search(_ query: SearchQuery) throws -> SearchPage {
    try translating {
      let index = try searchIndex()
      let expression = try index.expression(query.text)
      if expression.match == nil { return SearchPage(hits: [], next: nil) }
      let search = JSONLSearch(query: query, expression: expression, index: index)
      guard let (directory, content) = try scan() else { return SearchPage(hits: [], next: nil) }
      let sources = try sources(of: query, content, in: directory)
      var (isAnyRead, refusal) = (false, SystemError?.none)
      func open(_ source: SearchSource) throws -> SharedDescriptor? {
        do {
          let file = try openSource(source, in: directory)
          isAnyRead = isAnyRead || file != nil
          return file
        } catch let error as SystemError where error.isPermission {
          refusal = error
          return nil
        }
      }
      let page: SearchPage
      switch query.order {
      case .newest: page = try search.newest(sources, open)
      case .ranked:
        try refuseTooMuch(sources.reduce(0) { $0 + $1.size })
        page = try search.ranked(sources, open)
      }
      if let refusal, !isAnyRead { throw refusal }
      return page
    }
  }

  private func refuseTooMuch(_ bytes: Int64) throws {
    if bytes <= JSONLConfiguration.rankedMost { return }
    throw WarrenError(
      .tooLarge, "A ranked search would hold \(bytes) bytes of files in memory; \(JSONLConfiguration.rankedMost) is the most.",
      remedy: "Search newest first, or one session.", subject: path.bytes)
  }

  /// The files to look into, the newest first.
  private func sources(of query: SearchQuery, _ content: DirectoryScan, in directory: SharedDescriptor) throws -> [SearchSource] {
    var sources: [SearchSource] = []
    for entry in content.newestFirst where query.session.map({ $0 == entry.key }) ?? true {
      let metadata = try readableMetadata(of: entry.stem, in: directory)
      sources.append(
        SearchSource(entry: entry, generation: metadata.generation, mark: metadata.mark, size: entry.status.size, isCurrent: true))
      guard query.history else { continue }
      for number in (content.generations[entry.stem] ?? []).reversed() where number < metadata.generation {
        let size = try directory.statusIfExists(of: SessionFileName.generation(entry.stem, number))?.size ?? 0
        sources.append(SearchSource(entry: entry, generation: number, mark: metadata.mark(of: number), size: size, isCurrent: false))
      }
    }
    return sources
  }

  private func openSource(_ source: SearchSource, in directory: SharedDescriptor) throws -> SharedDescriptor? {
    if source.isCurrent { return try openListed(source.entry, in: directory)?.file }
    return try openFile(SessionFileName.generation(source.entry.stem, source.generation), in: directory)
  }
}

/// One file to search.
struct SearchSource {
  let entry: DirectoryScan.Entry
  let generation: Int
  let mark: IDMark
  /// Bytes.
  let size: Int64
  let isCurrent: Bool
}

/// One search over files.
struct JSONLSearch {
  /// No search has so many hits; a cursor that says more is behind all of them.
  private static let farthest: Int64 = 1 << 40

  let query: SearchQuery
  let expression: SearchExpression
  let index: ScratchIndex

  typealias Opener = (SearchSource) throws -> SharedDescriptor?

  // MARK: - Newest first

  /// File by file until the page is full.
  func newest(_ sources: [SearchSource], _ open: Opener) throws -> SearchPage {
    let passed = Int(min(query.cursor?.position ?? 0, Self.farthest))
    let wanted = passed + query.limit + 1
    var count = 0
    var hits: [SearchHit] = []
    for source in sources where count < wanted {
      guard let file = try open(source) else { continue }
      let places = try matches(in: file, source.mark, most: wanted - count)
      for (offset, place) in places.reversed().enumerated() where count + offset >= passed {
        if let hit = try hit(at: place, in: file, of: source, score: nil) { hits.append(hit) }
      }
      count += places.count
    }
    return page(hits, passed)
  }

  private func page(_ hits: [SearchHit], _ passed: Int) -> SearchPage {
    let page = Array(hits.prefix(query.limit))
    let next = page.count < hits.count ? SearchCursor(agent: nil, position: Int64(passed + page.count)) : nil
    return SearchPage(hits: page, next: next)
  }

  /// The newest matches of a file, in its order.
  private func matches(in file: SharedDescriptor, _ mark: IDMark, most: Int) throws -> [LinePlace] {
    var found: [LinePlace] = []
    var batch: [LinePlace] = []
    var size = 0
    func flush() throws {
      if batch.isEmpty { return }
      for row in try index.matches(expression) { found.append(batch[row - 1]) }
      if found.count > most { found.removeFirst(found.count - most) }
      batch.removeAll(keepingCapacity: true)
      size = 0
      try index.empty()
    }
    try index.filling {
      try each(file, mark) { place, text in
        batch.append(place)
        try index.insert(text, as: batch.count)
        size += text.utf8.count
        if size >= JSONLConfiguration.searchBatch { try flush() }
      }
      try flush()
    }
    return found
  }

  // MARK: - Ranked

  /// All files in one index, the oldest first, so that the newest hits are the last rows.
  func ranked(_ sources: [SearchSource], _ open: Opener) throws -> SearchPage {
    let passed = Int(min(query.cursor?.position ?? 0, Self.farthest))
    var places: [(source: Int, place: LinePlace)] = []
    return try index.filling {
      for number in sources.indices.reversed() {
        guard let file = try open(sources[number]) else { continue }
        try each(file, sources[number].mark) { place, text in
          places.append((number, place))
          try index.insert(text, as: places.count)
        }
      }
      let best = try index.best(expression, limit: query.limit + 1, offset: passed)
      var hits: [SearchHit] = []
      for (row, score) in best {
        let (number, place) = places[row - 1]
        guard let file = try open(sources[number]), let hit = try hit(at: place, in: file, of: sources[number], score: score) else {
          continue
        }
        hits.append(hit)
      }
      return page(hits, passed)
    }
  }

  // MARK: - Parts

  private func each(_ file: SharedDescriptor, _ mark: IDMark, _ body: (LinePlace, String) throws -> Void) throws {
    let role = RoleFilter(query.role)
    var scan = FileScan(ids: IDCounter(mark: mark))
    try withoutActuallyEscaping(body) { body in
      try scan.run(file) { message in
        if role.takes(message), let text = message.text { try body(message.place, text) }
        return .goOn
      }
    }
  }

  private func hit(at place: LinePlace, in file: SharedDescriptor, of source: SearchSource, score: Double?) throws -> SearchHit? {
    guard let line = SessionLine(try file.readBytes(place.length, at: place.offset)) else { return nil }
    return SearchHit(
      session: source.entry.key, generation: source.generation, message: place.id, role: line.role,
      snippet: index.snippet(of: line.text, expression), score: score, createdAt: line.createdAt)
  }
}

extension ScannedMessage {
  /// The text; decoded only where it has escapes.
  var text: String? {
    let raw = UnsafeRawBufferPointer(rebasing: line.bytes[parts.content])
    if raw.contains(0x5C) { return SessionLine(line.bytes)?.text }
    return String(decoding: raw.dropFirst().dropLast(), as: UTF8.self)
  }
}
