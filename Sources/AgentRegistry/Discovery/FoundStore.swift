package import Platform
package import WarrenModel

/// A store that lies in an agent directory, as the file system tells; it has not been opened.
package struct FoundStore: Sendable {
  package let kind: StoreKind
  /// Of the file, or of the directory of the JSONL files; of what it leads to, where it is a link.
  package let status: FileStatus
  /// Whether a symbolic link to something below `agents/` stands in its place: it is read through the agent that has the file itself.
  package let isLink: Bool
  /// The JSONL files among it that have further names, by identity.
  package let linkedFiles: [FileIdentity]

  init(kind: StoreKind, status: FileStatus, isLink: Bool = false, linkedFiles: [FileIdentity] = []) {
    self.kind = kind
    self.status = status
    self.isLink = isLink
    self.linkedFiles = linkedFiles
  }

  /// Its path below the root.
  package func path(of agent: AgentName) -> RawPath { RawPath(bytes: Findings.path(of: agent, kind.path)) }
}
