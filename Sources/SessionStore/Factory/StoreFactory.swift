package import Platform
package import WarrenModel

/// The one place that knows which file of an agent directory belongs to which backend.
package enum StoreFactory {
  /// The native database below an agent directory.
  package static let databaseName: FilePath = "sessions.sqlite"
  /// The directory of the JSONL files below an agent directory.
  package static let filesName: FilePath = "sessions"

  /// What a configured name of a backend means for a new agent.
  ///
  /// An unknown name answers SQLite and a warning, so that a typo never switches persistence off.
  package static func backend(named name: String) -> (backend: Backend, warning: Finding?) {
    if let backend = Backend(rawValue: name) { return (backend, nil) }
    let warning = Finding(
      code: "backend_unknown", severity: .warning, subject: Array(name.utf8), evidence: "there is no backend of this name; sqlite is used",
      remedy: "Use one of: \(validNames).")
    return (.sqlite, warning)
  }

  /// The strict reading, for the check of a configuration.
  /// - Throws: `configuration_invalid` with the list of valid names.
  package static func checkedBackend(named name: String) throws(WarrenError) -> Backend {
    if let backend = Backend(rawValue: name) { return backend }
    throw WarrenError(
      .configurationInvalid, "There is no backend of this name.", remedy: "Use one of: \(validNames).", subject: Array(name.utf8))
  }

  private static var validNames: String { Backend.allCases.map(\.rawValue).joined(separator: ", ") }

  /// Opens the store of an agent directory for reading and writing.
  ///
  /// Where ZeroClaw-style JSONL files lie beside a SQLite store, they are taken over first, each once, verified, and kept as `*.jsonl.migrated`.
  /// - Parameter uuid: what `.warren.json` says; nil to take any.
  package static func open(
    directory: FilePath, backend: Backend, uuid: String?, durability: Durability, clock: WallClock
  ) throws(WarrenError) -> any SessionBackend {
    do {
      switch backend {
      case .sqlite:
        let store = try SQLiteStore(path: directory.appending(databaseName).bytes, uuid: uuid, durability: durability, clock: clock)
        try store.takeOver(filesIn: directory.appending(filesName), durability: durability)
        return store
      case .jsonl:
        return try JSONLStore(directory: directory.appending(filesName), clock: clock, durability: durability)
      }
    } catch { throw StoreErrors.translate(error, path: directory.bytes) }
  }

  /// Reads the store of an agent directory without leaving a trace.
  /// - Throws: `store_absent` where there is none.
  package static func preview<T>(
    directory: FilePath, backend: Backend, uuid: String?, clock: WallClock, _ body: (any SessionBackend) throws -> T
  ) throws(WarrenError) -> T {
    do {
      switch backend {
      case .sqlite:
        let path = try directory.appending(databaseName).bytes
        guard let result = try SQLiteStore.preview(path: path, uuid: uuid, clock: clock, body) else {
          throw WarrenError(.storeAbsent, "The agent has no store yet.", remedy: "Append to a session to make one.", subject: path)
        }
        return result
      case .jsonl:
        return try body(JSONLStore(directory: directory.appending(filesName), clock: clock, isWritable: false))
      }
    } catch { throw StoreErrors.translate(error, path: directory.bytes) }
  }
}
