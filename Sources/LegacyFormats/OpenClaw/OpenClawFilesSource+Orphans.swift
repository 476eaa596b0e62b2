internal import Platform
internal import SessionStore
internal import WarrenModel

// What no entry names.
extension OpenClawFilesSource {
  /// Reports what is left of the directory once the sessions are known.
  func reportRest(_ files: OpenClawListing) {
    for file in files.entries {
      let isInDatabase = file.kind.sessionID.map(place.database.sessionIDs.contains) ?? false
      if case .transcript = file.kind, isInDatabase, file.isRegular { report("active_sqlite_transcript_jsonl", file.name, .info) }
      if used.contains(file.name) { continue }
      if file.kind.isHistory, !file.isRegular {
        report("not_a_regular_file", file.name, .error)
        continue
      }
      switch file.kind {
      case .transcript where !isInDatabase: report("transcript_orphan", file.name)
      case .checkpoint: report("checkpoint_orphan", file.name, .info)
      case .trajectory(let id) where !isInDatabase && !knownIDs.contains(id): report("trajectory_orphan", file.name, .info)
      case .archive(_, let archive) where !place.database.archiveNames.contains(file.name):
        report(archive.isCompressed ? "archive_compressed" : "archive_orphan", file.name, archive.isCompressed ? .warning : .info)
      case .transcript, .trajectory, .archive, .store, .storeBackup, .litter, .other: break
      }
    }
  }

  /// Sessions `agent:<id>:recovered:<sessionId>` made of transcripts and archives that no store names: what an import may still bring in.
  ///
  /// Where the store cannot be read these are all of them. Two transcripts that claim one id, and an id whose key is taken, are left alone:
  /// `historical_transcript_deferred`. Checkpoints without a session are not taken: they repeat it.
  package func recovered() throws -> [ForeignSession] {
    if !wasListed { _ = try? sessions() }
    do {
      var reading = Reading(directory: try openDirectory(), files: try OpenClawListing(openDirectory()))
      var ids: [[UInt8]: [OpenClawListing.Entry]] = [:]
      for file in reading.files.entries where file.isRegular && !used.contains(file.name) {
        guard let id = file.kind.sessionID, !place.database.sessionIDs.contains(id) else { continue }
        switch file.kind {
        case .transcript: ids[id, default: []].append(file)
        case .archive(_, let archive) where !archive.isCompressed && !place.database.archiveNames.contains(file.name):
          ids[id, default: []].append(file)
        case .archive, .checkpoint, .trajectory, .store, .storeBackup, .litter, .other: break
        }
      }
      var keys = knownKeys
      return try ids.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { id, files in
        let key = place.keys.canonical(place.keys.recovered(id))
        guard let session = try recovered(id, key, files, isFree: !keys.contains(key), &reading) else { return nil }
        keys.insert(key)
        return session
      }
    } catch { throw StoreErrors.translate(error, path: shown("")) }
  }

  private func recovered(
    _ id: [UInt8], _ key: [UInt8], _ files: [OpenClawListing.Entry], isFree: Bool, _ reading: inout Reading
  ) throws -> ForeignSession? {
    let current = files.filter { if case .transcript = $0.kind { true } else { false } }
    guard isFree, current.count < 2, let sessionKey = try? SessionKey(bytes: key) else {
      for file in files { report("historical_transcript_deferred", file.name) }
      return nil
    }
    let scan = current.first.flatMap { self.scan($0.name, reading.directory, key: nil) }
    let former = files.compactMap { file -> FormerFile? in
      guard case .archive(_, let archive) = file.kind, let old = self.scan(file.name, reading.directory, key: nil) else { return nil }
      return FormerFile(name: file.name, reason: archive.reason, at: archive.at, scan: old)
    }.sorted { $0.at < $1.at }
    if scan == nil, former.isEmpty { return nil }
    let names = [scan == nil ? [] : current[0].name] + former.map(\.name)
    return ForeignSession(
      key: sessionKey, createdAt: scan?.createdAt ?? former.first?.scan.createdAt, lastActivity: nil, messageCount: scan?.messages ?? 0,
      former: Self.numbered(former), locator: Array(names.joined(separator: [0x2F])))
  }
}
