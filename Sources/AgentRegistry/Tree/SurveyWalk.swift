internal import Platform
internal import WarrenModel

/// Fills a `TreeSurvey`, one directory after the other.
struct SurveyWalk: ~Copyable {
  private let readingHeaders: Bool
  /// The directories of each level that are still to be entered.
  private var descent: TreeDescent<[FilePath]>
  private var reader: DirectoryReader
  private var survey = TreeSurvey()

  init(_ top: SharedDescriptor, readingHeaders: Bool) throws(SystemError) {
    self.init(try TreeDescent(top: top, work: []), try DirectoryReader(top), readingHeaders)
  }

  // Apart from the one that throws, since a value that cannot be copied is made whole or not at all.
  private init(_ descent: TreeDescent<[FilePath]>, _ reader: consuming DirectoryReader, _ readingHeaders: Bool) {
    self.readingHeaders = readingHeaders
    self.descent = descent
    self.reader = reader
  }

  consuming func run() throws(SystemError) -> TreeSurvey {
    try readDirectory()
    while true {
      if let name = descent.work.popLast() {
        try visit(name)
      } else if try descent.leave() == nil {
        return survey
      }
    }
  }

  private mutating func visit(_ name: FilePath) throws(SystemError) {
    do throws(SystemError) {
      guard try descent.enter(name, work: []) else { return survey.mounts.append(try descent.path(of: name)) }
    } catch {
      if !error.isNotFound { try note(error, name) }
      return
    }
    do throws(SystemError) {
      try reader.restart(in: descent.current)
      try readDirectory()
    } catch { try note(error, nil) }
  }

  private mutating func note(_ error: SystemError, _ entry: FilePath?) throws(SystemError) {
    let path = try descent.path(of: entry)
    survey.unreadable.append((path, TreeErrors.translate(error, subject: path.bytes)))
  }

  /// Takes in the entries of the current directory; one of which nothing can be told makes the directory unreadable.
  private mutating func readDirectory() throws(SystemError) {
    var logged: [FilePath] = []
    var failure: SystemError?
    while let entry = try reader.next() {
      do throws(SystemError) {
        let status = try reader.status(of: entry)
        let name = try FilePath(bytes: Array(entry.name))
        try take(name, status, &logged)
      } catch { if !error.isNotFound { failure = error } }
    }
    for name in logged { try takeLogged(name) }
    if let failure { throw failure }
  }

  private mutating func take(_ name: FilePath, _ status: FileStatus, _ logged: inout [FilePath]) throws(SystemError) {
    if status.isOutside(descent.top) { return survey.mounts.append(try descent.path(of: name)) }
    if status.kind == .directory {
      survey.directories += 1
      return descent.work.append(name)
    }
    survey.files += 1
    guard status.kind == .regular else {
      if status.kind == .symbolicLink { survey.symbolicLinks += 1 }
      survey.allocated += status.allocated
      return
    }
    if survey.identities.insert(status.identity).inserted {
      survey.bytes += status.size
      survey.allocated += status.allocated
    }
    if status.links > 1 { survey.linkedIdentities.insert(status.identity) }
    if isDatabase(name, status) { try addDatabase(name) }
    if let base = DatabaseName.owner(ofLog: name) { logged.append(base) }
  }

  private func isDatabase(_ name: FilePath, _ status: FileStatus) -> Bool {
    // A file with another name may be a database of another agent, which this process has open.
    guard readingHeaders, status.links == 1 else { return DatabaseName.looksLikeOne(name) }
    if status.size < DatabaseName.header.count || DatabaseName.isSidecar(name) { return false }
    guard let file = try? descent.current.openRegular(name), let start = try? file.readBytes(DatabaseName.header.count, at: 0) else {
      return DatabaseName.looksLikeOne(name)
    }
    return start == DatabaseName.header
  }

  /// A database of any name, which has a write-ahead log beside it.
  private mutating func takeLogged(_ name: FilePath) throws(SystemError) {
    guard !DatabaseName.looksLikeOne(name), let status = try descent.current.statusIfExists(of: name) else { return }
    if status.kind == .regular, !readingHeaders || status.links > 1 { try addDatabase(name) }
  }

  private mutating func addDatabase(_ name: FilePath) throws(SystemError) {
    if descent.isShort(name) {
      survey.databases.append(try descent.path(of: name))
    } else {
      survey.unreachableDatabases += 1
    }
  }
}
