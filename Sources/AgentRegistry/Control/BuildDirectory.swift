internal import Glibc
internal import Platform

/// A directory of one operation's own below `.warren/tmp`, where a thing is built before it is renamed into its place.
///
/// Its name is the operation's id. While it lives it holds an exclusive flock on itself, so that whoever clears what crashes have left
/// leaves it alone.
final class BuildDirectory {
  /// Bytes of an operation's id.
  private static let idBytes = 16
  /// Tries to make one that nobody clears away between its making and its lock.
  private static let tries = 8

  let descriptor: SharedDescriptor
  /// Real, for SQLite.
  let path: FilePath
  private let name: FilePath
  private let parent: SharedDescriptor

  init(in control: ControlDirectory) throws(SystemError) {
    parent = control.temporary
    var tries = Self.tries
    while true {
      let name = try FilePath(bytes: RandomBytes.hexadecimal(Self.idBytes))
      try parent.makeDirectory(name)
      if let descriptor = try Self.lock(name, in: parent) {
        self.name = name
        self.descriptor = descriptor
        path = try control.temporaryPath.appending(name)
        return
      }
      tries -= 1
      if tries == 0 { throw SystemError(code: EBUSY, call: .lock, path: name) }
    }
  }

  /// nil where somebody cleared it away before it was locked.
  private static func lock(_ name: FilePath, in parent: SharedDescriptor) throws(SystemError) -> SharedDescriptor? {
    do throws(SystemError) {
      let descriptor = SharedDescriptor(try parent.openDirectory(name))
      let identity = try descriptor.status().identity
      guard try descriptor.tryLock(.exclusive) else { return nil }
      return try parent.statusIfExists(of: name)?.identity == identity ? descriptor : nil
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  deinit { remove() }

  /// Removes it with what is still in it, as far as the system lets us; the rest is cleared by the next holder of the lock.
  func remove() {
    if descriptor.isClosed { return }
    Self.remove(name, in: parent)
    try? descriptor.close()
  }

  /// Removes what crashed operations have left: directories with the name of an operation that nobody has locked.
  static func removeStale(in control: ControlDirectory) {
    var names: [FilePath] = []
    if var reader = try? DirectoryReader(control.temporary) {
      while let entry = try? reader.next() {
        if isID(entry.name), let name = try? FilePath(bytes: Array(entry.name)) { names.append(name) }
      }
    }
    for name in names {
      guard let directory = try? control.temporary.openDirectory(name), (try? directory.tryLock(.exclusive)) == true else { continue }
      remove(name, in: control.temporary)
    }
  }

  private static func remove(_ name: FilePath, in parent: SharedDescriptor) {
    var purge = TreePurge(name, in: parent, parentPath: ControlDirectory.temporaryName, durable: false)
    try? purge.run()
  }

  private static func isID(_ name: UnsafeRawBufferPointer) -> Bool {
    name.count == idBytes * 2 && name.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
