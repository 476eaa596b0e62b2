internal import Platform
package import WarrenModel

extension JSONLStore {
  package func deletedSessions(before moment: Timestamp) throws -> [SessionSummary] {
    try translating {
      guard let directory = try directory() else { return [] }
      var found: [SessionSummary] = []
      for record in try records(in: directory) where record.isDeletion(before: moment) {
        guard let place = try openTrash(record.id, in: directory) else { continue }
        for entry in try DirectoryScan(place, path: path.bytes).sessions {
          guard let session = try openListed(entry, in: place) else { continue }
          found.append(try summary(of: session, try readableMetadata(of: entry.stem, in: place)))
        }
      }
      return found.newestFirst
    }
  }

  package func purge(deletedBefore moment: Timestamp) throws -> Operation {
    try writing(making: true, else: try refuse(.unknownOperation([]))) { directory in
      var record = try begin(.sessionPurge, .purge)
      try plan(&record, targets: targets(before: moment, in: directory), in: directory)
      record.subjects = []
      return try perform(record, in: directory)
    }
  }

  /// What a purge of deleted sessions is about: deletions, and what was cut off, which belongs to no operation.
  func targets(before moment: Timestamp, in directory: SharedDescriptor) throws -> [OperationRecord.Target] {
    let known = try records(in: directory)
    var targets: [OperationRecord.Target] = known.filter { $0.isDeletion(before: moment) }.map { .init(id: $0.id, stem: nil) }
    let others = Set(known.map(\.id))
    guard let trash = try openTrash(in: directory) else { return targets }
    for id in try operationIDs(in: trash) where !others.contains(id) {
      guard let place = try openTrash(id, in: directory), try place.status().lastActivity < moment else { continue }
      targets.append(.init(id: id, stem: nil))
    }
    return targets
  }

  /// Where below `.deleted` files of these stems lie: in deletions, and in what was cut off.
  func remains(of stems: Set<[UInt8]>, in directory: SharedDescriptor) throws -> [OperationRecord.Target] {
    guard let trash = try openTrash(in: directory) else { return [] }
    var found: [OperationRecord.Target] = []
    for id in try operationIDs(in: trash) {
      guard let place = try openTrash(id, in: directory) else { continue }
      var here: Set<[UInt8]> = []
      var reader = try DirectoryReader(place)
      while let entry = try reader.next() {
        switch SessionFileName(Array(entry.name)) {
        case .session(let stem), .generation(let stem, _), .metadata(let stem), .torn(let stem):
          if stems.contains(stem) { here.insert(stem) }
        case .temporary, .openClawIndex, .other: break
        }
      }
      found += stems.filter(here.contains).map { .init(id: id, stem: $0) }
    }
    return found
  }

  /// What was cut off the files of sessions: it belongs to no operation.
  func cutOff(_ stems: [[UInt8]], in directory: SharedDescriptor) throws -> [OperationRecord.Target] {
    try remains(of: Set(stems), in: directory).filter { target in
      guard let place = try openTrash(target.id, in: directory) else { return false }
      return try !place.exists(SessionFileName.record)
    }
  }

  /// Makes a purge of a record: what it removes, what it counts, and which operations cannot be undone then.
  func plan(_ record: inout OperationRecord, targets: [OperationRecord.Target], in directory: SharedDescriptor) throws {
    var receipt = PurgeReceipt(kind: record.kind, startedAt: record.startedAt)
    receipt.bytesBefore = try bytesOnDisk(in: directory)
    var purged: [(stem: [UInt8], place: SharedDescriptor)] = []
    let numbers = try formerNumbers(of: record.subjects.map(\.stem), in: directory)
    for subject in record.subjects {
      try count(subject.stem, numbers[subject.stem] ?? [], in: directory, into: &receipt)
      purged.append((subject.stem, directory))
    }
    for target in targets {
      guard let place = try openTrash(target.id, in: directory), try self.record(in: place) != nil else { continue }
      let content = try DirectoryScan(place, path: path.bytes)
      for entry in content.sessions where target.stem.map({ $0 == entry.stem }) ?? true {
        try count(entry.stem, content.generations[entry.stem] ?? [], in: place, into: &receipt)
        purged.append((entry.stem, place))
      }
    }
    record.isPurge = true
    record.isUndoable = false
    record.targets = targets
    record.receipt = receipt.json
    record.marks = try irreversible(without: purged, in: directory)
  }

  func count(_ stem: [UInt8], _ numbers: [Int], in place: SharedDescriptor, into receipt: inout PurgeReceipt) throws {
    receipt.sessions += 1
    let current = try readableMetadata(of: stem, in: place).generation
    let names = try [SessionFileName.main(stem)] + numbers.filter { $0 < current }.map { try SessionFileName.generation(stem, $0) }
    for name in names {
      guard let file = try openFile(name, in: place) else { continue }
      receipt.generations += 1
      var scan = FileScan(ids: IDCounter(mark: IDMark()))
      try scan.run(file)
      receipt.messages += scan.messages
    }
  }

  /// The operations that cannot be undone once the content of sessions is gone: one is undone in all its sessions, or not at all. Each
  /// session knows the last operation on it, and each operation the one before; others of its key have their own.
  private func irreversible(
    without sessions: [(stem: [UInt8], place: SharedDescriptor)], in directory: SharedDescriptor
  ) throws -> [OperationRecord.Mark] {
    if sessions.isEmpty { return [] }
    let records = try records(in: directory)
    var lost: Set<OperationID> = []
    for (stem, place) in sessions {
      let metadata = try readableMetadata(of: stem, in: place)
      var (next, seen) = (metadata.operation, Set<OperationID>())
      while let id = next, seen.insert(id).inserted {
        next = records.first { $0.id == id }?.subjects.first { $0.stem == stem }?.before
      }
      let returns = records.filter { record in
        record.action == .bringBack && record.subjects.contains { $0.stem == stem && $0.createdAt == metadata.createdAt }
      }
      lost.formUnion(seen)
      lost.formUnion(returns.map(\.id))
    }
    return records.filter { $0.state == .done && $0.isUndoable && $0.action != .delete && lost.contains($0.id) }
      .map { OperationRecord.Mark(id: $0.id, state: .purged) }
  }

  // MARK: - Removing

  /// Removes files below `.deleted`, what was just moved there among them; links are removed, not followed.
  func removeTargets(_ record: OperationRecord, in directory: SharedDescriptor) throws -> OperationRecord {
    var record = record
    var isWhole = true
    _ = try removeTemporaries(in: directory)
    for target in record.targets + (record.action == .delete ? [.init(id: record.id, stem: nil)] : []) {
      guard let place = try openTrash(target.id, in: directory) else { continue }
      if try !removeFiles(of: target.stem, in: place) { isWhole = false }
      if target.id != record.id { try refresh(target.id, in: place, directory) }
    }
    if record.action == .delete { record.subjects = [] }
    if !isWhole {
      record.state = .partial
      var receipt = PurgeReceipt(json: record.receipt, kind: record.kind, startedAt: record.startedAt)
      receipt.left = .files
      receipt.cause = WarrenError(
        .notRegularFile, "A directory lies among the files of deleted sessions, below \".deleted\"; it was left there.",
        remedy: "Remove it by hand: nothing of Warren's is in it.")
      record.receipt = receipt.json
    }
    return record
  }

  /// Current files last: while one is there, its session counts as kept. False where something is left.
  private func removeFiles(of stem: [UInt8]?, in place: SharedDescriptor) throws -> Bool {
    var names: [[UInt8]] = []
    var mains: [[UInt8]] = []
    var reader = try DirectoryReader(place)
    while let entry = try reader.next() {
      let name = Array(entry.name)
      switch SessionFileName(name) {
      case .session(let found): if stem.map({ $0 == found }) ?? true { mains.append(name) }
      case .generation(let found, _), .metadata(let found), .torn(let found): if stem.map({ $0 == found }) ?? true { names.append(name) }
      case .temporary, .openClawIndex, .other: if stem == nil, name != SessionFileName.record.bytes { names.append(name) }
      }
    }
    var isWhole = true
    for name in names + mains {
      do throws(SystemError) {
        try unlinkFile(name, in: place)
      } catch {
        if !error.isDirectory { throw error }
        isWhole = false
      }
    }
    if durability == .full { try place.sync() }
    return isWhole
  }

  func unlinkFile(_ name: [UInt8], in place: SharedDescriptor) throws(SystemError) {
    let name = try FilePath(bytes: name)
    do throws(SystemError) {
      try place.unlink(name)
    } catch {
      if error.isNotFound { return }
      // Linux says EISDIR, others EPERM.
      if try place.statusIfExists(of: name)?.kind == .directory {
        throw SystemError(code: SystemError.directoryCode, call: .unlink, path: name)
      }
      throw error
    }
  }

  /// Lets the record of a deletion say what is left of it.
  private func refresh(_ id: OperationID, in place: SharedDescriptor, _ directory: SharedDescriptor) throws {
    guard var known = try record(in: place) else {
      if let trash = try openTrash(in: directory) { try? trash.removeDirectory(FilePath(id.text)) }
      return
    }
    let left = Set(try DirectoryScan(place, path: path.bytes).sessions.map(\.stem))
    known.subjects.removeAll { !left.contains($0.stem) }
    if left.isEmpty, known.state != .undone { known.state = .purged }
    try AtomicFile.write(known.json, to: SessionFileName.record, in: place)
  }

  /// Leaves sessions that have just been reset with nothing but their new generation, and takes what was cut off them.
  func emptyAll(_ record: OperationRecord, in directory: SharedDescriptor) throws -> OperationRecord {
    let numbers = try formerNumbers(of: record.subjects.map(\.stem), in: directory)
    for subject in record.subjects {
      memory[subject.stem] = nil
      var metadata = try metadata(of: subject.stem, in: directory)
      metadata.closed = []
      metadata.records = []
      try write(metadata, of: key(of: subject), subject.stem, in: directory)
      for number in (numbers[subject.stem] ?? []).sorted() where number < metadata.generation {
        try unlinkIfExists(SessionFileName.generation(subject.stem, number), in: directory)
      }
    }
    if durability == .full { try directory.sync() }
    return try removeTargets(record, in: directory)
  }

  /// All files of the store, those of deleted sessions among them.
  func bytesOnDisk(in directory: SharedDescriptor) throws -> Int64 {
    var bytes = try DirectoryScan(directory, path: path.bytes).bytes
    guard let trash = try openTrash(in: directory) else { return bytes }
    for id in try operationIDs(in: trash) {
      if let place = try openTrash(id, in: directory) { bytes += try DirectoryScan(place, path: path.bytes).bytes }
    }
    return bytes
  }
}

extension OperationRecord {
  /// Whether it is a deletion of before that moment, whose sessions may be there still.
  fileprivate func isDeletion(before moment: Timestamp) -> Bool {
    (kind == .sessionDelete || kind == .expire) && !isPurge && state != .purged && (finishedAt ?? startedAt) < moment
  }
}

extension SystemError {
  static let directoryCode: CInt = 21

  fileprivate var isDirectory: Bool { code == Self.directoryCode }
}
