internal import Platform
internal import WarrenModel

/// What lies in a sessions directory, from one pass over its entries; no file is opened.
struct DirectoryScan {
  /// A session's current file.
  struct Entry {
    let key: SessionKey
    let stem: [UInt8]
    let status: FileStatus
  }

  private(set) var sessions: [Entry] = []
  /// Former generations by stem, ascending.
  private(set) var generations: [[UInt8]: [Int]] = [:]
  private(set) var metadata: Set<[UInt8]> = []
  private(set) var temporaries: [[UInt8]] = []
  private(set) var findings: [Finding] = []
  /// Of all files of the store.
  private(set) var bytes: Int64 = 0
  private(set) var isOpenClaw = false
  private let path: [UInt8]
  /// Files of former generations that have another name, which may be that of the current file.
  private var linked: [(stem: [UInt8], number: Int, file: FileIdentity)] = []

  init(_ directory: SharedDescriptor, path: [UInt8]) throws {
    self.path = path
    var reader = try DirectoryReader(directory)
    while let entry = try reader.next() {
      do throws(SystemError) {
        try add(entry, directory)
      } catch {
        // Gone meanwhile.
        if !error.isNotFound { throw error }
      }
    }
    dropSecondNames()
    for stem in generations.keys { generations[stem]?.sort() }
    dropTakenKeys()
  }

  private mutating func add(_ entry: DirectoryEntry, _ directory: SharedDescriptor) throws(SystemError) {
    let name = Array(entry.name)
    switch SessionFileName(name) {
    case .session(let stem):
      let status = try directory.status(of: entry)
      guard status.kind == .regular else { return refuse(name, status.kind) }
      guard let key = try? SessionKey(bytes: SessionStem.key(of: stem)) else { return }
      bytes += status.size
      sessions.append(Entry(key: key, stem: stem, status: status))
    case .generation(let stem, let number):
      let status = try directory.status(of: entry)
      guard status.kind == .regular else { return refuse(name, status.kind) }
      bytes += status.size
      generations[stem, default: []].append(number)
      if status.links > 1 { linked.append((stem, number, status.identity)) }
    case .metadata(let stem):
      let status = try directory.status(of: entry)
      guard status.kind == .regular else { return refuse(name, status.kind) }
      bytes += status.size
      metadata.insert(stem)
    case .temporary: temporaries.append(name)
    case .openClawIndex: isOpenClaw = true
    case .torn, .other: break
    }
  }

  private mutating func refuse(_ name: [UInt8], _ kind: FileKind) {
    findings.append(
      Finding(
        code: "not_a_regular_file", severity: .warning, subject: path + [0x2F] + name, evidence: "it is \(kind.words)",
        remedy: "Move it away; it was not opened."))
  }

  /// What an operation that was cut short, or is at work, has made of a current file is no former generation.
  private mutating func dropSecondNames() {
    if linked.isEmpty { return }
    let current = Dictionary(sessions.map { ($0.stem, $0.status) }, uniquingKeysWith: { first, _ in first })
    for (stem, number, file) in linked {
      guard let status = current[stem], status.identity == file else { continue }
      generations[stem]?.removeAll { $0 == number }
      bytes -= status.size
    }
  }

  /// A foreign name and our own for one key: ours is the session.
  private mutating func dropTakenKeys() {
    guard sessions.contains(where: { !SessionStem.isCanonical($0.stem) }) else { return }
    let stems = Set(sessions.map(\.stem))
    sessions.removeAll { entry in
      if SessionStem.isCanonical(entry.stem) || !stems.contains(SessionStem.stem(of: entry.key.bytes)) { return false }
      findings.append(
        Finding(
          code: "session_key_taken", severity: .warning, subject: path + [0x2F] + entry.stem + SessionFileName.suffix,
          evidence: "another file holds the session of this key", remedy: "Rename it if it is a session of its own."))
      return true
    }
  }
}

extension FileKind {
  fileprivate var words: String {
    switch self {
    case .regular: "a regular file"
    case .directory: "a directory"
    case .symbolicLink: "a symbolic link"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .other: "a device"
    }
  }
}
