internal import SessionStore
package import WarrenModel

/// A store of another program, or several that lie side by side as one: read, never written.
///
/// Keys are the union of the sources; of two sessions with one key the newer activity wins, in a tie the first source. Ids of messages are
/// their places in the history of their generation, from 1. It is good for one visit: what it has listed it keeps. A source that cannot be
/// read is in `failures`, and the others answer; where none can be read, and where a session may be in such a one, its error is thrown.
package final class ForeignStore: SessionBackend {
  /// One session and who has it.
  struct Entry {
    let session: ForeignSession
    let source: any ForeignSource
  }

  package let backend: Backend
  let sources: [any ForeignSource]
  let path: RawPath
  let bytes: Int64
  let owners: ((ForeignSession) -> Bool)?
  private var listed: [Entry]?
  /// Of those that lost to another source: one problem each.
  private(set) var superseded: [ForeignProblem] = []
  private var index: ScratchIndex?

  /// Sources that could not be read, known after the first call.
  package private(set) var failures: [WarrenError] = []

  /// - Parameters:
  ///   - sources: used by this store alone, while what lends them their connection or directory lasts.
  ///   - backend: the kind of the first one.
  ///   - path: of the store, for errors and findings.
  ///   - bytes: of its files, as the caller has counted them.
  ///   - owners: which sessions to show, where several agents share the store; nil for all.
  package init(
    sources: [any ForeignSource], backend: Backend, path: RawPath, bytes: Int64 = 0, owners: ((ForeignSession) -> Bool)? = nil
  ) {
    self.sources = sources
    self.backend = backend
    self.path = path
    self.bytes = bytes
    self.owners = owners
  }

  package func close() throws {
    listed = nil
    let index = index
    self.index = nil
    try translating { try index?.close() }
  }

  // MARK: - Looking

  /// All sessions shown, the newest activity first, unknown times last, then by key.
  func entries() throws -> [Entry] {
    if let listed { return listed }
    var union: [SessionKey: Entry] = [:]
    var (failures, lost) = ([WarrenError](), [ForeignProblem]())
    for source in sources {
      guard let sessions = try read(source, { try $0.sessions() }, &failures) else { continue }
      for session in sessions {
        let entry = Entry(session: session, source: source)
        guard let other = union[session.key] else {
          union[session.key] = entry
          continue
        }
        union[session.key] = Self.newer(other, entry)
        lost.append(ForeignProblem(code: "duplicate_key", severity: .warning, path: path, key: session.key.bytes))
      }
    }
    let shown = union.values.filter { owners?($0.session) ?? true }
    let sorted = shown.sorted { left, right in
      let (first, second) = (left.session.order, right.session.order)
      return first == second ? left.session.key < right.session.key : first > second
    }
    (self.failures, superseded, listed) = (failures, lost, sorted)
    return sorted
  }

  /// One session shown; nil where there is none.
  func entry(_ key: SessionKey) throws -> Entry? {
    if let listed {
      if let found = listed.first(where: { $0.session.key == key }) { return found }
      if let failure = failures.first { throw failure }
      return nil
    }
    var found: Entry?
    var failures: [WarrenError] = []
    for source in sources {
      let session = try read(source, { try Self.session(key, in: $0) }, &failures) ?? nil
      guard let session else { continue }
      let entry = Entry(session: session, source: source)
      found = found.map { Self.newer($0, entry) } ?? entry
    }
    if found == nil, let failure = failures.first { throw failure }
    self.failures = failures
    return found.flatMap { owners?($0.session) ?? true ? $0 : nil }
  }

  /// The same, or `session_unknown`.
  func known(_ key: SessionKey) throws -> Entry {
    guard let entry = try entry(key) else { throw WarrenError.unknownSession(key) }
    return entry
  }

  private static func session(_ key: SessionKey, in source: any ForeignSource) throws -> ForeignSession? {
    if let source = source as? any ForeignStoreLookup { return try source.session(key) }
    return try source.sessions().first { $0.key == key }
  }

  private static func newer(_ first: Entry, _ second: Entry) -> Entry {
    second.session.order > first.session.order ? second : first
  }

  /// nil where the source cannot be read and others may be; what may pass, and what is the only source's, is thrown.
  private func read<T>(
    _ source: any ForeignSource, _ body: (any ForeignSource) throws -> T, _ failures: inout [WarrenError]
  ) throws -> T? {
    do {
      return try body(source)
    } catch {
      let error = StoreErrors.translate(error, path: path.bytes)
      if [ErrorCode.busy, .interrupted, .closed].contains(error.code) { throw error }
      failures.append(error)
      if failures.count == sources.count, let first = failures.first { throw first }
      return nil
    }
  }

  // MARK: - Parts

  func translating<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw StoreErrors.translate(error, path: path.bytes) }
  }

  func scratch() throws -> ScratchIndex {
    if let index { return index }
    let made = try ScratchIndex()
    index = made
    return made
  }
}

extension ForeignSession {
  /// The place of its last activity among others; an unknown one is the earliest.
  var order: Int64 { lastActivity?.milliseconds ?? -.max }

  /// Messages of a generation; nil where there is no such one.
  func count(of number: Int) -> Int? {
    number == generation ? messageCount : former.first { $0.number == number }?.messageCount
  }

  var summary: SessionSummary {
    SessionSummary(
      key: key, name: name, state: state, createdAt: createdAt, lastActivity: lastActivity, messageCount: messageCount,
      generation: generation, origin: origin)
  }
}
