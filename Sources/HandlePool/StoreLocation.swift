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

  package init(agent: AgentName, identity: FileIdentity, backend: Backend, uuid: String?) {
    self.agent = agent
    self.identity = identity
    self.backend = backend
    self.uuid = uuid
  }
}
