internal import Platform
package import WarrenModel

extension JSONLStore {
  package func delete(_ key: SessionKey, _ change: SessionChange) throws -> Operation {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      let session = try known(key, in: directory)
      if case .running = try metadata(of: session.stem, in: directory).state, !change.force { throw WarrenError.turnRunning(key) }
      var record = try begin(.sessionDelete, .delete)
      record.subjects = [OperationRecord.Subject(stem: session.stem)]
      if change.purge {
        try plan(&record, targets: remains(of: Set(stems(of: key)), in: directory), in: directory)
        return try perform(record, in: directory).about(key)
      }
      return try perform(record, in: directory)
    }
  }

  package func expire(before moment: Timestamp) throws -> [SessionKey] {
    try writing(else: []) { directory in
      let content = try DirectoryScan(directory, path: path.bytes)
      var record = try begin(.expire, .delete)
      for entry in content.newestFirst.reversed() where entry.status.lastActivity < moment {
        // One that may not be read stays.
        guard let session = try openReadable(entry, in: directory) else { continue }
        if case .running = try metadata(of: entry.stem, in: directory).state { continue }
        // Looked at again under the lock: another program may have written meanwhile.
        if session.lastActivity >= moment { continue }
        record.subjects.append(OperationRecord.Subject(stem: entry.stem))
      }
      if record.subjects.isEmpty { return [] }
      var receipt = ChangeReceipt()
      receipt.sessions = record.subjects.count
      record.receipt = receipt.json
      _ = try perform(record, in: directory)
      return try record.subjects.map { try key(of: $0) }
    }
  }

  package func reset(_ key: SessionKey, _ change: SessionChange) throws -> Operation {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      let session = try known(key, in: directory)
      let (subject, isRunning) = try closing(session, in: directory)
      if isRunning, !change.force { throw WarrenError.turnRunning(key) }
      var record = try begin(.sessionReset, .reset)
      record.subjects = [subject]
      if change.purge { try plan(&record, targets: cutOff(record.subjects.map(\.stem), in: directory), in: directory) }
      return try perform(record, in: directory)
    }
  }

  package func resetAll(_ change: SessionChange) throws -> Operation {
    try writing(making: true, else: try refuse(.unknownOperation([]))) { directory in
      let content = try DirectoryScan(directory, path: path.bytes)
      var record = try begin(.agentReset, .reset)
      var running = 0
      for entry in content.newestFirst.reversed() {
        guard let session = try openListed(entry, in: directory) else { continue }
        let (subject, isRunning) = try closing(session, in: directory)
        if isRunning { running += 1 }
        record.subjects.append(subject)
      }
      if running > 0, !change.force { throw WarrenError.turnsRunning(running) }
      if change.purge { try plan(&record, targets: cutOff(record.subjects.map(\.stem), in: directory), in: directory) }
      return try perform(record, in: directory)
    }
  }

  /// What a reset of a session closes, and whether a turn is running in it.
  private func closing(_ session: SessionFile, in directory: SharedDescriptor) throws -> (OperationRecord.Subject, isRunning: Bool) {
    let metadata = try metadata(of: session.stem, in: directory)
    try refuseLongName(of: session, metadata.generation)
    var subject = OperationRecord.Subject(stem: session.stem)
    subject.generation = metadata.generation
    subject.before = metadata.operation
    if case .running = metadata.state { return (subject, true) }
    return (subject, false)
  }

  func refuseLongName(of session: SessionFile, _ generation: Int) throws {
    if try SessionFileName.generation(session.stem, generation).bytes.count > SessionFileName.longest {
      throw WarrenError(.keyTooLong, "The file name of the former generation would be too long.", subject: session.key.bytes)
    }
  }

  // MARK: - Moving away

  /// The current file of each session goes first: from then on there is none. Where none had gone before a crash, none goes.
  func moveAway(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    var record = record
    let place = try makeTrash(record.deletion ?? record.id, in: directory)
    if settling, try !record.subjects.contains(where: { try isGone($0, for: record, to: place, directory) }) { throw NothingDone() }
    let numbers = try formerNumbers(of: record.subjects.map(\.stem), in: directory)
    var moved: [OperationRecord.Subject] = []
    for subject in record.subjects {
      let name = try SessionFileName.main(subject.stem)
      memory[subject.stem] = nil
      if try place.statusIfExists(of: name) == nil {
        // Another program may have gone on with it since the crash.
        if settling, let now = try directory.statusIfExists(of: name), now.lastActivity >= record.startedAt { continue }
        try move(name, from: directory, to: place)
        // Where another program had removed it, an empty one stands for it: the rest can come back.
        if !record.isPurge, try place.statusIfExists(of: name) == nil {
          try AtomicFile.write([], to: name, in: place)
          try place.setModified(record.startedAt.nanoseconds, of: name)
        }
      }
      try moveRest(of: subject.stem, numbers[subject.stem] ?? [], from: directory, to: place)
      moved.append(subject)
    }
    try sync(place, directory)
    record.subjects = moved
    guard record.isPurge else { return record }
    return try removeTargets(record, in: directory)
  }

  /// Whether the current file of a session has been moved away; one that is neither here nor there has been purged as well.
  private func isGone(
    _ subject: OperationRecord.Subject, for record: OperationRecord, to place: SharedDescriptor, _ directory: SharedDescriptor
  ) throws -> Bool {
    let name = try SessionFileName.main(subject.stem)
    if try place.statusIfExists(of: name) != nil { return true }
    return try record.isPurge && directory.statusIfExists(of: name) == nil
  }

  /// Generations from the last to the first and then the metadata, so that where anything is left, the metadata is.
  private func moveRest(
    of stem: [UInt8], _ numbers: [Int], from directory: SharedDescriptor, to place: SharedDescriptor
  ) throws {
    for number in numbers.sorted(by: >) { try move(SessionFileName.generation(stem, number), from: directory, to: place) }
    try move(SessionFileName.metadata(stem), from: directory, to: place)
  }

  private func move(_ name: FilePath, from directory: SharedDescriptor, to place: SharedDescriptor) throws {
    // A foreign session with a long name has none of them.
    if name.bytes.count > SessionFileName.longest { return }
    do throws(SystemError) {
      try directory.rename(name, to: name, in: place)
    } catch {
      if !error.isNotFound { throw error }
    }
  }

  private func sync(_ place: SharedDescriptor, _ directory: SharedDescriptor) throws {
    guard durability == .full else { return }
    try place.sync()
    try directory.sync()
  }

  /// The numbers of all files of former generations: one pass over the names.
  func formerNumbers(of stems: [[UInt8]], in directory: SharedDescriptor) throws -> [[UInt8]: [Int]] {
    let wanted = Set(stems)
    var found: [[UInt8]: [Int]] = [:]
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      if case .generation(let stem, let number) = SessionFileName(Array(entry.name)), wanted.contains(stem) {
        found[stem, default: []].append(number)
      }
    }
    return found
  }

  /// Deletes what another program has left of a session whose current file it removed, before one of its key begins.
  func sweepLeftovers(of key: SessionKey, in directory: SharedDescriptor) throws {
    for stem in stems(of: key) {
      let (metadata, former) = (try SessionFileName.metadata(stem), try SessionFileName.generation(stem, 1))
      // A foreign session with a long name has neither.
      if former.bytes.count > SessionFileName.longest { continue }
      if try directory.statusIfExists(of: metadata) == nil, try directory.statusIfExists(of: former) == nil { continue }
      var record = try begin(.sessionDelete, .delete)
      record.subjects = [OperationRecord.Subject(stem: stem)]
      _ = try perform(record, in: directory)
    }
  }

  // MARK: - Moving back

  /// Brings deleted sessions back: all of them, or none.
  func bringBack(
    _ stems: [[UInt8]], from deletion: OperationRecord, _ place: SharedDescriptor, isUndoable: Bool, in directory: SharedDescriptor
  ) throws -> Operation {
    var record = try begin(.sessionRestore, .bringBack)
    record.deletion = deletion.id
    record.isUndoable = isUndoable
    for stem in stems {
      var subject = OperationRecord.Subject(stem: stem)
      let key = try key(of: subject)
      if try self.stem(of: key, in: directory) != nil { throw WarrenError.keyTaken(key) }
      try sweepLeftovers(of: key, in: directory)
      guard let file = try openFile(SessionFileName.main(stem), in: place) else { continue }
      let known = try metadata(of: stem, in: place)
      subject.generation = known.generation
      subject.createdAt = known.createdAt
      subject.lastID = try lastID(of: file, known.mark)
      subject.inode = try file.status().identity.inode
      record.subjects.append(subject)
    }
    let others = try DirectoryScan(place, path: path.bytes).sessions.filter { !stems.contains($0.stem) }
    if others.isEmpty { record.marks = [OperationRecord.Mark(id: deletion.id, state: .undone)] }
    var receipt = ChangeReceipt()
    receipt.deletion = deletion.id
    if stems.count > 1 { receipt.sessions = stems.count }
    record.receipt = receipt.json
    return try perform(record, in: directory)
  }

  /// The current file of each comes last: until then there is no such session.
  func moveBack(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    guard let deletion = record.deletion, let place = try openTrash(deletion, in: directory) else { throw NothingDone() }
    let waiting = try record.subjects.filter { try place.statusIfExists(of: SessionFileName.main($0.stem)) != nil }
    // Another program may have begun one meanwhile.
    if settling, waiting.count == record.subjects.count,
      try waiting.contains(where: { try directory.statusIfExists(of: SessionFileName.main($0.stem)) != nil })
    {
      throw NothingDone()
    }
    let numbers = try formerNumbers(of: record.subjects.map(\.stem), in: place)
    for subject in waiting {
      let name = try SessionFileName.main(subject.stem)
      memory[subject.stem] = nil
      if try directory.statusIfExists(of: name) != nil { throw FileChanged() }
      try moveRest(of: subject.stem, numbers[subject.stem] ?? [], from: place, to: directory)
      // A turn that ran when it was deleted does not run any more.
      var (known, isDamaged) = try recordedMetadata(of: subject.stem, in: directory)
      if !isDamaged, known.state != .idle {
        known.state = .idle
        try write(known, of: key(of: subject), subject.stem, in: directory)
      }
      try move(name, from: place, to: directory)
    }
    try sync(directory, place)
    return record
  }

  // MARK: - Resetting

  /// Closes the current generation of each session. Where nothing was closed before a crash, nothing is.
  func closeAll(_ record: OperationRecord, settling: Bool, in directory: SharedDescriptor) throws -> OperationRecord {
    var record = record
    if settling, try !record.subjects.contains(where: { try isPast($0, in: directory) }) {
      for subject in record.subjects { try unlinkSecondName(of: subject, in: directory) }
      if !record.subjects.isEmpty { throw NothingDone() }
    }
    var messages = 0
    for subject in record.subjects { messages += try close(subject, by: record.id, in: directory) }
    if record.isPurge { return try emptyAll(record, in: directory) }
    var receipt = ChangeReceipt()
    receipt.messages = settling ? nil : messages
    if record.kind == .agentReset {
      receipt.sessions = record.subjects.count
    } else if let only = record.subjects.first {
      receipt.closed = only.generation
      receipt.generation = only.generation + 1
    }
    record.receipt = receipt.json
    return record
  }

  func isPast(_ subject: OperationRecord.Subject, in directory: SharedDescriptor) throws -> Bool {
    try metadata(of: subject.stem, in: directory).generation > subject.generation
  }

  /// What a reset or a restoration that was cut short has left is the current file under a second name.
  func unlinkSecondName(of subject: OperationRecord.Subject, in directory: SharedDescriptor) throws {
    guard let session = try open(key(of: subject), subject.stem, in: directory) else { return }
    try unlink(SessionFileName.generation(subject.stem, subject.generation), ifStill: session, in: directory)
  }

  /// The file gets its second name, then an empty one takes its place: at every point the session is whole, before or after. Returns how
  /// many messages were in it.
  private func close(_ subject: OperationRecord.Subject, by id: OperationID, in directory: SharedDescriptor) throws -> Int {
    let (key, stem, name) = (try key(of: subject), subject.stem, try SessionFileName.main(subject.stem))
    var metadata = try metadata(of: stem, in: directory)
    if metadata.generation > subject.generation {
      if try directory.statusIfExists(of: name) == nil { try AtomicFile.write([], to: name, in: directory) }
      if metadata.operation == id { return 0 }
      metadata.operation = id
      try write(metadata, of: key, stem, in: directory)
      return 0
    }
    guard let session = try open(key, stem, in: directory) else { throw FileChanged() }
    var scan = FileScan(ids: IDCounter(mark: metadata.mark))
    try scan.run(session.file)
    let former = try SessionFileName.generation(stem, metadata.generation)
    if try directory.statusIfExists(of: former) != nil { try directory.unlink(former) }
    let now = clock.now
    try archive(session, as: former, at: now, in: directory)
    metadata.close(lastID: scan.ids.last, at: now)
    metadata.operation = id
    try write(metadata, of: key, stem, in: directory)
    return scan.messages
  }

  private func archive(_ session: SessionFile, as former: FilePath, at now: Timestamp, in directory: SharedDescriptor) throws {
    let name = try SessionFileName.main(session.stem)
    guard try link(session, as: former, in: directory) else {
      try AtomicFile.write([], to: name, in: directory)
      return try directory.setModified(now.nanoseconds, of: name)
    }
    do {
      try exchange(session, modified: now.nanoseconds, in: directory) { _ in }
    } catch {
      // The file is still the current one: it keeps one name. Where this fails too, the next rewrite or reset does it.
      if try directory.statusIfExists(of: name)?.identity == session.status.identity {
        try? unlink(former, ifStill: session, in: directory)
      }
      throw error
    }
  }

  /// Gives the current file a second name; false where the file system has none, and the file has the other name alone: there is a
  /// moment without a current file then.
  func link(_ session: SessionFile, as other: FilePath, in directory: SharedDescriptor) throws -> Bool {
    let name = try SessionFileName.main(session.stem)
    memory[session.stem] = nil
    do throws(SystemError) {
      try directory.link(name, to: other, in: directory)
      return true
    } catch {
      guard error.isUnsupported || error.isPermission else { throw error }
      try directory.rename(name, to: other, in: directory)
      return false
    }
  }
}
