internal import Platform
internal import WarrenModel

extension JSONLStore {
  /// The stem of a session's file; nil where there is no such session.
  func stem(of key: SessionKey, in directory: SharedDescriptor) throws -> [UInt8]? {
    try stems(of: key).first { try isThere($0, in: directory) }
  }

  /// The stems that files of a key can have: our own, and that of a foreign file, whose name we would not write: the key is its name.
  func stems(of key: SessionKey) -> [[UInt8]] {
    let own = SessionStem.stem(of: key.bytes)
    let isForeign = key.bytes != own && !SessionStem.isCanonical(key.bytes) && !key.bytes.contains(0x2F) && !key.bytes.contains(0)
    guard isForeign, SessionFileName(key.bytes + SessionFileName.suffix) == .session(stem: key.bytes) else { return [own] }
    return [own, key.bytes]
  }

  private func isThere(_ stem: [UInt8], in directory: SharedDescriptor) throws -> Bool {
    if stem.count + SessionFileName.suffix.count > SessionFileName.longest { return false }
    return try directory.statusIfExists(of: SessionFileName.main(stem)) != nil
  }

  /// A session's file, open; nil where there is no such session.
  /// - Throws: `not_a_regular_file`, `foreign_store` for a transcript of OpenClaw.
  func open(_ key: SessionKey, in directory: SharedDescriptor, _ access: FileAccess = .read) throws -> SessionFile? {
    guard let stem = try stem(of: key, in: directory) else { return nil }
    return try open(key, stem, in: directory, access)
  }

  func open(_ key: SessionKey, _ stem: [UInt8], in directory: SharedDescriptor, _ access: FileAccess = .read) throws -> SessionFile? {
    guard let file = try openFile(SessionFileName.main(stem), in: directory, access) else { return nil }
    if try OpenClawFile.isOne(file) {
      throw WarrenError(
        .foreignStore, "The file is a transcript of OpenClaw.", remedy: "Import it with \"warren import\", which a later version brings.",
        subject: try path.appending(stem + SessionFileName.suffix).bytes)
    }
    return SessionFile(key: key, stem: stem, file: file, status: try file.status())
  }

  /// A regular file; nil where it is gone.
  func openFile(_ name: FilePath, in directory: SharedDescriptor, _ access: FileAccess = .read) throws -> SharedDescriptor? {
    do throws(SystemError) {
      return SharedDescriptor(try directory.openRegular(name, access))
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// The same, or `session_unknown`.
  func known(_ key: SessionKey, in directory: SharedDescriptor?, _ access: FileAccess = .read) throws -> SessionFile {
    guard let directory, let session = try open(key, in: directory, access) else { throw WarrenError.unknownSession(key) }
    return session
  }

  /// Whether a generation is closed and kept. One that is still the current file, since a reset was cut short, is not.
  func isClosed(_ generation: Int, of stem: [UInt8], in directory: SharedDescriptor) throws -> Bool {
    let name = try SessionFileName.generation(stem, generation)
    if name.bytes.count > SessionFileName.longest { return false }
    guard let status = try directory.statusIfExists(of: name), status.kind == .regular else { return false }
    return try status.links == 1 || directory.statusIfExists(of: SessionFileName.main(stem))?.identity != status.identity
  }

  /// What is known of a session; defaults where there is no such file, and `isDamaged` where it cannot be understood.
  func recordedMetadata(of stem: [UInt8], in directory: SharedDescriptor) throws -> (value: SessionMetadata, isDamaged: Bool) {
    let name = try SessionFileName.metadata(stem)
    if name.bytes.count > SessionFileName.longest { return (SessionMetadata(), false) }
    let file: SharedDescriptor
    do throws(SystemError) {
      file = SharedDescriptor(try directory.openRegular(name))
    } catch {
      if error.isNotFound { return (SessionMetadata(), false) }
      if error.isNotRegularFile || error.isSymbolicLink { return (SessionMetadata(), true) }
      throw error
    }
    guard let value = SessionMetadata(json: try file.readToEnd()) else { return (SessionMetadata(), true) }
    return (value, false)
  }

  /// The same with the generation that the files tell, and the mark that belongs to it: a reset may have been cut short.
  func metadata(of stem: [UInt8], in directory: SharedDescriptor) throws -> SessionMetadata {
    var (value, isDamaged) = try recordedMetadata(of: stem, in: directory)
    if isDamaged {
      // The names tell the rest; numbers may be missing among them.
      let numbers = try formerNumbers(of: [stem], in: directory)[stem] ?? []
      if let last = try numbers.filter({ try isClosed($0, of: stem, in: directory) }).max() { value.generation = last }
    }
    while try isClosed(value.generation, of: stem, in: directory) {
      if let file = try openFile(SessionFileName.generation(stem, value.generation), in: directory) {
        var scan = FileScan(ids: IDCounter(mark: value.mark))
        try scan.run(file)
        value.close(lastID: scan.ids.last, at: nil)
      } else {
        value.close(lastID: 0, at: nil)
      }
    }
    return value
  }

  func write(_ metadata: SessionMetadata, of key: SessionKey, _ stem: [UInt8], in directory: SharedDescriptor) throws {
    try AtomicFile.write(metadata.json(key: key.bytes), to: SessionFileName.metadata(stem), in: directory)
  }
}
