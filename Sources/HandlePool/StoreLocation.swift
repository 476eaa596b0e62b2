package import Platform
package import WarrenModel

/// Where the store of an agent lies, as the registry has found it.
package struct StoreLocation: Hashable, Sendable {
  package let agent: AgentName
  /// The agent directory: which one it must still be when it is opened.
  package let identity: FileIdentity
  package let backend: Backend
  /// What `.warren.json` says; nil in a directory without one.
  package let uuid: String?
  /// The stores of another program that it is made of; nil for Warren's own. They are previewed, never opened.
  package let foreign: ForeignParts?

  package init(agent: AgentName, identity: FileIdentity, backend: Backend, uuid: String?, foreign: ForeignParts? = nil) {
    self.agent = agent
    self.identity = identity
    self.backend = backend
    self.uuid = uuid
    self.foreign = foreign
  }
}

/// Stores of another program in one agent directory, by their places below it.
package struct ForeignParts: Hashable, Sendable {
  /// SQLite files: each is previewed.
  package let databases: [FilePath]
  /// Other files, and directories of such.
  package let files: [FilePath]

  package init(databases: [FilePath], files: [FilePath]) {
    self.databases = databases
    self.files = files
  }
}
