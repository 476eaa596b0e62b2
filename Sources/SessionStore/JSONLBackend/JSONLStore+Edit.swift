internal import Platform
package import WarrenModel

extension JSONLStore {
  package func removeLast(_ key: SessionKey) throws -> Message? {
    try editing(key) { session, metadata, directory in
      let (last, edits) = try lastMessage(of: session, metadata.mark)
      guard let last, let line = try line(at: last, in: session.file) else { return nil }
      let size = session.status.size
      let all = edits.filter { $0.range.lowerBound != last.offset } + [FileEdit(last, with: [], size: size)]
      var metadata = metadata
      if let record = line.record(id: last.id) { metadata.records.append(record) }
      metadata.mark = IDMark(id: max(metadata.mark.id, last.id), offset: FileEdit.moved(size, by: all))
      try write(metadata, of: key, session.stem, in: directory)
      try rewrite(session, all, modified: session.status.modified, in: directory)
      return line.message(id: last.id)
    }
  }

  package func updateLast(_ key: SessionKey, with message: NewMessage) throws -> Message? {
    try editing(key) { session, metadata, directory in
      let (last, edits) = try lastMessage(of: session, metadata.mark)
      guard let last, let line = try line(at: last, in: session.file) else { return nil }
      let stamp = LineWriter.Stamp(id: last.id, at: line.createdAt, key: session.keyInLines, idempotency: line.idempotency, part: line.part)
      let bytes = try LineWriter.line(role: message.role, text: message.text, body: message.body, stamp) + [0x0A]
      let all = edits.filter { $0.range.lowerBound != last.offset } + [FileEdit(last, with: bytes, size: session.status.size)]
      var moved = metadata
      moved.mark.offset = FileEdit.moved(metadata.mark.offset, by: all)
      if moved != metadata { try write(moved, of: key, session.stem, in: directory) }
      try rewrite(session, all, modified: max(session.status.modified, clock.now.nanoseconds), in: directory)
      return SessionLine(bytes)?.message(id: last.id)
    }
  }

  package func replaceHistory(_ key: SessionKey, with messages: [NewMessage]) throws -> [Int64] {
    try editing(key) { session, metadata, directory in
      let now = clock.now
      let (_, old) = try forgetting(session, metadata)
      let ids = messages.indices.map { old.mark.id + 1 + Int64($0) }
      var lines: [UInt8] = []
      for (id, message) in zip(ids, messages) {
        lines += try line(message, id: id, of: key, session.stem, at: now)
        lines.append(0x0A)
      }
      try write(old, of: key, session.stem, in: directory)
      let newest = messages.compactMap { $0.time.at(now) }.max()
      let modified = max(session.status.modified, now.nanoseconds, newest?.nanoseconds ?? .min)
      try replace(session, with: lines, modified: modified, in: directory)
      return ids
    }
  }

  package func clear(_ key: SessionKey) throws -> Int {
    try editing(key) { session, metadata, directory in
      let (removed, old) = try forgetting(session, metadata)
      if session.status.size == 0 { return 0 }
      try write(old, of: key, session.stem, in: directory)
      let modified = removed > 0 ? max(session.status.modified, clock.now.nanoseconds) : session.status.modified
      try replace(session, with: [], modified: modified, in: directory)
      return removed
    }
  }

  // MARK: - Parts

  /// Runs an edit of a session that must be there. One that finds the file grown meanwhile, by a program that takes no lock, is done anew.
  private func editing<T>(_ key: SessionKey, _ body: (SessionFile, SessionMetadata, SharedDescriptor) throws -> T) throws -> T {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      for _ in 0..<JSONLConfiguration.rewriteAttempts {
        let session = try known(key, in: directory)
        memory[session.stem] = nil
        do {
          return try body(session, try metadata(of: session.stem, in: directory), directory)
        } catch is FileChanged { continue }
      }
      throw WarrenError(
        .busy, "Another program writes to the session all the time.", remedy: "Try again when it is done.", subject: key.bytes)
    }
  }

  private func line(at place: LinePlace, in file: SharedDescriptor) throws -> SessionLine? {
    SessionLine(try file.readBytes(place.length, at: place.offset))
  }

  /// The newest message, and lines to be written anew so that they keep their ids: those of other programs behind the mark.
  func lastMessage(of session: SessionFile, _ mark: IDMark) throws -> (LinePlace?, [FileEdit]) {
    var last: LinePlace?
    let tail = try FileTail.scan(session.file, size: session.status.size, mark: mark) {
      last = $0.place
    } onRestart: {
      last = nil
    }
    if tail != nil, mark.id == 0 { return (last, []) }
    last = nil
    var edits: [FileEdit] = []
    var scan = FileScan(ids: IDCounter(mark: mark))
    try scan.run(session.file) { message in
      last = message.place
      if mark.id > 0, message.line.offset >= mark.offset, message.parts.id == nil, let line = SessionLine(message.line.bytes) {
        let stamp = LineWriter.Stamp(id: message.id, at: nil, key: session.keyInLines)
        let bytes = try LineWriter.line(role: line.role, text: line.text, body: line.body, stamp)
        edits.append(FileEdit(message.line, with: bytes + [0x0A]))
      }
      return .goOn
    }
    return (last, edits)
  }

  /// Counts the messages of a file that is about to lose them all; keeps their ids from being given again, and their idempotency keys.
  private func forgetting(_ session: SessionFile, _ metadata: SessionMetadata) throws -> (count: Int, metadata: SessionMetadata) {
    var kept = metadata
    var records: [IdempotencyRecord] = []
    var scan = FileScan(ids: IDCounter(mark: metadata.mark))
    try scan.run(session.file) { message in
      if let record = message.record { records.append(record) }
      return .goOn
    }
    kept.records += records
    kept.mark = IDMark(id: max(metadata.mark.id, scan.ids.last), offset: 0)
    return (scan.messages, kept)
  }

  func rewrite(_ session: SessionFile, _ edits: [FileEdit], modified: Int64, in directory: SharedDescriptor) throws {
    try put(session, modified: modified, in: directory) { target in
      try FileEdit.apply(edits, to: session.file, size: session.status.size, into: &target)
    }
  }

  private func replace(_ session: SessionFile, with lines: [UInt8], modified: Int64, in directory: SharedDescriptor) throws {
    try put(session, modified: modified, in: directory) { try $0.write(lines) }
  }

  /// A new file in the place of a session's, whole and durable or not at all.
  private func put(
    _ session: SessionFile, modified: Int64, in directory: SharedDescriptor, _ body: (inout AtomicFile) throws -> Void
  ) throws {
    if session.status.links > 1 {
      // What a reset that was cut short has left: behind a new file it would count as closed.
      let generation = try metadata(of: session.stem, in: directory).generation
      try unlink(SessionFileName.generation(session.stem, generation), ifStill: session, in: directory)
    }
    try exchange(session, modified: modified, in: directory, body)
  }

  /// Takes a second name of a session's file away.
  func unlink(_ name: FilePath, ifStill session: SessionFile, in directory: SharedDescriptor) throws {
    if name.bytes.count > SessionFileName.longest { return }
    if try directory.statusIfExists(of: name)?.identity == session.status.identity { try directory.unlink(name) }
  }

  /// The same as `put`, whatever other names the file has.
  func exchange(
    _ session: SessionFile, modified: Int64, in directory: SharedDescriptor, _ body: (inout AtomicFile) throws -> Void
  ) throws {
    let name = try SessionFileName.main(session.stem)
    memory[session.stem] = nil
    try AtomicFile.write(name, in: directory) { target in
      try body(&target)
      guard try session.file.status().size == session.status.size,
        try directory.statusIfExists(of: name)?.identity == session.status.identity
      else { throw FileChanged() }
    }
    try directory.setModified(modified, of: name)
  }
}

/// Thrown where a file is no longer what was looked at.
struct FileChanged: Error {}
