package import Platform
package import WarrenModel

/// The directory of the agents that a pool serves: its real path and an open descriptor.
package struct PoolRoot: Sendable {
  /// The real path of `<root>/agents`.
  package let path: FilePath
  package let descriptor: SharedDescriptor
  package let clock: WallClock
  /// Reads what other programs wrote.
  let foreign: ForeignVisit.Reader

  package init(path: FilePath, descriptor: SharedDescriptor, clock: WallClock, foreign: @escaping ForeignVisit.Reader = Self.refusing) {
    self.path = path
    self.descriptor = descriptor
    self.clock = clock
    self.foreign = foreign
  }

  /// For a pool that serves Warren's own stores alone.
  package static let refusing: ForeignVisit.Reader = { visit in throw Gate.foreign(visit.agent) }
}
