internal import Platform
internal import SessionStore
internal import WarrenModel

// Transcripts: reading them once, and whose the old ones are.
extension OpenClawFilesSource {
  /// A transcript that a former generation consists of.
  struct FormerFile {
    let name: [UInt8]
    let reason: String
    /// When it was closed: what its place among the others follows.
    let at: Timestamp
    let scan: OpenClawTranscript
  }

  /// Reads a transcript to its end, once; nil where it cannot be read, which is reported.
  func scan(_ name: [UInt8], _ directory: SharedDescriptor, key: [UInt8]?) -> OpenClawTranscript? {
    if let known = scans[name] { return known }
    var transcript = OpenClawTranscript()
    do {
      try OpenClawTranscript.lines(of: open(name, in: directory)) { verdict, line in
        switch verdict {
        case .blank: break
        case .record(let record): transcript.take(record)
        case .skipped(let reason):
          found.add(
            line: line.number, offset: line.offset, length: Int(clamping: line.length), reason, RawPath(bytes: shown(name)),
            after: transcript.skipped)
          transcript.takeSkipped()
        }
        return .goOn
      }
    } catch {
      report(StoreErrors.translate(error, path: shown(name)).code.rawValue, name, .error, key: key)
      return nil
    }
    reportHeader(of: name, transcript)
    scans[name] = transcript
    return transcript
  }

  private func reportHeader(of name: [UInt8], _ transcript: OpenClawTranscript) {
    guard case .transcript(let id) = OpenClawFileName(name) else { return }
    if !transcript.hasHeader {
      report("transcript_header_missing", name)
    } else if transcript.headerID != id {
      report("transcript_header_mismatch", name)
    }
  }

  /// The former generations of a session: what lost against it, its archives and checkpoints, and those of the runs that it names as its
  /// own; oldest first.
  func former(of draft: Draft, _ scan: OpenClawTranscript?, _ reading: inout Reading) -> [FormerFile] {
    var files: [FormerFile] = []
    for (loser, name) in draft.losers {
      guard let name, name != draft.transcript, reading.taken.insert(name).inserted,
        let old = self.scan(name, reading.directory, key: loser.key)
      else { continue }
      files.append(FormerFile(name: name, reason: "superseded", at: loser.entry.updatedAt ?? Timestamp(milliseconds: 0), scan: old))
    }
    addStatedCheckpoints(of: draft, to: &files, &reading)
    var wanted = ([draft.winner] + draft.losers.map(\.claim)).compactMap(\.entry.sessionID)
    wanted += draft.winner.entry.family + [scan?.parentSession].compactMap { $0 }
    var seen: Set<[UInt8]> = []
    while let id = wanted.popLast() {
      guard seen.insert(id).inserted else { continue }
      for file in reading.files.files(of: id) {
        guard let old = formerFile(file, isOwnFamily: draft.winner.entry.family.contains(id), &reading) else { continue }
        files.append(old)
        if let parent = old.scan.parentSession { wanted.append(parent) }
      }
    }
    return files.sorted {
      ($0.at, $1.name.count) < ($1.at, $0.name.count) || ($0.at == $1.at && $0.name.lexicographicallyPrecedes($1.name))
    }
  }

  private func addStatedCheckpoints(of draft: Draft, to files: inout [FormerFile], _ reading: inout Reading) {
    for checkpoint in draft.winner.entry.checkpoints {
      guard let stated = checkpoint.sessionFile, let name = stated.split(separator: 0x2F).last.map(Array.init),
        let file = reading.files[name], file.isRegular, case .checkpoint = file.kind, reading.taken.insert(name).inserted,
        let old = scan(name, reading.directory, key: draft.winner.key)
      else { continue }
      used.insert(name)
      let at = checkpoint.createdAt ?? old.createdAt ?? Timestamp(milliseconds: 0)
      files.append(FormerFile(name: name, reason: "checkpoint", at: at, scan: old))
    }
  }

  /// A file as a former generation of the session whose id it bears; nil for its current transcript, for packed archives and for what
  /// another session has taken.
  private func formerFile(_ file: OpenClawListing.Entry, isOwnFamily: Bool, _ reading: inout Reading) -> FormerFile? {
    let reason: String
    var at: Timestamp?
    switch file.kind {
    case .archive(_, let archive):
      if archive.isCompressed || place.database.archiveNames.contains(file.name) { return nil }
      (reason, at) = (archive.reason, archive.at)
    case .checkpoint: reason = "checkpoint"
    case .transcript where isOwnFamily && !used.contains(file.name): reason = "reset"
    case .transcript, .store, .storeBackup, .trajectory, .litter, .other: return nil
    }
    guard file.isRegular, reading.taken.insert(file.name).inserted, let old = scan(file.name, reading.directory, key: nil) else {
      return nil
    }
    used.insert(file.name)
    return FormerFile(name: file.name, reason: reason, at: at ?? old.createdAt ?? Timestamp(milliseconds: 0), scan: old)
  }

  static func numbered(_ files: [FormerFile]) -> [ForeignSession.Former] {
    files.enumerated().map {
      ForeignSession.Former(
        number: $0.offset + 1, messageCount: $0.element.scan.messages, createdAt: $0.element.scan.createdAt, reason: $0.element.reason)
    }
  }
}
