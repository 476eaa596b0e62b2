internal import Platform
package import WarrenModel

extension JSONLStore {
  package func exists(_ key: SessionKey) throws -> Bool {
    try translating {
      do {
        guard let directory = try directory() else { return false }
        return try open(key, in: directory) != nil
      } catch let error as SystemError where error.isNotRegularFile || error.isSymbolicLink {
        return false
      } catch let error as WarrenError where error.code == .foreignStore {
        return false
      }
    }
  }

  package func session(_ key: SessionKey) throws -> SessionSummary? {
    try translating {
      do {
        guard let directory = try directory(), let session = try open(key, in: directory) else { return nil }
        return try summary(of: session, try metadata(of: session.stem, in: directory))
      } catch let error as SystemError where error.isNotRegularFile || error.isSymbolicLink {
        return nil
      } catch let error as WarrenError where error.code == .foreignStore {
        return nil
      }
    }
  }

  func summary(of session: SessionFile, _ metadata: SessionMetadata) throws -> SessionSummary {
    SessionSummary(
      key: session.key, name: metadata.name, state: metadata.state, createdAt: metadata.createdAt, lastActivity: session.lastActivity,
      messageCount: try Self.count(session.file, metadata.mark), generation: metadata.generation, origin: metadata.origin)
  }

  /// A session whose file cannot be read for want of permission is listed with what is known and no messages: it is not hidden, `summary`
  /// reports it, and its history throws `denied`.
  package func list(_ query: SessionQuery) throws -> SessionPage {
    try translating {
      guard let (directory, content) = try scan() else { return SessionPage(sessions: [], next: nil) }
      let wanted = query.limit.map { $0 + 1 } ?? .max
      let cursor = query.cursor
      let least = cursor.map { $0.lastActivity?.milliseconds ?? -.max } ?? .max
      var sessions: [SessionSummary] = []
      for entry in content.newestFirst {
        if sessions.count >= wanted { break }
        let activity = entry.status.lastActivity.milliseconds
        if activity > least || (activity == least && cursor.map { entry.key < $0.key } ?? false) { continue }
        guard let metadata = try listed(entry, query, in: directory) else { continue }
        let isCursor = cursor.map { $0.key == entry.key && $0.lastActivity == entry.status.lastActivity } ?? false
        if !isCursor {
          guard let summary = try listed(entry, metadata, in: directory) else { continue }
          sessions.append(summary)
        }
        if query.generations {
          let below = isCursor ? cursor?.generation ?? metadata.generation : metadata.generation
          let numbers = (content.generations[entry.stem] ?? []).filter { $0 < min(below, metadata.generation) }
          sessions += try former(numbers.reversed(), of: entry, metadata, in: directory)
        }
      }
      let page = query.limit.map { Array(sessions.prefix($0)) } ?? sessions
      return SessionPage(sessions: page, next: page.count < sessions.count ? page.last.map { ListCursor(after: $0) } : nil)
    }
  }

  /// What is known of a session that the query wants; nil for one that it does not.
  private func listed(_ entry: DirectoryScan.Entry, _ query: SessionQuery, in directory: SharedDescriptor) throws -> SessionMetadata? {
    let metadata = try readableMetadata(of: entry.stem, in: directory)
    return query.takes(entry.key, name: metadata.name, state: metadata.state, origin: metadata.origin) ? metadata : nil
  }

  /// nil for a file that is gone meanwhile or is no session.
  private func listed(_ entry: DirectoryScan.Entry, _ metadata: SessionMetadata, in directory: SharedDescriptor) throws -> SessionSummary? {
    var count = 0
    do {
      guard let session = try openListed(entry, in: directory) else { return nil }
      count = try Self.count(session.file, metadata.mark)
    } catch let error as SystemError where error.isPermission {}
    return SessionSummary(
      key: entry.key, name: metadata.name, state: metadata.state, createdAt: metadata.createdAt, lastActivity: entry.status.lastActivity,
      messageCount: count, generation: metadata.generation, origin: metadata.origin)
  }

  private static func count(_ file: SharedDescriptor, _ mark: IDMark) throws -> Int {
    var scan = FileScan(ids: IDCounter(mark: mark))
    try scan.run(file)
    return scan.messages
  }

  /// What is known of a session, for looks at many of them; defaults where it may not be read.
  func readableMetadata(of stem: [UInt8], in directory: SharedDescriptor) throws -> SessionMetadata {
    do {
      return try metadata(of: stem, in: directory)
    } catch let error as SystemError where error.isPermission { return SessionMetadata() }
  }

  /// The same as `openListed`; nil also where the file, or what is known of the session, may not be read.
  func openReadable(_ entry: DirectoryScan.Entry, in directory: SharedDescriptor) throws -> SessionFile? {
    do {
      _ = try metadata(of: entry.stem, in: directory)
      return try openListed(entry, in: directory)
    } catch let error as SystemError where error.isPermission { return nil }
  }

  /// nil for a file that is gone meanwhile or is no session.
  func openListed(_ entry: DirectoryScan.Entry, in directory: SharedDescriptor) throws -> SessionFile? {
    do {
      return try open(entry.key, entry.stem, in: directory)
    } catch let error as WarrenError where error.code == .foreignStore {
      return nil
    } catch let error as SystemError where error.isNotRegularFile || error.isSymbolicLink {
      return nil
    }
  }

  /// Former generations. They carry the activity of their session, so that a page can go on behind each.
  func former(
    _ numbers: [Int], of entry: DirectoryScan.Entry, _ metadata: SessionMetadata, in directory: SharedDescriptor
  ) throws -> [SessionSummary] {
    try numbers.compactMap { number in
      var count = 0
      do {
        guard let file = try openFile(SessionFileName.generation(entry.stem, number), in: directory) else { return nil }
        count = try Self.count(file, metadata.mark(of: number))
      } catch let error as SystemError where error.isPermission {}
      return SessionSummary(
        key: entry.key, name: metadata.name, createdAt: metadata.closed.last { $0.number == number }?.createdAt,
        lastActivity: entry.status.lastActivity, messageCount: count, generation: number, archived: true, origin: metadata.origin)
    }
  }

  package func running() throws -> [SessionSummary] { try running(startedBefore: nil) }

  package func stuck(startedBefore moment: Timestamp) throws -> [SessionSummary] { try running(startedBefore: moment) }

  private func running(startedBefore moment: Timestamp?) throws -> [SessionSummary] {
    try translating {
      guard let (directory, content) = try scan() else { return [] }
      var found: [(Timestamp?, SessionSummary)] = []
      for entry in content.sessions where content.metadata.contains(entry.stem) {
        let metadata = try readableMetadata(of: entry.stem, in: directory)
        guard case .running(let turn) = metadata.state else { continue }
        if let moment, let start = turn.startedAt, start >= moment { continue }
        if let summary = try listed(entry, metadata, in: directory) { found.append((turn.startedAt, summary)) }
      }
      // An unknown start may be the longest ago.
      return found.sorted { ($0.0?.milliseconds ?? .min) < ($1.0?.milliseconds ?? .min) }.map(\.1)
    }
  }

  package func setName(_ name: String?, of key: SessionKey) throws -> SessionSummary {
    let blank = name?.unicodeScalars.allSatisfy { $0.properties.isWhitespace } ?? true
    return try changing(key) { $0.name = blank ? nil : name }
  }

  package func setState(_ state: SessionState, of key: SessionKey) throws -> SessionSummary {
    var state = state
    if case .running(let turn) = state {
      state = .running(Turn(id: turn.id, startedAt: turn.startedAt ?? clock.now, owner: turn.owner))
    }
    return try changing(key) { $0.state = state }
  }

  private func changing(_ key: SessionKey, _ change: (inout SessionMetadata) -> Void) throws -> SessionSummary {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      let session = try known(key, in: directory)
      let before = try metadata(of: session.stem, in: directory)
      var after = before
      change(&after)
      // As bytes: two names that are equal as texts may be written differently.
      if after.json(key: key.bytes) != before.json(key: key.bytes) { try write(after, of: key, session.stem, in: directory) }
      return try summary(of: session, after)
    }
  }
}

extension DirectoryScan {
  /// The newest activity first, then by key.
  var newestFirst: [Entry] {
    sessions.sorted {
      let (left, right) = ($0.status.lastActivity, $1.status.lastActivity)
      return left == right ? $0.key < $1.key : left > right
    }
  }
}
