internal import Platform
package import WarrenModel

extension JSONLStore {
  package func restore(_ key: SessionKey, generation: Int?) throws -> Operation {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      if let generation { return try restore(generation, of: key, in: directory) }
      if try stem(of: key, in: directory) != nil { throw WarrenError.keyTaken(key) }
      guard let deletion = try deletions(of: key, in: directory).first, let place = try openTrash(deletion.id, in: directory),
        let stem = try DirectoryScan(place, path: path.bytes).sessions.first(where: { $0.key == key })?.stem
      else { throw WarrenError.unknownSession(key) }
      return try bringBack([stem], from: deletion, place, isUndoable: true, in: directory)
    }
  }

  /// The deletions whose directories hold a session of this key, the newest first.
  func deletions(of key: SessionKey, in directory: SharedDescriptor) throws -> [OperationRecord] {
    try records(in: directory).filter { record in
      guard record.kind == .sessionDelete || record.kind == .expire, try record.subjects.contains(where: { try self.key(of: $0) == key }),
        let place = try openTrash(record.id, in: directory)
      else { return false }
      return try DirectoryScan(place, path: path.bytes).sessions.contains { $0.key == key }
    }
  }

  private func restore(_ number: Int, of key: SessionKey, in directory: SharedDescriptor) throws -> Operation {
    let session = try known(key, in: directory)
    let metadata = try metadata(of: session.stem, in: directory)
    if number == metadata.generation { throw WarrenError.currentGeneration(number, of: key) }
    guard number > 0, number < metadata.generation, try isClosed(number, of: session.stem, in: directory) else {
      throw WarrenError.unknownGeneration(number, of: key, current: metadata.generation)
    }
    if case .running = metadata.state { throw WarrenError.turnRunning(key, isForcible: false) }
    try refuseLongName(of: session, metadata.generation)
    var subject = OperationRecord.Subject(stem: session.stem)
    subject.generation = metadata.generation
    subject.from = number
    subject.lastID = max(metadata.mark.id, try lastID(of: session.file, metadata.mark))
    subject.before = metadata.operation
    var record = try begin(.sessionRestore, .restore)
    record.subjects = [subject]
    var receipt = ChangeReceipt()
    receipt.generation = metadata.generation + 1
    receipt.closed = metadata.generation
    receipt.from = number
    receipt.lastMessage = subject.lastID
    record.receipt = receipt.json
    return try perform(record, in: directory)
  }

  // MARK: - Steps

  /// The current file gets a second name, as a former generation; then the former one takes its place.
  func moveForward(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    guard let subject = record.subjects.first, let from = subject.from else { throw NothingDone() }
    let (key, stem, name) = (try key(of: subject), subject.stem, try SessionFileName.main(subject.stem))
    let former = try SessionFileName.generation(stem, from)
    memory[stem] = nil
    if try !isPast(subject, in: directory) {
      if settling {
        try unlinkSecondName(of: subject, in: directory)
        throw NothingDone()
      }
      try stamp(from, of: key, stem, in: directory)
      guard let session = try open(key, stem, in: directory) else { throw FileChanged() }
      let metadata = try metadata(of: stem, in: directory)
      if max(metadata.mark.id, try lastID(of: session.file, metadata.mark)) != subject.lastID { throw FileChanged() }
      let closed = try SessionFileName.generation(stem, subject.generation)
      try unlinkSecondName(of: subject, in: directory)
      _ = try link(session, as: closed, in: directory)
      try directory.rename(former, to: name, in: directory, replacing: true)
    } else if try directory.statusIfExists(of: name) == nil {
      try directory.rename(former, to: name, in: directory)
    }
    try note(subject, from, by: record.id, in: directory)
    try directory.setModified(max(clock.now.nanoseconds, try directory.status(of: name).modified), of: name)
    return record
  }

  /// Lets the metadata say what the files tell already.
  private func note(_ subject: OperationRecord.Subject, _ from: Int, by id: OperationID, in directory: SharedDescriptor) throws {
    var metadata = try metadata(of: subject.stem, in: directory)
    if metadata.operation == id { return }
    metadata.generationCreatedAt = metadata.closed.last { $0.number == from }?.createdAt
    metadata.closed.removeAll { $0.number == from }
    // All lines of the file name their ids.
    metadata.mark = IDMark(id: max(metadata.mark.id, subject.lastID), offset: 0)
    metadata.operation = id
    try write(metadata, of: key(of: subject), subject.stem, in: directory)
  }

  /// The same the other way round; the metadata is first: until the file is renamed the generation counts as closed all the same.
  func moveBackward(_ record: OperationRecord, in directory: SharedDescriptor) throws -> OperationRecord {
    guard let subject = record.subjects.first, let from = subject.from else { throw NothingDone() }
    let (key, stem, name) = (try key(of: subject), subject.stem, try SessionFileName.main(subject.stem))
    let closed = try SessionFileName.generation(stem, subject.generation)
    memory[stem] = nil
    guard try directory.statusIfExists(of: closed) != nil else { return record }
    if let session = try open(key, stem, in: directory) {
      let former = try SessionFileName.generation(stem, from)
      try unlink(former, ifStill: session, in: directory)
      _ = try link(session, as: former, in: directory)
    }
    var metadata = try reopened(subject, in: directory)
    if !metadata.closed.contains(where: { $0.number == from }) {
      let created = try self.metadata(of: stem, in: directory).generationCreatedAt
      metadata.closed.append(SessionMetadata.Closed(number: from, createdAt: created, mark: IDMark()))
      metadata.closed.sort { $0.number < $1.number }
    }
    try write(metadata, of: key, stem, in: directory)
    try directory.rename(closed, to: name, in: directory, replacing: true)
    return record
  }

  /// The former generation takes the place of the empty file that a reset has made; the metadata is first, as above.
  func reopenAll(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    let waiting = try record.subjects.filter {
      try directory.statusIfExists(of: SessionFileName.generation($0.stem, $0.generation)) != nil
    }
    // Another program may have written to one meanwhile.
    if settling, waiting.count == record.subjects.count,
      try waiting.contains(where: { try directory.statusIfExists(of: SessionFileName.main($0.stem))?.size ?? 0 > 0 })
    {
      throw NothingDone()
    }
    for subject in waiting {
      let (key, stem, name) = (try key(of: subject), subject.stem, try SessionFileName.main(subject.stem))
      let closed = try SessionFileName.generation(stem, subject.generation)
      memory[stem] = nil
      if let size = try directory.statusIfExists(of: name)?.size, size > 0 { throw FileChanged() }
      try write(reopened(subject, in: directory), of: key, stem, in: directory)
      try directory.rename(closed, to: name, in: directory, replacing: true)
    }
    if durability == .full { try directory.sync() }
    return record
  }

  /// What is known of the session once its closed generation is the current one again.
  private func reopened(_ subject: OperationRecord.Subject, in directory: SharedDescriptor) throws -> SessionMetadata {
    let (key, stem, number) = (try key(of: subject), subject.stem, subject.generation)
    var metadata = try metadata(of: stem, in: directory)
    let old = metadata.closed.last { $0.number == number }
    var given = metadata.mark.id
    if let file = try openFile(SessionFileName.main(stem), in: directory) { given = max(given, try lastID(of: file, metadata.mark)) }
    guard let file = try openFile(SessionFileName.generation(stem, number), in: directory) else { throw FileChanged() }
    if given > (try lastID(of: file, old?.mark ?? IDMark())) {
      try stamp(number, of: key, stem, in: directory)
      metadata.mark = IDMark(id: given, offset: 0)
    } else {
      metadata.mark = old?.mark ?? IDMark()
    }
    metadata.generation = number
    metadata.generationCreatedAt = old?.createdAt
    metadata.closed.removeAll { $0.number >= number }
    metadata.operation = subject.before
    return metadata
  }

  /// Lets each line of a former generation name its id, so that it keeps it wherever the file goes.
  private func stamp(_ number: Int, of key: SessionKey, _ stem: [UInt8], in directory: SharedDescriptor) throws {
    let name = try SessionFileName.generation(stem, number)
    guard let file = try openFile(name, in: directory) else { throw FileChanged() }
    let status = try file.status()
    var edits: [FileEdit] = []
    var scan = FileScan(ids: IDCounter(mark: try metadata(of: stem, in: directory).mark(of: number)))
    try scan.run(file) { message in
      guard message.parts.id != message.id, let line = SessionLine(message.line.bytes) else { return .goOn }
      let stamp = LineWriter.Stamp(
        id: message.id, at: line.createdAt, key: SessionFile.keyInLines(key, stem), idempotency: line.idempotency, part: line.part)
      let bytes = try LineWriter.line(role: line.role, text: line.text, body: line.body, stamp)
      edits.append(FileEdit(message.line, with: bytes + [0x0A]))
      return .goOn
    }
    if edits.isEmpty { return }
    try AtomicFile.write(name, in: directory) { target in
      try FileEdit.apply(edits, to: file, size: status.size, into: &target)
      guard try file.status().size == status.size else { throw FileChanged() }
    }
    try directory.setModified(status.modified, of: name)
  }
}
