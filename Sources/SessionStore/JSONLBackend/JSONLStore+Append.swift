internal import Platform
package import WarrenModel

extension JSONLStore {
  package func append(_ request: AppendRequest) throws -> [Int64] {
    let results = try append(group: [request])
    return try results.first?.get() ?? []
  }

  package func append(group: [AppendRequest]) throws -> [Result<[Int64], WarrenError>] {
    if group.isEmpty { return [] }
    return try writing(making: true, else: []) { directory in
      var plans: [SessionKey: AppendPlan] = [:]
      var order: [AppendPlan] = []
      var results = group.enumerated().map { place, request -> Result<[Int64], WarrenError> in
        do {
          if plans[request.session] == nil {
            let plan = try self.plan(request, in: directory)
            plans[request.session] = plan
            order.append(plan)
          }
          guard let plan = plans[request.session] else { return .success([]) }
          let ids = try add(request, to: plan, in: directory)
          plan.requests.append(place)
          return .success(ids)
        } catch { return .failure(StoreErrors.translate(error, path: path.bytes)) }
      }
      for plan in order {
        do {
          try perform(plan, in: directory)
        } catch {
          memory[plan.session.stem] = nil
          let failure = StoreErrors.translate(error, path: path.bytes)
          for place in plan.requests { results[place] = .failure(failure) }
        }
      }
      if durability == .full, order.contains(where: \.isNew) { try directory.sync() }
      return results
    }
  }

  // MARK: - Looking

  private func plan(_ request: AppendRequest, in directory: SharedDescriptor) throws -> AppendPlan {
    while let session = try open(request.session, in: directory, .append) {
      if session.stem.count > SessionStem.longest { throw Self.tooLong(request.session) }
      let metadata = try metadata(of: session.stem, in: directory)
      let memory = try remember(session, metadata.mark)
      try refuseShared(session, metadata, in: directory)
      if try dropUnfinished(memory.last, of: session, metadata, in: directory) { continue }
      var known = memory.value
      // Lines of its request that went bad had ids.
      if let part = try UnfinishedRequest.missing(behind: memory.last, in: session.file, metadata.mark) {
        known.lastID += Int64(part.count - part.number)
      }
      return AppendPlan(session: session, isNew: false, metadata: metadata, memory: known, isTorn: memory.isTorn)
    }
    return try planNew(request, in: directory)
  }

  /// The ids of a file, and the lock on it, belong to one name: through two names messages would get the same ids.
  private func refuseShared(_ session: SessionFile, _ metadata: SessionMetadata, in directory: SharedDescriptor) throws {
    var names = session.status.links
    if names > 1 {
      // A reset that was cut short has left one of its own.
      let former = try directory.statusIfExists(of: SessionFileName.generation(session.stem, metadata.generation))
      if former?.identity == session.status.identity { names -= 1 }
    }
    if names > 1 {
      throw WarrenError(
        .targetShared, "The session's file has \(names) names (hard links); writing through more than one would give ids twice.",
        remedy: "Keep one of them: copy the file over the others, or remove them.", subject: session.key.bytes)
    }
  }

  private static func tooLong(_ key: SessionKey) -> WarrenError {
    WarrenError(
      .keyTooLong, "The file name for this session key would be longer than \(SessionStem.longest) bytes.", remedy: "Use a shorter key.",
      subject: Array(key.bytes.prefix(64)))
  }

  /// Makes the file of a new session, with what is known of it first: a crash in between leaves no session.
  private func planNew(_ request: AppendRequest, in directory: SharedDescriptor) throws -> AppendPlan {
    let stem = SessionStem.stem(of: request.session.bytes)
    if stem.count > SessionStem.longest { throw Self.tooLong(request.session) }
    // A body that cannot be written must not leave a session behind.
    for message in request.messages where message.body != nil || message.text.utf8.count > JSONLConfiguration.searchBatch {
      _ = try line(message, id: 1, of: request.session, stem, at: clock.now)
    }
    try sweepLeftovers(of: request.session, in: directory)
    var metadata = SessionMetadata()
    metadata.createdAt = clock.now
    metadata.origin = request.origin
    try write(metadata, of: request.session, stem, in: directory)
    let file = SharedDescriptor(try directory.openRegular(SessionFileName.main(stem), .append, creating: .exclusive))
    try file.changeMode(DefaultModes.file)
    let status = try file.status()
    try file.setModified(clock.now.nanoseconds)
    let session = SessionFile(key: request.session, stem: stem, file: file, status: status)
    let memory = FileMemory(identity: status.identity, offset: 0, fingerprint: [], lastID: 0, records: [:])
    return AppendPlan(session: session, isNew: true, metadata: metadata, memory: memory, isTorn: false)
  }

  /// The last id of a file and whether its last line is torn: from memory and what has come since, else from the file's end where all
  /// lines there name their ids, else from its begin.
  private func remember(_ session: SessionFile, _ mark: IDMark) throws -> (value: FileMemory, isTorn: Bool, last: LinePlace?) {
    let (file, status) = (session.file, session.status)
    if var known = memory[session.stem], try known.holds(for: file, status) {
      if known.offset == status.size { return (known, false, nil) }
      var scan = FileScan(ids: IDCounter(last: known.lastID, mark: mark), from: known.offset)
      var found: [IdempotencyRecord] = []
      try scan.run(file) { message in
        if known.records != nil, let record = message.record { found.append(record) }
        return .goOn
      }
      for record in found { known.records?[record.keyBytes] = record }
      known.lastID = scan.ids.last
      return (known, !scan.endsClean, scan.last)
    }
    var scan = try FileTail.scan(file, size: status.size, mark: mark) ?? FileScan(ids: IDCounter(mark: mark))
    if scan.end == 0 { try scan.run(file) }
    let memory = FileMemory(identity: status.identity, offset: status.size, fingerprint: [], lastID: scan.ids.last, records: nil)
    return (memory, !scan.endsClean, scan.last)
  }

  /// Cuts off a request that a crash cut short, and keeps the bytes aside; whether there was one. Under the lock no other writer of ours is
  /// at work on it. Its ids are not given again.
  private func dropUnfinished(
    _ last: LinePlace?, of session: SessionFile, _ metadata: SessionMetadata, in directory: SharedDescriptor
  ) throws -> Bool {
    guard let found = try UnfinishedRequest.find(behind: last, in: session.file, metadata.mark) else { return false }
    let (size, trash) = (session.status.size, try makeTrash(.random(), in: directory))
    try AtomicFile.write(SessionFileName.torn(session.stem), in: trash) {
      try FileEdit.copy(session.file, found.start..<size, into: &$0)
    }
    let edits = try lastMessage(of: session, metadata.mark).1.filter { $0.range.lowerBound < found.start }
    let all = edits + [FileEdit(range: found.start..<size, bytes: [])]
    var metadata = metadata
    metadata.mark = IDMark(id: max(metadata.mark.id, found.lastID), offset: FileEdit.moved(size, by: all))
    try write(metadata, of: session.key, session.stem, in: directory)
    do {
      try rewrite(session, all, modified: session.status.modified, in: directory)
    } catch is FileChanged {
      // Another program went on from there: to be looked at again.
    }
    return true
  }

  // MARK: - Planning

  private func add(_ request: AppendRequest, to plan: AppendPlan, in directory: SharedDescriptor) throws -> [Int64] {
    var stamp: (key: String, digest: [UInt8], count: Int)?
    if let key = request.idempotencyKey {
      let digest = request.digest
      if let earlier = try records(of: plan, in: directory)[Array(key.utf8)] {
        guard earlier.digest == digest else {
          throw WarrenError(
            .idempotencyConflict, "This idempotency key was used for other content in this session.",
            remedy: "Use a new key for new content.", subject: Array(key.utf8))
        }
        return earlier.ids
      }
      stamp = (key, digest, request.messages.count)
    }
    let now = clock.now
    let ids = request.messages.indices.map { plan.nextID + Int64($0) }
    var lines: [UInt8] = []
    for (offset, message) in request.messages.enumerated() {
      lines += try line(
        message, id: ids[offset], of: plan.session.key, plan.session.stem, at: now, idempotency: offset == ids.count - 1 ? stamp : nil,
        part: ids.count > 1 ? LinePart(number: offset + 1, count: ids.count) : nil)
      lines.append(0x0A)
    }
    plan.lines += lines
    plan.nextID += Int64(ids.count)
    plan.activity = (request.messages.compactMap { $0.time.at(now) } + [plan.activity].compactMap { $0 }).max()
    if let stamp, let first = ids.first {
      let record = IdempotencyRecord(key: stamp.key, digest: stamp.digest, firstID: first, count: stamp.count)
      plan.memory.records?[record.keyBytes] = record
    }
    let merged = plan.metadata.origin.merged(request.origin)
    if !merged.hasBytes(of: plan.metadata.origin) {
      plan.metadata.origin = merged
      plan.metadataChanged = true
    }
    return ids
  }

  func line(
    _ message: NewMessage, id: Int64, of key: SessionKey, _ stem: [UInt8], at now: Timestamp,
    idempotency: (key: String, digest: [UInt8], count: Int)? = nil, part: LinePart? = nil
  ) throws -> [UInt8] {
    let stamp = LineWriter.Stamp(
      id: id, at: message.time.at(now), key: SessionFile.keyInLines(key, stem), idempotency: idempotency, part: part)
    return try LineWriter.line(role: message.role, text: message.text, body: message.body, stamp)
  }

  /// Requests with idempotency keys of all generations: those whose lines are gone, then those in the lines. Read once, then kept.
  private func records(of plan: AppendPlan, in directory: SharedDescriptor) throws -> [[UInt8]: IdempotencyRecord] {
    if let records = plan.memory.records { return records }
    var records: [[UInt8]: IdempotencyRecord] = [:]
    for record in plan.metadata.records { records[record.keyBytes] = record }
    let stem = plan.session.stem
    for closed in plan.metadata.closed {
      guard let file = try openFile(SessionFileName.generation(stem, closed.number), in: directory) else { continue }
      try Self.collect(from: file, closed.mark, into: &records)
    }
    try Self.collect(from: plan.session.file, plan.metadata.mark, into: &records)
    plan.memory.records = records
    return records
  }

  private static func collect(
    from file: SharedDescriptor, _ mark: IDMark, into records: inout [[UInt8]: IdempotencyRecord]
  ) throws {
    var found: [IdempotencyRecord] = []
    var scan = FileScan(ids: IDCounter(mark: mark))
    try scan.run(file) { message in
      if let record = message.record { found.append(record) }
      return .goOn
    }
    for record in found where records[record.keyBytes] == nil { records[record.keyBytes] = record }
  }

  // MARK: - Writing

  private func perform(_ plan: AppendPlan, in directory: SharedDescriptor) throws {
    if plan.metadataChanged { try write(plan.metadata, of: plan.session.key, plan.session.stem, in: directory) }
    let file = plan.session.file
    if plan.lines.isEmpty {
      if plan.isNew, durability == .full { try file.sync() }
      return
    }
    let size = plan.session.status.size
    let content = plan.isTorn ? [0x0A] + plan.lines : plan.lines
    do {
      try file.write(content)
      let before = plan.isNew ? Int64.min : plan.session.status.modified
      try file.setModified(max(before, (plan.activity ?? (plan.isNew ? clock.now : nil))?.nanoseconds ?? before))
      if durability == .full { try file.sync() }
    } catch {
      // Nothing of the group stays: neither half a line nor lines that nobody was told of.
      if let now = try? file.status().size, now > size, now <= size + Int64(content.count) { try? file.truncate(to: size) }
      if plan.isNew, let name = try? SessionFileName.main(plan.session.stem), let other = try? SessionFileName.metadata(plan.session.stem) {
        try? directory.unlink(name)
        try? directory.unlink(other)
      }
      throw error
    }
    plan.memory.offset = size + Int64(content.count)
    plan.memory.fingerprint = Array(content.suffix(JSONLConfiguration.fingerprint))
    plan.memory.lastID = plan.nextID - 1
    if memory.count >= JSONLConfiguration.remembered { memory = [:] }
    memory[plan.session.stem] = plan.memory
  }
}

extension SessionOrigin {
  /// Whether all texts have the same bytes: `==` takes `é` in one character and in two for the same.
  func hasBytes(of other: SessionOrigin) -> Bool {
    [channel, room, sender].map { $0.map { Array($0.utf8) } }
      == [other.channel, other.room, other.sender].map { $0.map { Array($0.utf8) } }
  }

  /// Fields that are set replace unknown and older ones.
  func merged(_ other: SessionOrigin) -> SessionOrigin {
    SessionOrigin(channel: other.channel ?? channel, room: other.room ?? room, sender: other.sender ?? sender)
  }
}
