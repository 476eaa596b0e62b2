package import Platform
package import WarrenModel

/// The directory of the agents that a pool serves: its real path and an open descriptor.
package struct PoolRoot: Sendable {
  /// The real path of `<root>/agents`.
  package let path: FilePath
  package let descriptor: SharedDescriptor
  package let clock: WallClock

  package init(path: FilePath, descriptor: SharedDescriptor, clock: WallClock) {
    self.path = path
    self.descriptor = descriptor
    self.clock = clock
  }
}
