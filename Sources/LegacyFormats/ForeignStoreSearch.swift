internal import SessionStore
internal import WarrenModel

/// One visit of a search over the stream of a store.
struct ForeignSearch {
  /// One generation of a session.
  struct Part {
    let entry: ForeignStore.Entry
    let generation: Int
    /// Messages, as it was listed.
    let count: Int64
  }

  /// A message to look at.
  private struct Candidate {
    let part: Int
    let message: ForeignMessage
  }

  /// How far a search has come: a part, and the largest ordinal in it that is still to be looked at.
  private struct Progress {
    var part: Int
    var top: Int64
    /// Messages of the parts before.
    var before: Int64
    var block = ForeignStoreConfiguration.block
  }

  let query: SearchQuery
  let expression: SearchExpression
  let index: ScratchIndex
  let parts: [Part]

  // MARK: - Newest first

  /// Batch by batch until the page is full or the visit has been long enough.
  func newest() throws -> SearchPage {
    var progress = start(at: query.cursor?.position ?? 0)
    var hits: [SearchHit] = []
    for size in ForeignStoreConfiguration.searchBatches where progress.part < parts.count {
      let candidates = try batch(&progress, size: size)
      for found in try matches(candidates) {
        if hits.count == query.limit { return SearchPage(hits: hits, next: cursor(before: found)) }
        hits.append(hit(found, score: nil))
      }
    }
    if progress.part >= parts.count { return SearchPage(hits: hits, next: nil) }
    let passed = progress.before + parts[progress.part].count - progress.top
    return SearchPage(hits: hits, next: SearchCursor(agent: nil, position: passed))
  }

  private func start(at position: Int64) -> Progress {
    var progress = Progress(part: 0, top: parts.first?.count ?? 0, before: 0)
    while progress.part < parts.count, position - progress.before >= parts[progress.part].count { advance(&progress) }
    if progress.part < parts.count { progress.top -= max(0, position - progress.before) }
    return progress
  }

  private func advance(_ progress: inout Progress) {
    progress.before += parts[progress.part].count
    progress.part += 1
    progress.top = progress.part < parts.count ? parts[progress.part].count : 0
  }

  private func cursor(before found: Candidate) -> SearchCursor {
    let passed = parts[..<found.part].reduce(0) { $0 + $1.count }
    return SearchCursor(agent: nil, position: passed + parts[found.part].count - found.message.ordinal)
  }

  /// The next messages, up to some bytes of text, in the order of the search.
  private func batch(_ progress: inout Progress, size: Int) throws -> [Candidate] {
    var candidates: [Candidate] = []
    var (bytes, looked) = (0, Int64(0))
    while progress.part < parts.count, bytes < size, looked < ForeignStoreConfiguration.searchMessages {
      if progress.top <= 0 {
        advance(&progress)
        continue
      }
      let low = max(0, progress.top - progress.block)
      guard let block = try block(progress.part, after: low, through: progress.top, room: size) else {
        progress.block = max(1, progress.block / 8)
        continue
      }
      let found = block.reduce(0) { $0 + $1.message.text.utf8.count }
      candidates += block.reversed()
      bytes += found
      looked += progress.top - low
      if found < size / 8 { progress.block = min(progress.block * 4, ForeignStoreConfiguration.searchMessages) }
      progress.top = low
    }
    return candidates
  }

  /// Messages of a part between two ordinals, in order; nil where they are several and their texts take more than the room.
  private func block(_ number: Int, after low: Int64, through top: Int64, room: Int) throws -> [Candidate]? {
    var found: [Candidate] = []
    var (bytes, isTooMuch) = (0, false)
    let part = parts[number]
    try part.entry.source.messages(of: part.entry.session, generation: part.generation, after: low) { message in
      if message.ordinal > top { return .stop }
      if takes(message) {
        bytes += message.text.utf8.count
        found.append(Candidate(part: number, message: message))
      }
      isTooMuch = bytes > room && top - low > 1
      return isTooMuch || message.ordinal == top ? .stop : .goOn
    }
    return isTooMuch ? nil : found
  }

  private func takes(_ message: ForeignMessage) -> Bool { query.role.map { message.role.utf8.elementsEqual($0.utf8) } ?? true }

  private func matches(_ candidates: [Candidate]) throws -> [Candidate] {
    if candidates.isEmpty { return [] }
    return try index.filling {
      for (row, candidate) in candidates.enumerated() { try index.insert(candidate.message.text, as: row + 1) }
      return try index.matches(expression).map { candidates[$0 - 1] }
    }
  }

  // MARK: - Ranked

  /// All messages in one index, the oldest first, so that the newest hits are the last rows; nil where their text is more than `most`.
  func ranked(most: Int64) throws -> SearchPage? {
    // No search has so many hits; a cursor that says more is behind all of them.
    let passed = Int(min(query.cursor?.position ?? 0, 1 << 40))
    var places: [(part: Int, ordinal: Int64)] = []
    var bytes: Int64 = 0
    let best: [(row: Int, score: Double)]? = try index.filling {
      for number in parts.indices.reversed() {
        let part = parts[number]
        try part.entry.source.messages(of: part.entry.session, generation: part.generation, after: 0) { message in
          guard takes(message) else { return .goOn }
          bytes += Int64(message.text.utf8.count)
          if bytes > most { return .stop }
          places.append((number, message.ordinal))
          try index.insert(message.text, as: places.count)
          return .goOn
        }
        if bytes > most { return nil }
      }
      return try index.best(expression, limit: query.limit + 1, offset: passed)
    }
    guard let best else { return nil }
    let hits = try best.prefix(query.limit).compactMap { try hit(places[$0.row - 1], score: $0.score) }
    let next = best.count > query.limit ? SearchCursor(agent: nil, position: Int64(passed + query.limit)) : nil
    return SearchPage(hits: hits, next: next)
  }

  private func hit(_ place: (part: Int, ordinal: Int64), score: Double) throws -> SearchHit? {
    try block(place.part, after: place.ordinal - 1, through: place.ordinal, room: 0)?.first.map { hit($0, score: score) }
  }

  private func hit(_ found: Candidate, score: Double?) -> SearchHit {
    let part = parts[found.part]
    let message = found.message
    return SearchHit(
      session: part.entry.session.key, generation: part.generation, message: message.ordinal, role: message.role,
      snippet: index.snippet(of: message.text, expression), score: score, createdAt: message.createdAt)
  }
}
