internal import Platform
internal import WarrenModel

// From the entries of the store to its sessions.
extension OpenClawFilesSource {
  /// The directory while it is read, and what of it is spoken for.
  struct Reading {
    let directory: SharedDescriptor
    let files: OpenClawListing
    /// Former generations that a session has taken.
    var taken: Set<[UInt8]> = []
  }

  /// A session whose own transcript is known, before histories are shared out.
  struct Draft {
    let winner: OpenClawClaim
    let losers: [(claim: OpenClawClaim, transcript: [UInt8]?)]
    let transcript: [UInt8]?
  }

  func claims(_ store: OpenClawStoreFile) -> [OpenClawClaim] {
    var claims: [OpenClawClaim] = []
    for (order, (key, entry)) in store.entries.enumerated() {
      guard let entry else {
        report("entry_invalid", storeName, key: key)
        continue
      }
      guard let id = entry.sessionID, OpenClawFileName.isSafe(sessionID: id) else {
        report("session_id_missing", storeName, key: key)
        continue
      }
      let canonical = place.keys.canonical(key)
      guard (try? SessionKey(bytes: key)) != nil, (try? SessionKey(bytes: canonical)) != nil else {
        report("key_invalid", storeName, key: Array(key.prefix(SessionKey.longest)))
        continue
      }
      claims.append(OpenClawClaim(key: key, canonical: canonical, entry: entry, order: order))
    }
    return place.isBeforeAgents ? withMain(claims) : claims
  }

  /// Where the store of the time before agents has no main session, its newest direct conversation is that.
  private func withMain(_ claims: [OpenClawClaim]) -> [OpenClawClaim] {
    let main = place.keys.main
    if claims.contains(where: { $0.canonical == main }) { return claims }
    let direct = claims.filter { OpenClawKeys.isLegacyDirect($0.key) }
    guard
      let newest = direct.max(by: { ($0.entry.updatedAt?.milliseconds ?? 0, $0.order) < ($1.entry.updatedAt?.milliseconds ?? 0, $1.order) })
    else { return claims }
    return claims.map {
      $0.order == newest.order ? OpenClawClaim(key: $0.key, canonical: main, entry: $0.entry, order: $0.order) : $0
    }
  }

  func draft(_ winner: OpenClawClaim, _ losers: [OpenClawClaim], _ files: OpenClawListing) -> Draft {
    reportOddities(of: winner)
    let own = transcript(of: winner, files)
    if let own { used.insert(own) } else { reportMissing(winner) }
    let others = losers.map { loser -> (OpenClawClaim, [UInt8]?) in
      report("duplicate_key", storeName, key: loser.key)
      reportOddities(of: loser)
      let file = transcript(of: loser, files)
      if let file { used.insert(file) }
      return (loser, file)
    }
    return Draft(winner: winner, losers: others, transcript: own)
  }

  private func reportOddities(of claim: OpenClawClaim) {
    for (code, severity) in claim.oddities(keys: place.keys, now: now) { report(code, storeName, severity, key: claim.key) }
  }

  /// An entry that waits for its first message has no transcript, and that is no damage.
  private func reportMissing(_ claim: OpenClawClaim) {
    let isPending = claim.entry.isPending || claim.entry.sessionID == claim.key
    let isInDatabase = claim.entry.sessionID.map(place.database.sessionIDs.contains) ?? false
    if !isPending, !isInDatabase { report("transcript_missing", storeName, key: claim.key) }
  }

  /// The file that an entry means: what `sessionFile` says, on whatever host it was written; else `<sessionId>.jsonl`; else the only topic
  /// file of that id. nil where there is none.
  private func transcript(of claim: OpenClawClaim, _ files: OpenClawListing) -> [UInt8]? {
    guard let id = claim.entry.sessionID else { return nil }
    if let stated = claim.entry.sessionFile {
      let (name, isOwn) = OpenClawSessionPath.fileName(stated, absolute: place.absolutePath)
      if !isOwn { report("session_file_foreign", storeName, .info, key: claim.key) }
      if let name, usable(name, files, claim.key) { return name }
    }
    let plain = id + ".jsonl".utf8
    if usable(plain, files, claim.key) { return plain }
    let topics = files.files(of: id).filter { if case .transcript = $0.kind { $0.isRegular } else { false } }
    return topics.count == 1 ? topics[0].name : nil
  }

  private func usable(_ name: [UInt8], _ files: OpenClawListing, _ key: [UInt8]) -> Bool {
    guard let file = files[name] else { return false }
    if !file.isRegular { report("not_a_regular_file", name, .error, key: key) }
    return file.isRegular
  }

  func session(_ draft: Draft, _ reading: inout Reading) throws -> ForeignSession {
    let (winner, entry) = (draft.winner, draft.winner.entry)
    let scan = draft.transcript.flatMap { self.scan($0, reading.directory, key: winner.key) }
    let former = self.former(of: draft, scan, &reading)
    let names = [draft.transcript ?? []] + former.map(\.name)
    return ForeignSession(
      key: try SessionKey(bytes: winner.canonical), alias: winner.key == winner.canonical ? nil : try SessionKey(bytes: winner.key),
      name: entry.name, state: entry.state, createdAt: entry.createdAt ?? scan?.createdAt, lastActivity: entry.updatedAt,
      messageCount: scan?.messages ?? 0, former: Self.numbered(former), origin: entry.origin, metadata: entry.metadata,
      locator: Array(names.joined(separator: [0x2F])))
  }
}
