internal import HandlePool
internal import LegacyFormats
internal import Platform
internal import SessionStore
internal import WarrenModel

/// Makes the stores of other programs that lie in one agent directory into one store for reading. A database comes before the files beside it:
/// of two sessions with one key and the same activity it has the newer one.
enum ForeignStores {
  static func open(_ visit: ForeignVisit) throws -> any SessionBackend {
    let now = visit.clock.now
    var sources: [any ForeignSource] = []
    var facts = OpenClawDatabaseFacts()
    let keys = OpenClawKeys(directory: visit.agent)
    for kind in [StoreKind.openclawSQLite, .zeroclawSQLite, .zeroclawWorkspace] {
      guard let connection = visit.connections[kind.path] else { continue }
      let path = RawPath(bytes: Findings.path(of: visit.agent, kind.path))
      if kind == .openclawSQLite {
        let source = OpenClawDatabaseSource(connection, keys: keys, path: path, now: now)
        facts = (try? source.facts()) ?? facts
        sources.append(source)
      } else {
        sources.append(ZeroClawDatabaseSource(connection, path: path, now: now))
      }
    }
    for file in visit.parts.files {
      if file == StoreKind.openclawJSON.path {
        let place = OpenClawFilesSource.Place(
          directory: visit.directory, keys: keys, path: RawPath(bytes: Findings.path(of: visit.agent)), absolutePath: visit.path.bytes,
          database: facts)
        sources.append(OpenClawFilesSource(place, now: now))
      } else if file == StoreKind.jsonl.path {
        sources.append(
          try ZeroClawFilesSource(
            directory: visit.path.appending(file), path: RawPath(bytes: Findings.path(of: visit.agent, file)), clock: visit.clock))
      }
    }
    let bytes = try TreeSurvey(of: visit.directory, readingHeaders: false).bytes
    return ForeignStore(
      sources: sources, backend: visit.connections.isEmpty ? .jsonl : .sqlite, path: RawPath(bytes: Findings.path(of: visit.agent)),
      bytes: bytes)
  }
}
