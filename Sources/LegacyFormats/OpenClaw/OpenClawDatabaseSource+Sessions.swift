internal import SQLite
internal import SessionStore
internal import WarrenModel

// Sessions and their generations.
extension OpenClawDatabaseSource {
  private struct FormerPart {
    let place: OpenClawWindow.Place
    let reason: String
    let at: Int64
    let messages: Int
  }

  func session(
    _ winner: OpenClawClaim, _ losers: [OpenClawClaim], _ ids: [Int: [UInt8]], _ contents: Contents
  ) throws -> ForeignSession {
    for claim in [winner] + losers {
      for (code, severity) in claim.oddities(keys: contents.keys, now: now) { report(code, severity, key: claim.key) }
    }
    for loser in losers { report("duplicate_key", key: loser.key) }
    let current = ids[winner.order] ?? []
    let transcript = try count(.window(current), key: winner.key, contents.schema)
    let former = try former(of: winner, losers, ids, contents)
    let places = [OpenClawWindow.Place.window(current)] + former.map(\.place)
    let entry = winner.entry
    return ForeignSession(
      key: try SessionKey(bytes: winner.canonical), alias: winner.key == winner.canonical ? nil : try SessionKey(bytes: winner.key),
      name: entry.name, state: entry.state, createdAt: entry.createdAt ?? transcript.createdAt, lastActivity: entry.updatedAt,
      messageCount: transcript.messages, former: Self.numbered(former), origin: entry.origin, metadata: entry.metadata,
      locator: Array(places.map(\.locator).joined(separator: [0])))
  }

  private func former(
    of winner: OpenClawClaim, _ losers: [OpenClawClaim], _ ids: [Int: [UInt8]], _ contents: Contents
  ) throws -> [FormerPart] {
    var parts: [FormerPart] = []
    var seen: Set<[UInt8]> = [ids[winner.order] ?? []]
    for key in Set(([winner] + losers).map(\.key)).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let windows = contents.windows[key] ?? []
      // What closed a window is what began the one behind it.
      let closing = Dictionary(windows.map { ($0.previous, $0.reason) }, uniquingKeysWith: { first, _ in first })
      for window in windows where seen.insert(window.id).inserted {
        let reason = key == winner.key ? (closing[window.id] ?? nil) ?? "reset" : "superseded"
        let messages = try count(.window(window.id), key: key, contents.schema).messages
        parts.append(FormerPart(place: .window(window.id), reason: reason, at: window.createdAt, messages: messages))
      }
    }
    // Schemas without windows know only the transcript that an entry names.
    for loser in losers {
      guard let id = ids[loser.order], seen.insert(id).inserted else { continue }
      let messages = try count(.window(id), key: loser.key, contents.schema).messages
      let at = loser.entry.updatedAt?.milliseconds ?? 0
      parts.append(FormerPart(place: .window(id), reason: "superseded", at: at, messages: messages))
    }
    parts += try archives(of: winner.canonical, contents)
    return parts.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private func archives(of canonical: [UInt8], _ contents: Contents) throws -> [FormerPart] {
    try (contents.archives[canonical] ?? []).filter { !$0.isPacked }.map {
      let messages = try count(.archive($0.name), key: $0.key, contents.schema).messages
      return FormerPart(place: .archive($0.name), reason: $0.reason, at: $0.createdAt, messages: messages)
    }
  }

  /// Goes through a transcript once. Bad events are reported with their `seq` as the line; where the database is damaged, so is that.
  private func count(_ place: OpenClawWindow.Place, key: [UInt8], _ schema: OpenClawSchema) throws -> OpenClawTranscript {
    var transcript = OpenClawTranscript()
    do {
      switch place {
      case .window(let id):
        try OpenClawEvents(connection: connection, sessionID: id, schema: schema).lines { line, seq, length in
          switch line {
          case .blank: break
          case .record(let record): transcript.take(record)
          case .skipped(let reason):
            found.add(
              line: Int(clamping: seq), offset: nil, length: length, reason, path, key: key, after: transcript.skipped)
            transcript.takeSkipped()
          }
          return .goOn
        }
      case .archive(let name):
        try OpenClawArchiveBlob(connection: connection, name: name).visit {
          transcript.take($0)
          return .goOn
        }
      }
    } catch let error as SQLiteError where error.isCorrupt {
      report(StoreErrors.translate(error, path: path.bytes).code.rawValue, .error, key: key)
    }
    return transcript
  }

  private static func numbered(_ parts: [FormerPart]) -> [ForeignSession.Former] {
    parts.enumerated().map {
      let at = $0.element.at > 0 ? Timestamp(milliseconds: $0.element.at) : nil
      return ForeignSession.Former(
        number: $0.offset + 1, messageCount: $0.element.messages, createdAt: at, reason: $0.element.reason)
    }
  }

  /// Sessions that only archives in the database, or events that no row names, are left of: what an import may still bring in. The former
  /// keep their key, the latter are `agent:<id>:recovered:<sessionId>`.
  package func recovered() throws -> [ForeignSession] {
    if !wasListed { _ = try sessions() }
    let problems = found
    defer { found = problems }
    do {
      let contents = try contents()
      let known = Set(contents.claims.map(\.claim.canonical))
      var sessions: [ForeignSession] = []
      for canonical in Set(contents.archives.keys).subtracting(known).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        let former = try archives(of: canonical, contents)
        guard !former.isEmpty, let key = try? SessionKey(bytes: canonical) else { continue }
        sessions.append(
          ForeignSession(
            key: key, createdAt: nil, lastActivity: nil, messageCount: 0, former: Self.numbered(former),
            locator: Array(([[]] + former.map(\.place.locator)).joined(separator: [0]))))
      }
      return try sessions + unnamed(contents, taken: known.union(sessions.map(\.key.bytes)))
    } catch { throw StoreErrors.translate(error, path: path.bytes) }
  }

  private func unnamed(_ contents: Contents, taken: Set<[UInt8]>) throws -> [ForeignSession] {
    guard contents.schema.hasEvents else { return [] }
    var named = Set(contents.claims.map(\.sessionID))
    for (claim, _) in contents.claims { named.formUnion(contents.windows[claim.key]?.map(\.id) ?? []) }
    let ids = try connection.withStatement("SELECT DISTINCT session_id FROM transcript_events ORDER BY session_id") { row in
      var ids: [[UInt8]] = []
      while try row.step() {
        if let id = row.bytes(0), !id.isEmpty, !id.contains(0), !named.contains(id) { ids.append(id) }
      }
      return ids
    }
    return try ids.compactMap { id in
      let canonical = contents.keys.canonical(contents.keys.recovered(id))
      guard !taken.contains(canonical), let key = try? SessionKey(bytes: canonical) else { return nil }
      let transcript = try count(.window(id), key: canonical, contents.schema)
      return ForeignSession(
        key: key, createdAt: transcript.createdAt, lastActivity: nil, messageCount: transcript.messages,
        locator: OpenClawWindow.Place.window(id).locator)
    }
  }
}
