internal import HandlePool
internal import Platform
internal import SessionStore
internal import WarrenModel

/// Reads the store of an agent directory that is locked for us alone: no handle and no preview of this process is on it.
enum LockedStore {
  static func read<T>(
    _ location: StoreLocation, _ directory: SharedDescriptor, at path: FilePath, clock: WallClock, _ body: (any SessionBackend) throws -> T
  ) throws(WarrenError) -> T {
    guard let parts = location.foreign else {
      return try StoreFactory.preview(directory: path, backend: location.backend, uuid: location.uuid, clock: clock, body)
    }
    do {
      return try ForeignVisit.previewing(parts.databases, in: path) { connections in
        try body(
          ForeignStores.open(
            ForeignVisit(agent: location.agent, parts: parts, directory: directory, path: path, connections: connections, clock: clock)))
      }
    } catch { throw StoreErrors.translate(error, path: path.bytes) }
  }
}
