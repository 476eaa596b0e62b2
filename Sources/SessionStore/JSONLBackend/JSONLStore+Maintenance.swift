internal import Platform
package import WarrenModel

extension JSONLStore {
  package func delete(_ key: SessionKey) throws -> Bool {
    try writing(else: false) { directory in
      guard let session = try open(key, in: directory) else { return false }
      try remove(session.stem, to: try makeTrash(in: directory), in: directory)
      return true
    }
  }

  package func expire(before moment: Timestamp) throws -> [SessionKey] {
    try writing(else: []) { directory in
      let content = try DirectoryScan(directory, path: path.bytes)
      var trash: SharedDescriptor?
      var keys: [SessionKey] = []
      for entry in content.newestFirst.reversed() where entry.status.lastActivity < moment {
        // One that may not be read stays.
        guard let session = try openReadable(entry, in: directory) else { continue }
        if case .running = try metadata(of: entry.stem, in: directory).state { continue }
        // Looked at again under the lock: another program may have written meanwhile.
        if session.lastActivity >= moment { continue }
        let place = try trash ?? makeTrash(in: directory)
        trash = place
        try remove(entry.stem, to: place, in: directory)
        keys.append(entry.key)
      }
      return keys
    }
  }

  /// `.deleted/<operation>/`, where the files of deleted sessions keep their names.
  func makeTrash(in directory: SharedDescriptor) throws -> SharedDescriptor {
    do throws(SystemError) {
      try directory.makeDirectory(SessionFileName.trash)
    } catch {
      if !error.alreadyExists { throw error }
    }
    let trash = try directory.openDirectory(SessionFileName.trash)
    let name = try FilePath(bytes: RandomBytes.hexadecimal(16))
    try trash.makeDirectory(name)
    if durability == .full {
      try trash.sync()
      try directory.sync()
    }
    return SharedDescriptor(try trash.openDirectory(name))
  }

  /// Takes a session away, its current file first: from then on there is none, and what a crash leaves is swept when one begins anew.
  private func remove(_ stem: [UInt8], to trash: SharedDescriptor, in directory: SharedDescriptor) throws {
    memory[stem] = nil
    try move(SessionFileName.main(stem), to: trash, in: directory)
    try moveRest(of: stem, to: trash, in: directory)
    if durability == .full {
      try trash.sync()
      try directory.sync()
    }
  }

  /// Generations from the last to the first, so that what is left always begins with the first.
  private func moveRest(of stem: [UInt8], to trash: SharedDescriptor, in directory: SharedDescriptor) throws {
    var last = 0
    while let name = try? SessionFileName.generation(stem, last + 1), name.bytes.count <= SessionFileName.longest,
      try directory.statusIfExists(of: name) != nil
    { last += 1 }
    for number in stride(from: last, to: 0, by: -1) { try move(SessionFileName.generation(stem, number), to: trash, in: directory) }
    try move(SessionFileName.metadata(stem), to: trash, in: directory)
  }

  private func move(_ name: FilePath, to trash: SharedDescriptor, in directory: SharedDescriptor) throws {
    // A foreign session with a long name has none of them.
    if name.bytes.count > SessionFileName.longest { return }
    do throws(SystemError) {
      try directory.rename(name, to: name, in: trash)
    } catch {
      if !error.isNotFound { throw error }
    }
  }

  /// Takes away what is left of a session without its current file, before one of its key begins.
  func sweepLeftovers(of stem: [UInt8], in directory: SharedDescriptor) throws {
    let isLeft =
      try directory.statusIfExists(of: SessionFileName.metadata(stem)) != nil
      || directory.statusIfExists(of: SessionFileName.generation(stem, 1)) != nil
    if isLeft { try moveRest(of: stem, to: try makeTrash(in: directory), in: directory) }
  }

  /// The file gets its second name, then an empty one takes its place: at every point the session is whole, before or after.
  package func reset(_ key: SessionKey) throws -> Int {
    try writing(else: try refuse(.unknownSession(key))) { directory in
      let session = try known(key, in: directory)
      let stem = session.stem
      var metadata = try metadata(of: stem, in: directory)
      var scan = FileScan(ids: IDCounter(mark: metadata.mark))
      try scan.run(session.file)
      let former = try SessionFileName.generation(stem, metadata.generation)
      if former.bytes.count > SessionFileName.longest {
        throw WarrenError(.keyTooLong, "The file name of the former generation would be too long.", subject: key.bytes)
      }
      // What a reset that was cut short has left is the current file under a second name.
      if try directory.statusIfExists(of: former) != nil { try directory.unlink(former) }
      let now = clock.now
      try archive(session, as: former, at: now, in: directory)
      metadata.close(lastID: scan.ids.last, at: now)
      try write(metadata, of: key, stem, in: directory)
      return metadata.generation
    }
  }

  private func archive(_ session: SessionFile, as former: FilePath, at now: Timestamp, in directory: SharedDescriptor) throws {
    let name = try SessionFileName.main(session.stem)
    do throws(SystemError) {
      try directory.link(name, to: former, in: directory)
    } catch {
      guard error.isUnsupported || error.isPermission else { throw error }
      // A file system without second names: there is a moment without a current file.
      memory[session.stem] = nil
      try directory.rename(name, to: former, in: directory)
      try AtomicFile.write([], to: name, in: directory)
      return try directory.setModified(now.nanoseconds, of: name)
    }
    do {
      try exchange(session, modified: now.nanoseconds, in: directory) { _ in }
    } catch {
      // The file is still the current one: it keeps one name. Where this fails too, the next rewrite or reset does it.
      if try directory.statusIfExists(of: name)?.identity == session.status.identity {
        try? unlink(former, ifStill: session, in: directory)
      }
      throw error
    }
  }

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
      for entry in content.sessions {
        guard let session = try openReadable(entry, in: directory) else { continue }
        freed += try compact(session, in: directory)
      }
      return freed
    }
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
