internal import Platform
internal import WarrenModel

extension JSONLStore {
  package func compact() throws -> Int64 {
    try writing(else: 0) { directory in
      let content = try DirectoryScan(directory, path: path.bytes)
      var freed = try removeTemporaries(in: directory)
      for entry in content.sessions {
        guard let session = try openReadable(entry, in: directory) else { continue }
        freed += try compact(session, in: directory)
      }
      return freed
    }
  }

  /// Removes what writers that died have left, here and below `.deleted`: under the lock nobody is writing it. Returns the bytes freed.
  func removeTemporaries(in directory: SharedDescriptor) throws -> Int64 {
    var freed = try removeTemporaries(at: directory)
    guard let trash = try openTrash(in: directory) else { return freed }
    freed += try removeTemporaries(at: trash)
    for id in try operationIDs(in: trash) {
      if let place = try openTrash(id, in: directory) { freed += try removeTemporaries(at: place) }
    }
    return freed
  }

  private func removeTemporaries(at place: SharedDescriptor) throws -> Int64 {
    var names: [[UInt8]] = []
    var reader = try DirectoryReader(place)
    while let entry = try reader.next() { if AtomicFile.isTemporaryName(Array(entry.name)) { names.append(Array(entry.name)) } }
    var freed: Int64 = 0
    for name in names {
      guard let status = try place.statusIfExists(of: FilePath(bytes: name)), status.kind != .directory else { continue }
      freed += status.size
      try unlinkFile(name, in: place)
    }
    return freed
  }

  private func compact(_ session: SessionFile, in directory: SharedDescriptor) throws -> Int64 {
    var edits: [FileEdit] = []
    var scan = FileScan(ids: IDCounter(mark: IDMark()))
    try scan.run(session.file, onSkipped: { edits.append(FileEdit($0, size: session.status.size)) })
    if edits.isEmpty { return 0 }
    var metadata = try metadata(of: session.stem, in: directory)
    if let last = scan.last, try UnfinishedRequest.missing(behind: last, in: session.file, metadata.mark) != nil {
      // What follows tells that the request was whole once.
      edits.removeAll { $0.range.lowerBound > last.offset }
      if edits.isEmpty { return 0 }
    }
    let offset = FileEdit.moved(metadata.mark.offset, by: edits)
    if offset != metadata.mark.offset {
      metadata.mark.offset = offset
      try write(metadata, of: session.key, session.stem, in: directory)
    }
    do {
      try rewrite(session, edits, modified: session.status.modified, in: directory)
    } catch is FileChanged {
      // Somebody is writing: another time.
      return 0
    }
    return -edits.reduce(0) { $0 + $1.growth }
  }
}
