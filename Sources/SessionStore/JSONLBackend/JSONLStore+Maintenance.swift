internal import Platform
internal import WarrenModel

extension JSONLStore {
  package func compact() throws -> Int64 {
    try writing(else: 0) { directory in
      let content = try DirectoryScan(directory, path: path.bytes)
      var freed: Int64 = 0
      // Under the lock nobody is writing them.
      for name in content.temporaries {
        let name = try FilePath(bytes: name)
        freed += try directory.statusIfExists(of: name)?.size ?? 0
        try directory.unlink(name)
      }
      if let trash = try openTrash(in: directory) { freed += try sweepTemporaries(in: trash) }
      for entry in content.sessions {
        guard let session = try openReadable(entry, in: directory) else { continue }
        freed += try compact(session, in: directory)
      }
      return freed
    }
  }

  private func sweepTemporaries(in trash: SharedDescriptor) throws -> Int64 {
    var names: [[UInt8]] = []
    var reader = try DirectoryReader(trash)
    while let entry = try reader.next() { if AtomicFile.isTemporaryName(Array(entry.name)) { names.append(Array(entry.name)) } }
    var freed: Int64 = 0
    for name in try names.map({ try FilePath(bytes: $0) }) {
      freed += try trash.statusIfExists(of: name)?.size ?? 0
      try trash.unlink(name)
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
