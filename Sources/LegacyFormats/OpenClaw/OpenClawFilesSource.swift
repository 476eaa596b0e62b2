package import Platform
internal import SessionStore
package import WarrenModel

/// OpenClaw's sessions in files: `sessions/sessions.json` of an agent directory and the transcripts beside it.
///
/// Everything is opened below the agent's directory, without following links, regular files only. Locks, files that were being written and
/// packed archives are never read. Of a transcript one line is in memory; the tree of its entries costs memory for its forks only.
package final class OpenClawFilesSource: ForeignSource {
  /// Where a source lies and what is known beside it.
  package struct Place: Sendable {
    /// The agent directory; the folder is below it.
    package let directory: SharedDescriptor
    /// `sessions`, or `.` where the directory itself holds the files.
    package let folder: FilePath
    /// The name of the store: `sessions.json` unless OpenClaw was configured otherwise.
    package let store: FilePath
    package let keys: OpenClawKeys
    /// The agent directory in problems, such as `agents/ops`; empty for the root itself.
    package let path: RawPath
    /// The agent directory as an absolute path, where it is known: entries that name their file by it are at home.
    package let absolutePath: [UInt8]?
    /// Whether it is the store of the time before agents, `<root>/sessions/sessions.json`: its newest direct conversation becomes the main
    /// session where it has none.
    package let isBeforeAgents: Bool
    package let database: OpenClawDatabaseFacts

    package init(
      directory: SharedDescriptor, folder: FilePath = "sessions", store: FilePath = "sessions.json", keys: OpenClawKeys, path: RawPath,
      absolutePath: [UInt8]? = nil, isBeforeAgents: Bool = false, database: OpenClawDatabaseFacts = OpenClawDatabaseFacts()
    ) {
      self.directory = directory
      self.folder = folder
      self.store = store
      self.keys = keys
      self.path = path
      self.absolutePath = absolutePath
      self.isBeforeAgents = isBeforeAgents
      self.database = database
    }
  }

  package let label = "OpenClaw sessions.json"
  package var problems: [ForeignProblem] { found.all }

  let place: Place
  let now: Timestamp
  private let salvages: Bool
  var found = OpenClawProblems()
  /// What was read of a transcript, by its name.
  var scans: [[UInt8]: OpenClawTranscript] = [:]
  /// Files that some session is made of.
  var used: Set<[UInt8]> = []
  /// Of the last `sessions()`.
  private(set) var knownIDs: Set<[UInt8]> = []
  private(set) var knownKeys: Set<[UInt8]> = []
  private(set) var wasListed = false
  private var branch: (file: FileIdentity, size: Int64, modified: Int64, branch: OpenClawBranch)?

  /// - Parameters:
  ///   - now: times beyond it are reported.
  ///   - salvages: whether a store that was cut off is read as far as its entries are whole, with the problem `store_truncated`; else it is
  ///     refused.
  package init(_ place: Place, now: Timestamp, salvages: Bool = false) {
    self.salvages = salvages
    self.place = place
    self.now = now
  }

  package func sessions() throws -> [ForeignSession] {
    found = OpenClawProblems()
    (scans, used, knownIDs, knownKeys, wasListed) = ([:], [], [], [], true)
    do {
      let directory = try openDirectory()
      let files = try OpenClawListing(directory)
      let store = try OpenClawStoreFile(place.store, in: directory, path: shown(storeName), salvaging: salvages)
      if let cutAt = store.cutAt { found.add(truncated: RawPath(bytes: shown(storeName)), at: cutAt) }
      let settled = OpenClawClaim.settle(claims(store))
      knownKeys = Set(settled.map(\.winner.canonical))
      for (winner, losers) in settled { knownIDs.formUnion(([winner] + losers).compactMap(\.entry.sessionID)) }
      var reading = Reading(directory: directory, files: files)
      // All that are current are known before what is former is shared out.
      let drafts = settled.map { draft($0.winner, $0.losers, files) }
      let sessions = try drafts.map { try session($0, &reading) }
      reportRest(files)
      return sessions
    } catch { throw StoreErrors.translate(error, path: shown("")) }
  }

  package func messages(
    of session: ForeignSession, generation: Int?, after ordinal: Int64, _ body: (ForeignMessage) throws -> StreamFlow
  ) throws {
    let names = session.locator.split(separator: 0x2F, omittingEmptySubsequences: false).map(Array.init)
    guard let wanted = session.place(of: generation), names.indices.contains(wanted) else {
      throw WarrenError(
        .generationUnknown, "The session has no such generation.", remedy: "List its generations.", subject: session.key.bytes)
    }
    if names[wanted].isEmpty { return }
    let file: SharedDescriptor
    do {
      file = try open(names[wanted], in: openDirectory())
    } catch { throw StoreErrors.translate(error, path: shown(names[wanted])) }
    do {
      let records = OpenClawFileRecords(file: file)
      try OpenClawMessages.deliver(records, branch: branch(of: records), after: ordinal, body)
    } catch let error as SystemError { throw StoreErrors.translate(error, path: shown(names[wanted])) }
  }

  /// The active branch; that of the last file is kept, since histories are read in pages.
  private func branch(of records: OpenClawFileRecords) throws -> OpenClawBranch {
    let status = try records.file.status()
    if let branch, branch.file == status.identity, branch.size == status.size, branch.modified == status.modified { return branch.branch }
    let made = try OpenClawMessages.branch(records)
    branch = (status.identity, status.size, status.modified, made)
    return made
  }

  func openDirectory() throws -> SharedDescriptor {
    let path = shown("")
    guard let status = try place.directory.statusIfExists(of: place.folder) else {
      throw WarrenError(.storeAbsent, "There is no sessions directory.", subject: path)
    }
    guard status.kind == .directory else {
      throw WarrenError(
        .notRegularFile, "What stands in the place of the sessions directory is none.", remedy: "Move it away.", subject: path)
    }
    return SharedDescriptor(try place.directory.openDirectory(place.folder))
  }

  func open(_ name: [UInt8], in directory: SharedDescriptor) throws -> SharedDescriptor {
    SharedDescriptor(try directory.openRegular(FilePath(bytes: name)))
  }

  /// The path of a file in the folder, of that itself for an empty name.
  func shown(_ name: [UInt8]) -> [UInt8] {
    let folder = place.folder == "." ? [] : place.folder.bytes
    return Array([place.path.bytes, folder, name].filter { !$0.isEmpty }.joined(separator: [0x2F]))
  }

  func shown(_ name: String) -> [UInt8] { shown(Array(name.utf8)) }

  var storeName: [UInt8] { place.store.bytes }

  func report(_ code: String, _ name: [UInt8], _ severity: Finding.Severity = .warning, key: [UInt8]? = nil) {
    found.add(code, severity, RawPath(bytes: shown(name)), key: key)
  }
}
