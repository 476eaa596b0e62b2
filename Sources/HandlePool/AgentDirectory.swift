internal import Platform
internal import SessionStore
internal import WarrenModel

/// An agent directory held open and locked in shared mode, so that nobody deletes it; the looks that every lease repeats.
struct AgentDirectory {
  let descriptor: SharedDescriptor
  private let parent: SharedDescriptor
  private let name: FilePath
  private let location: StoreLocation

  /// Opens and locks; looks only once it has the lock: before it, the directory may go.
  init(_ location: StoreLocation, in parent: SharedDescriptor) throws {
    self.location = location
    self.parent = parent
    name = try FilePath(bytes: location.agent.bytes)
    do throws(SystemError) {
      descriptor = SharedDescriptor(try parent.openDirectory(name))
    } catch {
      if error.isNotFound { throw Gate.deleted(location.agent) }
      if error.isNotDirectory || error.isSymbolicLink { throw Gate.replaced(location.agent) }
      throw error
    }
    guard try descriptor.tryLock(.shared) else { throw Gate.deleting(location.agent) }
    // The lock must be on the very directory that the looks are about.
    guard try descriptor.status().identity == location.identity else { throw Gate.replaced(location.agent) }
  }

  /// No gate, and the name still leads to this directory.
  func look() throws {
    if try descriptor.exists(Gate.name) { throw Gate.deleting(location.agent) }
    guard let status = try parent.statusIfExists(of: name) else { throw Gate.deleted(location.agent) }
    if status.identity != location.identity { throw Gate.replaced(location.agent) }
  }

  /// The file of the native database; nil where there is none.
  func databaseStatus() throws -> FileStatus? { try descriptor.statusIfExists(of: StoreFactory.databaseName) }

  /// Ends the hold; the lock goes with it. After everything else of the handle.
  func close() { try? descriptor.close() }
}
