package import Platform
package import SQLite
package import SessionStore
package import WarrenModel

/// What a reader of another program's stores gets for one visit: the agent directory, locked against deletion, and a read-only connection to each
/// of its databases.
package struct ForeignVisit {
  package let agent: AgentName
  package let parts: ForeignParts
  package let directory: SharedDescriptor
  /// The real path of the agent directory.
  package let path: FilePath
  /// By their places below the directory; one that has gone is missing.
  package let connections: [FilePath: Connection]
  package let clock: WallClock

  package init(
    agent: AgentName, parts: ForeignParts, directory: SharedDescriptor, path: FilePath, connections: [FilePath: Connection],
    clock: WallClock
  ) {
    self.agent = agent
    self.parts = parts
    self.directory = directory
    self.path = path
    self.connections = connections
    self.clock = clock
  }

  /// Makes one store out of what is lent for a visit.
  package typealias Reader = @Sendable (ForeignVisit) throws -> any SessionBackend

  /// Lends a read-only connection to each database, and runs the body again where one changed meanwhile.
  package static func previewing<T>(
    _ databases: [FilePath], in path: FilePath, connections: [FilePath: Connection] = [:],
    _ body: ([FilePath: Connection]) throws -> T
  ) throws -> T {
    guard let first = databases.first else { return try body(connections) }
    let rest = Array(databases.dropFirst())
    let found = try Preview.read(path: path.appending(first).bytes) { connection in
      // One state of it for the whole visit.
      try connection.readTransaction {
        try previewing(rest, in: path, connections: connections.merging([first: connection]) { $1 }, body)
      }
    }
    // One that is not there any more does not keep the others from being read.
    return try found ?? previewing(rest, in: path, connections: connections, body)
  }
}
